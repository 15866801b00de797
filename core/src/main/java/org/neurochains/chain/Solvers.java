package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.InputException;

/** Solvers by name, with options by the names that chain.json gives them. */
public final class Solvers {
    /** The solver that is used where none is named. */
    public static final String DEFAULT = "shrink";

    private static final Map<String, Maker> MAKERS = Map.of(
            "shrink", (architecture, values) -> new ShrinkSolver(ShrinkOptions.of(values)),
            "paper",
                    (architecture, values) -> new PaperSolver(PaperOptions.of(architecture, values), values.further(0)),
            "magnitude", (architecture, values) -> baseline(Baseline.Choice.MAGNITUDE, values),
            "contribution", (architecture, values) -> baseline(Baseline.Choice.CONTRIBUTION, values),
            "random", (architecture, values) -> baseline(Baseline.Choice.RANDOM, values));

    private interface Maker {
        Solver make(String architecture, OptionValues values);
    }

    private Solvers() {}

    private static Solver baseline(Baseline.Choice choice, OptionValues values) {
        return new Baseline(choice, BaselineOptions.of(values), values.further(0));
    }

    /** The names, the default first. */
    public static List<String> names() {
        return MAKERS.keySet().stream()
                .sorted(java.util.Comparator.comparing((String name) -> !name.equals(DEFAULT))
                        .thenComparing(java.util.Comparator.naturalOrder()))
                .toList();
    }

    /**
     * A solver.
     *
     * @param architecture decides defaults of the paper's solver
     * @param given values by the names of chain.json; those that the solver does not know are left aside, see
     *     {@link #options}
     * @throws InputException if the solver is unknown, or a value is out of range
     */
    public static Solver of(String name, String architecture, Map<String, ?> given) {
        return maker(name).make(architecture, new OptionValues(given));
    }

    /**
     * The names of the options that a solver knows.
     *
     * @throws InputException if the solver is unknown
     */
    public static Set<String> options(String name) {
        Set<String> known =
                new java.util.TreeSet<>(of(name, "", Map.of()).options().keySet());
        if (name.equals("shrink")) {
            known.add("budget");
        } else if (!name.equals("paper")) {
            known.addAll(Set.of("shortcutChannels", "bypassed"));
        }
        if (name.equals("magnitude")) {
            known.add("counts");
        }
        return known;
    }

    private static Maker maker(String name) {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw InputException.of(
                    parameter("solver") + " " + name, "is not known", "give one of " + String.join(", ", names()));
        }
        return maker;
    }
}
