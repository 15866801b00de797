package org.neurochains.app;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.evidence.MapNormalisation;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.report.EvidenceKind;
import org.neurochains.report.ExplainOptions;
import picocli.CommandLine.Option;

/** The options that say which evidence is wanted, and how much of it. */
final class ExplainArguments {
    @Option(
            names = "--evidence",
            paramLabel = "a,b",
            split = ",",
            description =
                    "Which: edges, failures, removals, firing, smoe, top-images, score-cam, rap, visualisations (default: all). What is there"
                            + " of others is kept.")
    @Nullable List<String> evidence;

    @Option(names = "--paths", paramLabel = "K", description = "Inference chains of each class (default: 3).")
    int paths = 3;

    @Option(names = "--top", paramLabel = "N", description = "Natural images shown for each filter (default: 9).")
    int top = 9;

    @Option(
            names = "--pool",
            paramLabel = "N",
            description =
                    "Look for them in this many images of the folder, drawn at random from the seed (default: 2000; 0: all).")
    int pool = 2000;

    @Option(
            names = "--per-class",
            paramLabel = "N",
            description = "Images of each class with feature maps, SMOE, Score-CAM and RAP (default: 1).")
    int perClass = 1;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description = "Visualisations: fourier (the default), magnitude-constrained, norm-constrained, or all.")
    String form = "fourier";

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of gradient ascent for a visualisation (default: 100).")
    @Nullable Integer steps;

    @Option(
            names = "--side",
            paramLabel = "N",
            description = "Side of a visualisation in pixels (default: the network's, at most 128).")
    @Nullable Integer side;

    @Option(
            names = "--smoe-normalisation",
            paramLabel = "NAME",
            description = "gamma (the default), gamma-eight-terms, as published, or gaussian.")
    String smoeNormalisation = "gamma";

    @Option(
            names = "--smoe-weights",
            paramLabel = "NAME",
            description = "Weights of the scales in Combine All: published (the default) or equal.")
    String smoeWeights = "published";

    @Option(
            names = "--live",
            description =
                    "Put the chain's network into the page however large it is (default: up to 4 MB of weights and about half a second an"
                            + " image).")
    boolean live;

    /**
     * What is wanted.
     *
     * @throws InputException if a name is unknown or a number is out of range
     */
    ExplainOptions options(long seed) {
        return ExplainOptions.builder()
                .kinds(kinds())
                .paths(paths)
                .top(top)
                .pool(pool)
                .perClass(perClass)
                .smoe(smoe())
                .forms(forms())
                .steps(steps)
                .side(side)
                .seed(seed)
                .live(live)
                .build();
    }

    private Set<EvidenceKind> kinds() {
        if (evidence == null) {
            return EnumSet.allOf(EvidenceKind.class);
        }
        Set<EvidenceKind> kinds = EnumSet.noneOf(EvidenceKind.class);
        evidence.forEach(name -> kinds.add(choose("--evidence", name, EvidenceKind.values())));
        return kinds;
    }

    private static <T extends Enum<T>> T choose(String option, String name, T[] values) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values)
                .filter(value -> text(value).equals(wanted))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        option,
                        "'" + name + "' is not known",
                        "give "
                                + Arrays.stream(values)
                                        .map(ExplainArguments::text)
                                        .collect(Collectors.joining(", "))));
    }

    /** A value as a user writes it. */
    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How SMOE maps are made. */
    private SmoeOptions smoe() {
        return new SmoeOptions(
                choose("--smoe-normalisation", smoeNormalisation, MapNormalisation.values()),
                choose("--smoe-weights", smoeWeights, SmoeOptions.Weights.values()));
    }

    /** The forms of visualisation, the first one the filter's face. */
    private List<VisualisationOptions.Form> forms() {
        if (form.strip().equalsIgnoreCase("all")) {
            return List.of(
                    VisualisationOptions.Form.FOURIER,
                    VisualisationOptions.Form.MAGNITUDE_CONSTRAINED,
                    VisualisationOptions.Form.NORM_CONSTRAINED);
        }
        return List.of(choose("--form", form, VisualisationOptions.Form.values()));
    }
}
