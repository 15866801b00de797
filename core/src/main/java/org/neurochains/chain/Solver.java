package org.neurochains.chain;

import org.neurochains.Progress;

/** Finds the chain of a region. */
public interface Solver {
    /** What it was asked. */
    SolverOptions options();

    /** Raised where the same options lead to other chains than before. */
    default int revision() {
        return 1;
    }

    /**
     * Finds a chain and cleans it up.
     *
     * @param progress hears KL and the units left; where it cancels, a solver that has a chain already returns that one
     * @throws java.util.concurrent.CancellationException if cancelled before there is a chain
     */
    Solution solve(Problem problem, Progress progress);
}
