package org.neurochains.evidence;

/**
 * How SMOE maps are normalised and combined.
 *
 * @param normalisation of each map before it is shown or combined
 */
public record SmoeOptions(MapNormalisation normalisation, Weights weights) {
    /** How much each map counts in Combine All. */
    public enum Weights {
        /**
         * .18, .15, .37, .4, .72 for five scales, as published; for another number, values on the line through these.
         */
        PUBLISHED,
        /** All the same. */
        EQUAL
    }

    private static final double[] FIVE = {.18, .15, .37, .4, .72};

    /** The exact gamma normalisation, the published weights. */
    public static SmoeOptions defaults() {
        return new SmoeOptions(MapNormalisation.GAMMA, Weights.PUBLISHED);
    }

    /** The weights of this many maps, from the shallowest. */
    double[] weights(int maps) {
        double[] found = new double[maps];
        for (int i = 0; i < maps; i++) {
            double place = maps == 1 ? FIVE.length - 1 : (double) i * (FIVE.length - 1) / (maps - 1);
            int left = Math.min(FIVE.length - 2, (int) place);
            double line = FIVE[left] + (place - left) * (FIVE[left + 1] - FIVE[left]);
            found[i] = weights == Weights.EQUAL ? 1 : line;
        }
        return found;
    }
}
