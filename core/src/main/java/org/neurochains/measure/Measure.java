package org.neurochains.measure;

import static org.neurochains.InputException.parameter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.Progress;

/** The measures, in the order in which they are shown. */
public enum Measure {
    /** How closely the chain follows the network. */
    FIDELITY((subject, options, progress) -> Measured.of(Fidelity.of(subject))),
    /** The inputs' quotient topology. */
    QUOTIENT((subject, options, progress) -> Measured.of(Quotients.of(subject))),
    /** Whether scores say what removal of a filter does. */
    FAITHFULNESS((subject, options, progress) -> Measured.of(Faithfulness.of(subject, progress))),
    /** Whether the chain treats neighbours of its images as the network does. */
    STABILITY(Stability::of),
    /** The chain under attacks. */
    ROBUSTNESS((subject, options, progress) -> Measured.of(Robustness.of(subject, options, progress))),
    /** Where filters fire. */
    FIRING((subject, options, progress) -> Measured.of(Firing.of(subject, progress))),
    /** Which known parts of images filters respond to. */
    PARTS((subject, options, progress) -> Parts.of(subject, options.seed(), progress)),
    /** Filters that never fire. */
    DEAD((subject, options, progress) -> Measured.of(DeadFilters.of(subject, progress))),
    /** Patterns of rectifiers, and neighbours by them. */
    RELU_PATTERNS(ReluPatterns::of),
    /** Chains of the same size by simpler choices. */
    BASELINES(Baselines::of);

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final ChainMeasure measure;

    Measure(ChainMeasure measure) {
        this.measure = measure;
    }

    /**
     * Measures.
     *
     * @return undefined where the measure does not apply, with the reason
     * @throws InputException if an option is out of range
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Measured<? extends Finding> of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        return measure.of(subject, options, progress);
    }

    /** As it is written: {@code relu-patterns}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of all. */
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
                        "give some of " + names().stream().collect(Collectors.joining(", "))));
    }
}
