package org.neurochains.report;

import static org.neurochains.InputException.parameter;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.network.Network;

/**
 * Which evidence is wanted, and how much of it.
 *
 * @param kinds of evidence; what is there of others stays
 * @param paths inference chains of each class, 1 to 1000
 * @param top natural images shown for each filter, 1 to 100
 * @param pool they are looked for in so many images of the folder, drawn at random; 0 for all
 * @param perClass images of each class with feature maps, SMOE, Score-CAM and RAP, 1 to 1000
 * @param smoe how SMOE maps are made
 * @param forms of visualisations, the first one the filter's face
 * @param steps of gradient ascent for a visualisation; null for the usual
 * @param side of a visualisation in pixels; null for the usual
 * @param seed of what is drawn at random
 * @param live whether the page gets the chain's network however large it is
 */
public record ExplainOptions(
        Set<EvidenceKind> kinds,
        int paths,
        int top,
        int pool,
        int perClass,
        SmoeOptions smoe,
        List<VisualisationOptions.Form> forms,
        @Nullable Integer steps,
        @Nullable Integer side,
        long seed,
        boolean live) {
    /**
     * Copies the collections and checks the ranges.
     *
     * @throws InputException if a number is out of range
     */
    public ExplainOptions {
        kinds = Set.copyOf(kinds);
        forms = List.copyOf(forms);
        require(parameter("paths"), paths, 1, 1000);
        require(parameter("top"), top, 1, 100);
        require(parameter("pool"), pool, 0, Integer.MAX_VALUE);
        require(parameter("perClass"), perClass, 1, 1000);
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
            throw InputException.of(option, value + " is out of range", "give " + range);
        }
    }

    /** Everything, as much as a page shows well. */
    public static ExplainOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** How visualisations of one form are made. */
    VisualisationOptions visualisation(Network network, VisualisationOptions.Form form) {
        VisualisationOptions options =
                VisualisationOptions.defaults(network, form).withSeed(seed);
        options = side == null ? options : options.withSide(side);
        return steps == null ? options : options.withSteps(steps);
    }

    /** Collects what is not to be as usual. */
    public static final class Builder {
        private Set<EvidenceKind> kinds = EnumSet.allOf(EvidenceKind.class);
        private int paths = 3;
        private int top = 9;
        private int pool = 2000;
        private int perClass = 1;
        private SmoeOptions smoe = SmoeOptions.defaults();
        private List<VisualisationOptions.Form> forms = List.of(VisualisationOptions.Form.FOURIER);
        private @Nullable Integer steps;
        private @Nullable Integer side;
        private long seed;
        private boolean live;

        private Builder() {}

        /** Only these kinds of evidence. */
        public Builder kinds(EvidenceKind... wanted) {
            return kinds(List.of(wanted));
        }

        /** Only these kinds of evidence. */
        public Builder kinds(Collection<EvidenceKind> wanted) {
            kinds = Set.copyOf(wanted);
            return this;
        }

        /** Sets the number of inference chains of each class. */
        public Builder paths(int count) {
            paths = count;
            return this;
        }

        /** Sets the number of natural images shown for each filter. */
        public Builder top(int count) {
            top = count;
            return this;
        }

        /** Sets in how many images of the folder they are looked for; 0 for all. */
        public Builder pool(int count) {
            pool = count;
            return this;
        }

        /** Sets the number of images of each class with maps. */
        public Builder perClass(int count) {
            perClass = count;
            return this;
        }

        /** Sets how SMOE maps are made. */
        public Builder smoe(SmoeOptions options) {
            smoe = options;
            return this;
        }

        /** Sets the forms of visualisations, the first one the filter's face. */
        public Builder forms(List<VisualisationOptions.Form> wanted) {
            forms = List.copyOf(wanted);
            return this;
        }

        /** Sets the steps of gradient ascent for a visualisation. */
        public Builder steps(@Nullable Integer count) {
            steps = count;
            return this;
        }

        /** Sets a visualisation's side in pixels. */
        public Builder side(@Nullable Integer pixels) {
            side = pixels;
            return this;
        }

        /** Sets the seed of what is drawn at random. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets whether the page gets the chain's network however large it is. */
        public Builder live(boolean whole) {
            live = whole;
            return this;
        }

        /**
         * The options.
         *
         * @throws InputException if a number is out of range
         */
        public ExplainOptions build() {
            return new ExplainOptions(kinds, paths, top, pool, perClass, smoe, forms, steps, side, seed, live);
        }
    }
}
