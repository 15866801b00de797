package org.neurochains.evidence;

import org.neurochains.InputException;
import org.neurochains.network.Network;

/**
 * How pictures that excite filters are made.
 *
 * @param side of the square picture, in pixels
 * @param norm of the norm-constrained picture, after normalisation, at the given side
 * @param rate for the norm-constrained form the first step's length as a share of the norm (steps shrink linearly to
 *     nothing), for the Fourier form Adam's learning rate
 * @param coarse share of the steps that are made at half the side, from 0 to 1
 * @param transformations whether every step of the Fourier form sees the picture moved and, from 64 pixels a side,
 *     scaled by .9 to 1.1
 * @param seed of the starting noise, the same for all filters, and of the transformations
 */
public record VisualisationOptions(
        Form form, int steps, int side, double norm, double rate, double coarse, boolean transformations, long seed) {
    /** What is optimised. */
    public enum Form {
        /** The pixels, kept at a given norm (Erhan, Bengio, Courville and Vincent 2009). */
        NORM_CONSTRAINED("norm-constrained"),
        /**
         * The Fourier spectrum of decorrelated colours (Olah, Mordvintsev and Schubert 2017, as the Lucid library has
         * it).
         */
        FOURIER("Fourier");

        private final String text;

        Form(String text) {
            this.text = text;
        }

        /** As it is written in the report. */
        public String text() {
            return text;
        }
    }

    /** Root mean square of a normalised natural image's values: the mean over 500 CIFAR-10 images. */
    private static final double NATURAL = 1.085;

    private static final int LARGEST_SIDE = 128;
    private static final int COARSE_FROM = 96;
    private static final double COARSE = .75;
    private static final int MOST_STEPS = 100_000;
    private static final int MOST_PIXELS = 1024;

    /**
     * Checks the ranges.
     *
     * @throws InputException if a number is out of its range
     */
    public VisualisationOptions {
        require(steps >= 1 && steps <= MOST_STEPS, "steps", steps, "1 to " + MOST_STEPS);
        require(side >= 1 && side <= MOST_PIXELS, "side", side, "1 to " + MOST_PIXELS + " pixels");
        require(norm > 0 && Double.isFinite(norm), "norm", norm, "a positive number");
        require(rate > 0 && Double.isFinite(rate), "rate", rate, "a positive number");
        require(coarse >= 0 && coarse <= 1, "coarse", coarse, "0 to 1");
    }

    private static void require(boolean holds, String option, double value, String range) {
        if (!holds) {
            throw InputException.of("visualisation " + option, value + " is out of range", "give " + range);
        }
    }

    /** 100 steps at the network's own size, at most 128 pixels; from 96 pixels the first 75 steps at half of it. */
    public static VisualisationOptions defaults(Network network, Form form) {
        int own = Math.min(network.inputShape().height(), network.inputShape().width());
        int side = Math.min(own, LARGEST_SIDE);
        return new VisualisationOptions(
                form, 100, side, naturalNorm(network, side), rate(form), coarseShare(side), true, 0);
    }

    private static double coarseShare(int side) {
        return side >= COARSE_FROM ? COARSE : 0;
    }

    private static double rate(Form form) {
        return form == Form.FOURIER ? .4 : .2;
    }

    private static double naturalNorm(Network network, int side) {
        return NATURAL * side * Math.sqrt(network.inputShape().channels());
    }

    /** The same with another number of steps. */
    public VisualisationOptions withSteps(int changed) {
        return new VisualisationOptions(form, changed, side, norm, rate, coarse, transformations, seed);
    }

    /** The same with another seed. */
    public VisualisationOptions withSeed(long changed) {
        return new VisualisationOptions(form, steps, side, norm, rate, coarse, transformations, changed);
    }

    /** The same at another side, with the norm and the coarse steps that go with it. */
    public VisualisationOptions withSide(int changed) {
        return new VisualisationOptions(
                form, steps, changed, norm * changed / side, rate, coarseShare(changed), transformations, seed);
    }

    /** The same with another share of coarse steps. */
    public VisualisationOptions withCoarse(double changed) {
        return new VisualisationOptions(form, steps, side, norm, rate, changed, transformations, seed);
    }

    /** The same norm as these images have in the mean, if they were of these options' side. */
    public VisualisationOptions withNorm(double changed) {
        return new VisualisationOptions(form, steps, side, changed, rate, coarse, transformations, seed);
    }

    /** The side of the picture at a step. */
    int sideAt(int step) {
        return step < Math.round(coarse * steps) ? Math.max(1, side / 2) : side;
    }
}
