package org.neurochains.measure;

import static org.neurochains.InputException.parameter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neurochains.InputException;
import org.neurochains.Progress;

/** The measures, in the order in which they are shown: each with its title, what it claims, and the function itself. */
public enum Measure {
    FIDELITY(
            Fidelity.class,
            "Fidelity: the chain's outputs on its region",
            "same answers as the network",
            (subject, options, progress) -> Measured.of(Fidelity.of(subject))),
    QUOTIENT(
            Quotients.class,
            "Quotient: how much of the network's margin the chain keeps",
            "the class keeps its lead",
            (subject, options, progress) -> Measured.of(Quotients.of(subject))),
    FAITHFULNESS(
            Faithfulness.class,
            "Faithfulness: what removing one filter changes, against its score",
            "scores say what matters",
            (subject, options, progress) -> Measured.of(Faithfulness.of(subject, progress))),
    STABILITY(
            Stability.class,
            "Stability: agreement with the network on unseen neighbours",
            "also on unseen images",
            Stability::of),
    ROBUSTNESS(
            Robustness.class,
            "Robustness: the probability of the true class under attack",
            "",
            (subject, options, progress) -> Measured.of(Robustness.of(subject, options, progress))),
    FIRING(
            Firing.class,
            "Firing: the same filter in the network and in the chain",
            "filters see what they see in the network",
            (subject, options, progress) -> Measured.of(Firing.of(subject, progress))),
    PARTS(
            MeasureResult.class, // it names its measure itself
            "Parts: what the filters have to do with the parts of the images",
            "filters cover the parts that tell the classes apart",
            (subject, options, progress) -> subject.parts().isEmpty()
                    ? Measured.undefined("nothing is known of the images' parts: there is no folder of parts")
                    : subject.parts().get().measure(subject, options.seed(), progress)),
    DEAD(
            DeadFilters.class,
            "Dead share: retained filters that never fire in the network",
            "no filter is dead",
            (subject, options, progress) -> Measured.of(DeadFilters.of(subject, progress))),
    RELU_PATTERNS(
            ReluPatterns.class, "ReLU patterns: neighbours by the first layer and by the last", "", ReluPatterns::of),
    BASELINES(
            Baselines.class,
            "Baselines: other choices of as many filters and shortcut channels",
            "no simpler choice does as well",
            Baselines::of);

    private final Class<? extends MeasureResult> finding;
    private final String title;
    private final String claim;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function function;

    /** Finds what there is to find; undefined where the measure does not apply. */
    private interface Function {
        Measured<? extends MeasureResult> of(ChainOnRegion subject, MeasureOptions options, Progress progress);
    }

    Measure(Class<? extends MeasureResult> finding, String title, String claim, Function function) {
        this.finding = finding;
        this.title = title;
        this.claim = claim;
        this.function = function;
    }

    /**
     * Measures.
     *
     * @return undefined where the measure does not apply to this network or these images, with the reason; a measure
     *     that applies and finds nothing says so in its finding
     * @throws InputException if an option is out of range
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Measured<? extends MeasureResult> of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        return function.of(subject, options, progress);
    }

    /** The measure that makes findings of a class. */
    static Measure finding(Class<? extends MeasureResult> kind) {
        return Arrays.stream(values())
                .filter(measure -> measure.finding.equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** As it is written: {@code relu-patterns}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One line. */
    public String title() {
        return title;
    }

    /** What it asks whether it holds, in words that a verdict follows; empty where it asks nothing. */
    public String claim() {
        return claim;
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Measure::text).toList();
    }

    /**
     * A measure by its name.
     *
     * @throws InputException if there is none of this name
     */
    public static Measure named(String name) {
        return Arrays.stream(values())
                .filter(measure -> measure.text().equals(name))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        parameter("measure") + " " + name,
                        "is not known",
                        "give some of " + String.join(", ", names())));
    }
}
