package org.neurochains.chain;

import org.neurochains.chain.UnitLayout.Span;

/** How the importance of channels in different layers is made comparable. */
public enum Ranking {
    /** As it is. */
    RAW,
    /** Divided by the root of the layer's sum. */
    ROOT,
    /** Divided by the layer's L2 norm. */
    NORM,
    /**
     * A channel's share of its layer times what the layer as a whole carries: mean over images of |sum_i S_i dT/dS_i|.
     *
     * <p>A network of rectifiers is homogeneous in each layer's scale (Euler's theorem), so in a plain stack every layer carries the same and
     * only shares count; a residual branch carries what it adds, and one that adds little gives its channels up first.
     */
    FLOW;

    /**
     * Ranks for removal, smallest first.
     *
     * @param importance by unit, with what each layer carries
     */
    float[] ranks(UnitLayout layout, Objective.Importance importance) {
        float[] ranks = importance.units().clone();
        for (Span span : layout.spans()) {
            double sum = 0;
            double squares = 0;
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                sum += ranks[i];
                squares += (double) ranks[i] * ranks[i];
            }
            double divisor = switch (this) {
                case RAW -> 1;
                case ROOT -> Math.sqrt(sum);
                case NORM -> Math.sqrt(squares);
                case FLOW -> sum / Math.max(importance.layers()[span.position()], 1e-30);
            };
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                ranks[i] = (float) (ranks[i] / Math.max(divisor, 1e-30));
            }
        }
        return ranks;
    }
}
