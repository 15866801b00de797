package org.neurochains.app;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.measure.Attack;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import picocli.CommandLine.Option;

/** The options of the measures. */
final class MeasureArguments {
    @Option(
            names = "--measure",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Some of fidelity, quotient, faithfulness, stability, robustness, firing, dead, relu-patterns,"
                            + " baselines, parts (default: all that apply).")
    @Nullable List<String> names;

    @Option(
            names = "--neighbours",
            paramLabel = "K",
            description =
                    "Neighbours of each image, for stability and relu-patterns (default: 10, or as many as there are).")
    @Nullable Integer neighbours;

    @Option(
            names = "--eps",
            paramLabel = "X",
            description = "The largest change of a pixel in [0, 1] by an attack, for robustness (default: 8/255).")
    @Nullable String eps;

    @Option(names = "--eps-step", paramLabel = "X", description = "One of PGD's steps (default: 2/255).")
    @Nullable String epsStep;

    @Option(names = "--attack-steps", paramLabel = "N", description = "PGD's steps (default: 10).")
    @Nullable Integer attackSteps;

    @Option(
            names = "--save-adversarial",
            paramLabel = "DIR",
            description = "Save the attacked images as PNG files in this folder (default: not saved).")
    @Nullable Path adversarial;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Where features of images are kept (default: $NEUROCHAINS_CACHE, else the user's cache folder).")
    @Nullable Path cache;

    @Option(
            names = "--parts",
            paramLabel = "DIR",
            description = "Where the images' parts are, for parts (default: the folder parts beside --images).")
    @Nullable Path parts;

    /**
     * The options.
     *
     * @throws InputException if a measure is unknown, or a number out of range
     */
    MeasureOptions options(long seed) {
        Attack usual = Attack.DEFAULTS;
        return MeasureOptions.builder()
                .measures(measures())
                .neighbours(neighbours)
                .attack(new Attack(
                        eps == null ? usual.eps() : fraction("--eps", eps),
                        epsStep == null ? usual.step() : fraction("--eps-step", epsStep),
                        attackSteps == null ? usual.steps() : attackSteps))
                .adversarial(adversarial)
                .parts(parts)
                .features((cache != null ? cache : CacheFolder.usual()).resolve("features"))
                .seed(seed)
                .build();
    }

    private List<Measure> measures() {
        return names == null
                ? List.of()
                : names.stream()
                        .map(String::strip)
                        .distinct()
                        .map(Measure::named)
                        .toList();
    }

    /** A number, or two with a slash between them. */
    private static double fraction(String option, String text) {
        String[] parts = text.split("/", 2);
        try {
            double divisor = parts.length == 1 ? 1 : Double.parseDouble(parts[1].strip());
            if (divisor != 0) {
                return Double.parseDouble(parts[0].strip()) / divisor;
            }
        } catch (NumberFormatException e) {
            // as a fraction of nothing
        }
        throw InputException.of(option, "'" + text + "' is not a number", "give 0 to 1, such as 8/255");
    }
}
