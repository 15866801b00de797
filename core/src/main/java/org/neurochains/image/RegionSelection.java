package org.neurochains.image;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * Which images make a region. What is null was not given: its default holds, or with an image list nothing.
 *
 * @param classes names, WordNet numbers or indices; empty for all the classes there are
 * @param perClass how many images of each class
 * @param minConfidence the bar: the least that the largest probability may be, whichever class it belongs to
 * @param kind which images of a class
 * @param seed what the images are drawn with
 */
@RecordBuilder
public record RegionSelection(
        List<String> classes,
        @Nullable Integer perClass,
        @Nullable Double minConfidence,
        @Nullable Kind kind,
        long seed)
        implements RegionSelectionBuilder.With {
    /** As in the paper. */
    public static final int PER_CLASS = 10;

    /** As many of each class do where the network is sure of no more: an unsure one costs filters of other classes. */
    static final int FEWEST_PER_CLASS = 5;

    /** As in the paper. */
    public static final double MIN_CONFIDENCE = 0.95;

    /** Nothing given. */
    public static final RegionSelection DEFAULT = new RegionSelection(List.of(), null, null, null, 0);

    /** Which images of a class are drawn. */
    public enum Kind {
        /**
         * Those that pass the bar: the ones that the network takes for a class of the region, then, where these do not
         * do, others.
         */
        CONFIDENT,
        /** Those that pass the bar and are predicted to be of their class. */
        CORRECT,
        /** Those that pass the bar and are predicted to be of another class. */
        MISCLASSIFIED,
        /** All, without a bar. */
        UNIFORM;

        /**
         * The kind of this name.
         *
         * @throws InputException if there is none
         */
        public static Kind parse(String name) {
            for (Kind kind : values()) {
                if (kind.toString().equals(name)) {
                    return kind;
                }
            }
            throw InputException.of(
                    parameter("select"), "'" + name + "' is not known", "one of " + Arrays.asList(values()));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the ranges.
     *
     * @throws InputException if a value is out of range
     */
    public RegionSelection {
        classes = List.copyOf(classes);
        requireInRange(perClass == null || perClass >= 1, parameter("perClass"), perClass, "1 or more");
        requireInRange(
                minConfidence == null || (minConfidence >= 0 && minConfidence <= 1),
                parameter("minConfidence"),
                minConfidence,
                "0 to 1");
    }

    /** How many images of each class, with the default. */
    public int wanted() {
        return perClass == null ? PER_CLASS : perClass;
    }

    /** Which images, with the default. */
    public Kind kindOrDefault() {
        return kind == null ? Kind.CONFIDENT : kind;
    }

    /** The bar, with the default; 0 for {@link Kind#UNIFORM}. */
    public double bar() {
        if (kind == Kind.UNIFORM) {
            return 0;
        }
        return minConfidence == null ? MIN_CONFIDENCE : minConfidence;
    }

    /** How many images of each class must pass before the bar is lowered, where that may be. */
    int enough() {
        return perClass == null ? FEWEST_PER_CLASS : perClass;
    }

    /** The same with a bar that all of a region's images pass. */
    RegionSelection of(Region region) {
        double least = region.images().stream()
                .mapToDouble(RegionImage::probability)
                .min()
                .orElse(0);
        return withMinConfidence(Math.min(bar(), least));
    }

    /** What holds for listed images: all of them, but for what was given. */
    RegionSelection ofListed() {
        return withPerClass(perClass == null ? Integer.MAX_VALUE : perClass)
                .withMinConfidence(minConfidence == null ? 0 : minConfidence);
    }

    /** Whether an image is of the kind that is drawn, and passes the bar. */
    boolean accepts(RegionImage image) {
        return isWanted(image) && image.probability() >= bar();
    }

    /** Whether an image is of the kind that is drawn, the bar aside. */
    boolean isWanted(RegionImage image) {
        boolean right = image.predicted() == image.label();
        return switch (kindOrDefault()) {
            case CONFIDENT, UNIFORM -> true;
            case CORRECT -> right;
            case MISCLASSIFIED -> !right;
        };
    }
}
