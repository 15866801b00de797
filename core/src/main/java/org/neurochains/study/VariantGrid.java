package org.neurochains.study;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.InputException;
import org.neurochains.chain.Solvers;

/** Solvers times the values of their options, as a study runs them on each region. */
public final class VariantGrid {
    private static final Map<String, String> OTHER_NAMES =
            Map.of("tau", "threshold", "lambdaG", "lambdaGate", "t", "maxKl");

    private static final Set<String> BASELINES = Set.of("magnitude", "contribution", "random");

    private VariantGrid() {}

    /** Whether the solver retains a number of filters that it is given. */
    static boolean isBaseline(StudyPlan.Variant variant) {
        return BASELINES.contains(variant.solver());
    }

    /** Whether it retains as many filters as another chain of the region. */
    static boolean lacksBudget(StudyPlan.Variant variant) {
        return isBaseline(variant) && !variant.options().containsKey("budget");
    }

    /**
     * All combinations, the baselines last. An option counts for the solvers that have it; the others are run once.
     *
     * @param solvers names
     * @param grid each {@code option=value,value,...}, the option by its name on the command line without dashes
     * @param architecture of the model, which decides defaults
     * @throws InputException if a solver, an option or a value is not known
     */
    public static List<StudyPlan.Variant> of(List<String> solvers, List<String> grid, String architecture) {
        Map<String, List<Object>> axes = new LinkedHashMap<>();
        grid.forEach(text -> axes.put(option(text), values(text)));
        axes.keySet().forEach(option -> requireKnown(option, solvers));
        List<StudyPlan.Variant> variants = new ArrayList<>();
        List<String> order = solvers.stream()
                .sorted(Comparator.comparing(BASELINES::contains))
                .toList();
        for (String solver : order) {
            Map<String, List<Object>> own = new LinkedHashMap<>(axes);
            own.keySet().retainAll(Solvers.options(solver));
            for (Map<String, Object> options : combinations(own)) {
                Solvers.of(solver, architecture, options);
                variants.add(new StudyPlan.Variant(label(solver, options, own), solver, options));
            }
        }
        requireDistinct(variants);
        if (variants.stream().allMatch(VariantGrid::isBaseline)
                && variants.stream().anyMatch(VariantGrid::lacksBudget)) {
            throw InputException.of(
                    parameter("solver") + " " + String.join(",", solvers),
                    "needs a number of filters",
                    "give " + parameter("grid") + " budget=N or add shrink or paper, whose number is taken");
        }
        return variants;
    }

    private static void requireKnown(String option, List<String> solvers) {
        if (solvers.stream().noneMatch(solver -> Solvers.options(solver).contains(option))) {
            throw InputException.of(
                    parameter("grid") + " " + option,
                    "is an option of none of " + String.join(", ", solvers),
                    "they have " + String.join(", ", Solvers.options(solvers.get(0))));
        }
    }

    private static void requireDistinct(List<StudyPlan.Variant> variants) {
        if (variants.stream().map(StudyPlan.Variant::label).distinct().count() < variants.size()) {
            throw InputException.of(parameter("solver"), "names a solver or a value twice", "name each once");
        }
    }

    private static String option(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw InputException.of(
                    parameter("grid") + " " + text,
                    "is not OPTION=VALUE,...",
                    "for example " + parameter("grid") + " lambda=.001,.005");
        }
        StringBuilder name = new StringBuilder();
        for (String word : text.substring(0, equals).replaceAll("^-+", "").split("[-_]", -1)) {
            boolean first = name.length() == 0;
            name.append(first || word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return OTHER_NAMES.getOrDefault(name.toString(), name.toString());
    }

    private static List<Object> values(String text) {
        List<Object> values = new ArrayList<>();
        for (String value : text.substring(text.indexOf('=') + 1).split(",", -1)) {
            values.add(value(value.strip()));
        }
        return values;
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
            double number = Double.parseDouble(text);
            boolean whole = number == Math.rint(number) && Math.abs(number) < 1e9;
            return whole ? (Object) (int) number : (Object) number;
        }
        return text;
    }

    private static List<Map<String, Object>> combinations(Map<String, List<Object>> axes) {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(new LinkedHashMap<>());
        axes.forEach((option, values) -> {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> start : all) {
                for (Object value : values) {
                    Map<String, Object> next = new LinkedHashMap<>(start);
                    next.put(option, value);
                    longer.add(next);
                }
            }
            all.clear();
            all.addAll(longer);
        });
        return all;
    }

    /** The solver's name, with the options that take more than one value. */
    private static String label(String solver, Map<String, Object> options, Map<String, List<Object>> axes) {
        StringBuilder label = new StringBuilder(solver);
        options.forEach((option, value) -> {
            if (axes.getOrDefault(option, List.of()).size() > 1) {
                label.append(' ').append(option).append('=').append(value);
            }
        });
        return label.toString();
    }
}
