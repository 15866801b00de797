package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The drawn graph of one class: the image, the filters and the logit, with the contributions between them.
 *
 * <p>An undrawn cell k, such as a residual sum, is replaced by edges from its own sources i: what leaves k for j is
 * divided among them by their shares of k. So the edges into a filter still add up as before, and a path through k
 * weighs share(i, k) share(k, j).
 */
final class ReasoningGraph {
    /** Paths whose weights differ by less than this, relatively, count as equal: rounding must not order them. */
    private static final double EQUAL = 1e-9;

    /** Node names in order of computation: input, filters, the logit. */
    private final List<String> names;
    /** For each node its sources, by place in {@link #names}. */
    private final int[][] sources;

    private final double[][] weights;
    private final double[][] shares;

    /**
     * A graph of edges, for each node from its sources.
     *
     * @param shares of each node's positive edges
     */
    ReasoningGraph(List<String> names, int[][] sources, double[][] weights, double[][] shares) {
        this.names = List.copyOf(names);
        this.sources = sources;
        this.weights = weights;
        this.shares = shares;
    }

    /** Hears of an edge. */
    interface EdgeSink {
        void accept(String from, String to, double weight);
    }

    /** A path from the input to the logit, both left out. */
    record Path(List<String> filters, double weight) {}

    /**
     * The graph of a class.
     *
     * @param logit the name of the last node
     */
    static ReasoningGraph of(ContributionCells cells, Contributions contributions, String logit) {
        return new Builder(cells, contributions).build(logit);
    }

    void edges(EdgeSink sink) {
        for (int j = 0; j < sources.length; j++) {
            for (int e = 0; e < sources[j].length; e++) {
                if (weights[j][e] != 0) {
                    sink.accept(names.get(sources[j][e]), names.get(j), weights[j][e]);
                }
            }
        }
    }

    PathGroups groups() {
        return new PathGroups(names, sources, shares);
    }

    /** The heaviest paths, heaviest first, of equal ones the first by name. */
    List<Path> heaviest(int count) {
        List<List<Step>> best = new ArrayList<>();
        best.add(List.of(new Step(0, 0, null)));
        for (int j = 1; j < names.size(); j++) {
            List<Step> candidates = new ArrayList<>();
            for (int e = 0; e < sources[j].length; e++) {
                if (shares[j][e] > 0) {
                    double log = Math.log(shares[j][e]);
                    for (Step before : best.get(sources[j][e])) {
                        candidates.add(new Step(j, before.logWeight + log, before));
                    }
                }
            }
            candidates.sort(Comparator.comparingDouble((Step s) -> -Math.rint(s.logWeight / EQUAL))
                    .thenComparing(this::names, Arrays::compare));
            best.add(List.copyOf(candidates.subList(0, Math.min(count, candidates.size()))));
        }
        return best.get(names.size() - 1).stream()
                .map(step -> new Path(inner(names(step)), Math.exp(step.logWeight)))
                .toList();
    }

    private String[] names(Step last) {
        List<String> reversed = new ArrayList<>();
        for (Step step = last; step != null; step = step.before) {
            reversed.add(names.get(step.node));
        }
        Collections.reverse(reversed);
        return reversed.toArray(new String[0]);
    }

    private static List<String> inner(String[] path) {
        return List.of(path).subList(1, path.length - 1);
    }

    /** A path's last step; weights as logarithms, since a product of many shares can vanish. */
    private record Step(
            int node, double logWeight, @Nullable Step before) {}

    /** Replaces undrawn cells. */
    private static final class Builder {
        private final ContributionCells cells;
        private final Contributions contributions;
        private final int[] place;
        private final Map<Integer, Map<Integer, Fraction>> resolved = new HashMap<>();

        Builder(ContributionCells cells, Contributions contributions) {
            this.cells = cells;
            this.contributions = contributions;
            this.place = new int[cells.size()];
        }

        /** What of an undrawn cell is due to a drawn one: of its value, and of its paths. */
        private static final class Fraction {
            double ofValue;
            double ofPaths;
        }

        ReasoningGraph build(String logit) {
            List<String> names = new ArrayList<>();
            List<Map<Integer, Fraction>> incoming = new ArrayList<>();
            for (int cell = 0; cell < cells.size(); cell++) {
                if (cells.drawn(cell)) {
                    place[cell] = names.size();
                    names.add(cells.name(cell));
                    incoming.add(cell == ContributionCells.INPUT ? Map.of() : drawn(merged(cell), false));
                }
            }
            Map<Integer, Double> last = new TreeMap<>();
            contributions.incomingToLogit(into(last));
            names.add(logit);
            incoming.add(drawn(last, false));
            return graph(names, incoming);
        }

        private ReasoningGraph graph(List<String> names, List<Map<Integer, Fraction>> incoming) {
            int n = names.size();
            int[][] sources = new int[n][];
            double[][] weights = new double[n][];
            double[][] shares = new double[n][];
            for (int j = 0; j < n; j++) {
                Map<Integer, Fraction> into = incoming.get(j);
                sources[j] =
                        into.keySet().stream().mapToInt(cell -> place[cell]).toArray();
                weights[j] = into.values().stream().mapToDouble(f -> f.ofValue).toArray();
                shares[j] = into.values().stream().mapToDouble(f -> f.ofPaths).toArray();
            }
            return new ReasoningGraph(names, sources, weights, shares);
        }

        private Map<Integer, Double> merged(int cell) {
            Map<Integer, Double> merged = new TreeMap<>();
            contributions.incoming(cell, into(merged));
            return merged;
        }

        private static Contributions.Sink into(Map<Integer, Double> sums) {
            return (source, e) -> {
                if (source != ContributionCells.NONE) {
                    sums.merge(source, e, Double::sum);
                }
            };
        }

        /**
         * Contributions from drawn cells.
         *
         * @param relative whether values are to be fractions, which add up to 1, rather than contributions
         */
        private Map<Integer, Fraction> drawn(Map<Integer, Double> direct, boolean relative) {
            double positive =
                    direct.values().stream().mapToDouble(e -> Math.max(e, 0)).sum();
            double size = direct.values().stream().mapToDouble(Math::abs).sum();
            Map<Integer, Fraction> result = new TreeMap<>();
            direct.forEach((source, e) -> {
                double share = e > 0 ? e / positive : 0;
                double value = !relative ? e : positive > 0 ? share : Math.abs(e) / size;
                if (cells.drawn(source)) {
                    add(result, source, value, share);
                } else {
                    fractions(source).forEach((i, f) -> add(result, i, value * f.ofValue, share * f.ofPaths));
                }
            });
            return result;
        }

        private static void add(Map<Integer, Fraction> result, int source, double value, double share) {
            Fraction fraction = result.computeIfAbsent(source, s -> new Fraction());
            fraction.ofValue += value;
            fraction.ofPaths += share;
        }

        private Map<Integer, Fraction> fractions(int undrawn) {
            Map<Integer, Fraction> known = resolved.get(undrawn);
            if (known == null) {
                known = drawn(merged(undrawn), true);
                resolved.put(undrawn, known);
            }
            return known;
        }
    }
}
