package org.neurochains.chain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a solver found.
 *
 * @param subnetwork the chain, cleaned up
 * @param outcome how its outputs over the region compare with the network's
 * @param klBeforeFineTune the same before the last tuning of scores
 * @param beforeCleanUp counts before the clean-up
 * @param cutThrough whether thresholding had disconnected the image from the logits, so that filters were put back
 * @param notes remarks on single filters by unit layer and channel, such as {@link CleanUp#CONSTANT}
 * @param curve sizes and divergences on the way, largest first
 * @param end why it is this one
 */
public record Solution(
        Subnetwork subnetwork,
        Outcome outcome,
        double klBeforeFineTune,
        Subnetwork.Size beforeCleanUp,
        boolean cutThrough,
        Map<String, Map<Integer, String>> notes,
        List<CurvePoint> curve,
        Effort effort,
        End end) {
    /**
     * What it took.
     *
     * @param steps optimiser steps
     * @param fullPasses see {@link PassMeter}
     * @param reachedGoal whether the solver's goal holds
     */
    public record Effort(int steps, double fullPasses, boolean reachedGoal) {}

    /**
     * Why the search ended with this chain.
     *
     * @param stopped whether it was cancelled on the way
     * @param heldOut its test on held-out images; null where it was not tested
     * @param nextSmaller the one behind it, which failed that test; null where none failed
     */
    record End(boolean stopped, @Nullable HeldOut heldOut, ChainRecord.@Nullable NextSmaller nextSmaller) {
        /** Of a solver that tests nothing and was not stopped. */
        static final End USUAL = new End(false, null, null);
    }

    /**
     * One size on the way.
     *
     * @param subnetwork the scores there, where they were asked for
     */
    public record CurvePoint(
            Subnetwork.Size size,
            double kl,
            double agreement,
            @Nullable Subnetwork subnetwork) {}
}
