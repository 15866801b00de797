package org.neurochains.chain;

import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.image.FurtherImages;

/** Finds the chain of a region. */
public interface Solver {
    /** Its name on the command line and in chain.json. */
    String name();

    /** Every option by its name in chain.json, defaults included. */
    Map<String, Object> options();

    /**
     * The images of the region's kind that it wants beside the region: those it holds the chain to, and those that only
     * test it.
     */
    FurtherImages further();

    /**
     * Finds a chain and cleans it up.
     *
     * @param progress hears KL and the units left; where it cancels, a solver that has a chain already returns that one
     * @throws java.util.concurrent.CancellationException if cancelled before there is a chain
     */
    Solution solve(Problem problem, Progress progress);
}
