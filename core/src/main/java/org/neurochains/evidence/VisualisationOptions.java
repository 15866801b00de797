package org.neurochains.evidence;

import static org.neurochains.InputException.requireInRange;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.neurochains.InputException;
import org.neurochains.network.Network;

/**
 * How pictures that excite filters are made.
 *
 * @param side of the square picture, in pixels
 * @param norm of the norm-constrained picture, after normalisation, at the given side
 * @param rate for the norm-constrained form the first step's length as a share of the norm (steps shrink linearly to
 *     nothing), for the others Adam's learning rate
 * @param coarse share of the steps that are made at half the side, from 0 to 1
 * @param transformations whether every step sees the picture moved and, from 64 pixels a side, scaled by .9 to 1.1;
 *     never of the norm-constrained form
 * @param starts so many are tried for the first quarter of the steps; the best of them ({@link RestartSelection}) goes
 *     on
 * @param fitted whether the picture of a filter that sees less than the side is of what it sees
 * @param seed of the starting noise, the same for all filters, and of the transformations
 */
@RecordBuilder
public record VisualisationOptions(
        Form form,
        int steps,
        int side,
        double norm,
        double rate,
        double coarse,
        boolean transformations,
        int starts,
        boolean fitted,
        long seed)
        implements VisualisationOptionsBuilder.With {
    /** What is optimised. */
    public enum Form {
        /** The pixels, kept at a given norm (Erhan, Bengio, Courville and Vincent 2009). */
        NORM_CONSTRAINED("norm-constrained"),
        /**
         * The Fourier spectrum of decorrelated colours (Olah, Mordvintsev and Schubert 2017, as the Lucid library has
         * it).
         */
        FOURIER("Fourier"),
        /** The phases of that spectrum, with the magnitudes of natural pictures (Fel et al. 2023). */
        MAGNITUDE_CONSTRAINED("magnitude-constrained");

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
    private static final int STARTS = 3;
    private static final int MOST_STARTS = 100;
    private static final int MOST_STEPS = 100_000;
    private static final int MOST_PIXELS = 1024;

    /**
     * Checks the ranges.
     *
     * @throws InputException if a number is out of its range
     */
    public VisualisationOptions {
        requireInRange(steps >= 1 && steps <= MOST_STEPS, "visualisation steps", steps, "1 to " + MOST_STEPS);
        requireInRange(side >= 1 && side <= MOST_PIXELS, "visualisation side", side, "1 to " + MOST_PIXELS + " pixels");
        requireInRange(norm > 0 && Double.isFinite(norm), "visualisation norm", norm, "a positive number");
        requireInRange(rate > 0 && Double.isFinite(rate), "visualisation rate", rate, "a positive number");
        requireInRange(starts >= 1 && starts <= MOST_STARTS, "visualisation starts", starts, "1 to " + MOST_STARTS);
        requireInRange(coarse >= 0 && coarse <= 1, "visualisation coarse", coarse, "0 to 1");
    }

    /**
     * 100 steps from three starts at what the filter sees, at most the network's own size and 128 pixels; from 96
     * pixels the first 75 steps at half of it.
     */
    public static VisualisationOptions defaults(Network network, Form form) {
        int own = Math.min(network.inputShape().height(), network.inputShape().width());
        int side = Math.min(own, LARGEST_SIDE);
        return VisualisationOptionsBuilder.builder()
                .form(form)
                .steps(100)
                .side(side)
                .norm(NATURAL * side * Math.sqrt(network.inputShape().channels()))
                .rate(rate(form))
                .coarse(coarseShare(side))
                .transformations(true)
                .starts(STARTS)
                .fitted(true)
                .build();
    }

    private static double coarseShare(int side) {
        return side >= COARSE_FROM ? COARSE : 0;
    }

    private static double rate(Form form) {
        return switch (form) {
            case NORM_CONSTRAINED -> .2;
            case FOURIER -> .05;
            case MAGNITUDE_CONSTRAINED -> .1;
        };
    }

    /** The same at another side, with the norm and the coarse steps that go with it. */
    @Override
    public VisualisationOptions withSide(int changed) {
        return with().side(changed)
                .norm(norm * changed / side)
                .coarse(coarseShare(changed))
                .build();
    }

    /** The side of the picture at a step. */
    int sideAt(int step) {
        return step < Math.round(coarse * steps) ? Math.max(1, side / 2) : side;
    }

    /** Steps of single pictures that a filter's picture takes, those of starts that are given up included. */
    public int pictureSteps() {
        return steps + (starts - 1) * trial();
    }

    /** How many steps all starts take; none where there is but one. */
    int trial() {
        return starts == 1 ? 0 : (steps + 3) / 4;
    }
}
