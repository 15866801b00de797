package org.neurochains.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;

/** The measures by name, in the order in which they are shown. */
public final class Measures {
    private static final Map<String, ChainMeasure> ALL = new LinkedHashMap<>();

    static {
        ALL.put("fidelity", (subject, options, progress) -> Measured.of(Fidelity.of(subject)));
        ALL.put("quotient", (subject, options, progress) -> Measured.of(Quotients.of(subject)));
        ALL.put("faithfulness", (subject, options, progress) -> Measured.of(Faithfulness.of(subject, progress)));
        ALL.put("stability", Stability::of);
        ALL.put("robustness", (subject, options, progress) -> Measured.of(Robustness.of(subject, options, progress)));
        ALL.put("firing", (subject, options, progress) -> Measured.of(Firing.of(subject, progress)));
        ALL.put("parts", (subject, options, progress) -> Parts.of(subject, options.seed(), progress));
        ALL.put("dead", (subject, options, progress) -> Measured.of(DeadFilters.of(subject, progress)));
        ALL.put("relu-patterns", ReluPatterns::of);
        ALL.put("baselines", Baselines::of);
    }

    private Measures() {}

    /** The names. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * A measure.
     *
     * @throws InputException if there is none of this name
     */
    public static ChainMeasure of(String name) {
        ChainMeasure measure = ALL.get(name);
        if (measure == null) {
            throw InputException.of("--measure " + name, "is not known", "give some of " + String.join(", ", names()));
        }
        return measure;
    }
}
