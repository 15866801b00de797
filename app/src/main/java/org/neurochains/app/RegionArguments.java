package org.neurochains.app;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.RegionSelection;
import picocli.CommandLine.Option;

/** The options that say which of the images make the region. */
final class RegionArguments {
    @Option(
            names = "--classes",
            paramLabel = "a,b",
            split = ",",
            description = "The region's classes by name, WordNet number or index (default: all that the images have).")
    @Nullable List<String> classes;

    @Option(
            names = "--per-class",
            paramLabel = "N",
            description = "Images of each class, drawn at random from the seed (default: 10).")
    @Nullable Integer perClass;

    @Option(
            names = "--min-confidence",
            paramLabel = "P",
            description = "Least value of an image's largest probability, right or wrong (default: 0.95).")
    @Nullable Double minConfidence;

    @Option(
            names = "--select",
            paramLabel = "KIND",
            description =
                    "Which images of a class: confident (the default), correct, misclassified, or uniform (no bar).")
    @Nullable String kind;

    /** Whether any of them is given. */
    boolean given() {
        return classes != null || perClass != null || minConfidence != null || kind != null;
    }

    /**
     * The selection.
     *
     * @throws org.neurochains.InputException if a value is out of range
     */
    RegionSelection selection(long seed) {
        return new RegionSelection(
                classes == null
                        ? List.of()
                        : classes.stream().map(String::strip).toList(),
                perClass,
                minConfidence,
                kind == null ? null : RegionSelection.Kind.parse(kind),
                seed);
    }
}
