package org.neurochains.chain;

import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;

/**
 * The default solver: removes the least important units round by round and cuts the network physically each time, so that a round costs what
 * the surviving network costs; scores are tuned on KL in between. The smallest chain that holds its goal is kept.
 */
public final class ShrinkSolver implements Solver {
    private final ShrinkOptions options;

    /** A solver with these options. */
    public ShrinkSolver(ShrinkOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "shrink";
    }

    @Override
    public Map<String, Object> options() {
        return options.toMap();
    }

    @Override
    public int support() {
        return options.support();
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        try (Scope scope = Scope.open()) {
            return new ShrinkRun(problem, options, Extras.of(problem, options.held()), progress).run();
        }
    }
}
