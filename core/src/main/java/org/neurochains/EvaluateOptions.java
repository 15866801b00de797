package org.neurochains;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Attack;
import org.neurochains.measure.Measure;

/**
 * What is measured of a chain, and how.
 *
 * @param measures those wanted; empty for all that apply
 * @param neighbours of each image, for stability and ReLU patterns; null for the usual 10, or as many as there are
 * @param attack how images are attacked
 * @param adversarial the folder to save attacked images in; null to keep none
 * @param parts the folder with the images' parts; null for one beside the images
 * @param features the folder where features of images are kept between runs; null to keep none
 * @param seed of what is drawn at random
 */
public record EvaluateOptions(
        List<Measure> measures,
        @Nullable Integer neighbours,
        Attack attack,
        @Nullable Path adversarial,
        @Nullable Path parts,
        @Nullable Path features,
        long seed) {
    /** Copies the list. */
    public EvaluateOptions {
        measures = List.copyOf(measures);
    }

    /** Everything that applies. */
    public static EvaluateOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is not to be as usual. */
    public static final class Builder {
        private List<Measure> measures = List.of();
        private @Nullable Integer neighbours;
        private Attack attack = Attack.DEFAULTS;
        private @Nullable Path adversarial;
        private @Nullable Path parts;
        private @Nullable Path features;
        private long seed;

        private Builder() {}

        /** Sets what is measured; a measure that is named must apply. */
        public Builder measures(List<Measure> wanted) {
            measures = List.copyOf(wanted);
            return this;
        }

        /** Sets how many neighbours of each image are looked for. */
        public Builder neighbours(@Nullable Integer count) {
            neighbours = count;
            return this;
        }

        /** Sets how images are attacked. */
        public Builder attack(Attack how) {
            attack = how;
            return this;
        }

        /** Sets the folder to save attacked images in. */
        public Builder adversarial(@Nullable Path folder) {
            adversarial = folder;
            return this;
        }

        /** Sets the folder with the images' parts. */
        public Builder parts(@Nullable Path folder) {
            parts = folder;
            return this;
        }

        /** Sets the folder where features of images are kept between runs. */
        public Builder features(@Nullable Path folder) {
            features = folder;
            return this;
        }

        /** Sets the seed of what is drawn at random. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The options. */
        public EvaluateOptions build() {
            return new EvaluateOptions(measures, neighbours, attack, adversarial, parts, features, seed);
        }
    }
}
