package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A class's paths in groups that carry most of its evidence between them.
 *
 * <p>A single path's weight is a product of many shares, so that in a deep network each carries next to nothing. Paths
 * through the same filter of one layer are taken together instead, whatever else they pass: a path meets a layer once
 * at most, so that the groups have no path in common and their weights add up. The layer is the one nearest to the
 * class where few filters suffice; the filters from which the class is computed count as the nearest.
 */
final class PathGroups {
    /** Groups carry at least so much of a class's evidence, where the image brings as much. */
    static final double MOST_OF_IT = .6;

    /** Where the image brings less, they carry this part of what it brings. */
    private static final double OF_LITTLE = .9;

    /** At most so many groups; where that many filters do not suffice, the last group has several. */
    static final int MOST_GROUPS = 6;

    /**
     * A filter is named along a group if so much of the group passes it, and of a layer at most so many filters are.
     */
    private static final double NAMED = .25;

    private static final int NAMED_IN_LAYER = 2;

    private final List<String> names;
    private final int[][] sources;
    private final double[][] shares;
    /** The weights of all paths from the input to a node, and from a node to the class. */
    private final double[] before;

    private final double[] behind;

    /**
     * The groups of a graph.
     *
     * @param names of the nodes in order of computation: the input, filters, the class
     * @param sources of each node, by place
     * @param shares of each node's sources
     */
    PathGroups(List<String> names, int[][] sources, double[][] shares) {
        this.names = names;
        this.sources = sources;
        this.shares = shares;
        int n = names.size();
        this.before = new double[n];
        this.behind = new double[n];
        before[0] = 1;
        behind[n - 1] = 1;
        forward(before);
        backward(behind);
    }

    /**
     * Paths that have a filter in common.
     *
     * @param through the filters of which each path passes one; none for the path from the image to the class alone
     * @param last whether the class is computed from these filters directly on these paths
     * @param weight the paths' weights, summed
     * @param along these filters and others that many of the paths pass, in the network's order, with the part of the
     *     group's weight that does
     */
    record Group(List<String> through, boolean last, double weight, Map<String, Double> along) {}

    /** The sum of the weights of all paths through each filter. */
    Map<String, Double> throughput() {
        Map<String, Double> through = new TreeMap<>();
        for (int j = 1; j < names.size() - 1; j++) {
            through.put(names.get(j), before[j] * behind[j]);
        }
        return through;
    }

    /** The heaviest groups first; none where nothing comes from the image. */
    List<Group> groups() {
        double all = before[names.size() - 1];
        if (all <= 0) {
            return List.of();
        }
        double goal = Math.min(MOST_OF_IT, OF_LITTLE * all);
        Layer chosen = null;
        for (Layer layer : layers()) {
            int needed = layer.needed(goal);
            if (needed <= MOST_GROUPS) {
                return divided(layer, needed);
            }
            if (chosen == null || needed < chosen.needed(goal)) {
                chosen = layer;
            }
        }
        return chosen == null ? List.of() : divided(chosen, chosen.needed(goal));
    }

    /** Filters of which a path passes one at most, the heaviest first, with the weight of the paths of each. */
    private record Layer(boolean last, List<Integer> nodes, double[] weights) {
        /** How many of its heaviest filters carry so much; more than there are where all of them do not. */
        int needed(double goal) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i];
                if (sum >= goal) {
                    return i + 1;
                }
            }
            return Integer.MAX_VALUE;
        }
    }

    /** The layers from the class back to the image; first what the class is computed from. */
    private List<Layer> layers() {
        int last = names.size() - 1;
        Map<Integer, Double> ends = new LinkedHashMap<>();
        for (int e = 0; e < sources[last].length; e++) {
            ends.put(sources[last][e], before[sources[last][e]] * shares[last][e]);
        }
        Map<String, Map<Integer, Double>> byName = new LinkedHashMap<>();
        for (int j = last - 1; j > 0; j--) {
            byName.computeIfAbsent(Reasoning.layer(names.get(j)), layer -> new LinkedHashMap<>())
                    .put(j, before[j] * behind[j]);
        }
        List<Layer> layers = new ArrayList<>(List.of(layer(true, ends)));
        byName.values().forEach(weights -> layers.add(layer(false, weights)));
        return layers;
    }

    private Layer layer(boolean last, Map<Integer, Double> weights) {
        List<Map.Entry<Integer, Double>> heaviest = weights.entrySet().stream()
                .filter(node -> node.getValue() > 0)
                .sorted(Comparator.comparingDouble((Map.Entry<Integer, Double> node) -> -node.getValue())
                        .thenComparing(node -> names.get(node.getKey())))
                .toList();
        return new Layer(
                last,
                heaviest.stream().map(Map.Entry::getKey).toList(),
                heaviest.stream().mapToDouble(Map.Entry::getValue).toArray());
    }

    private List<Group> divided(Layer layer, int needed) {
        List<Group> groups = new ArrayList<>();
        int alone = needed <= MOST_GROUPS ? needed : MOST_GROUPS - 1;
        for (int i = 0; i < alone; i++) {
            groups.add(group(layer, i, i + 1));
        }
        if (alone < needed) {
            groups.add(group(layer, alone, needed));
        }
        groups.sort(Comparator.comparingDouble(group -> -group.weight));
        return groups;
    }

    private Group group(Layer layer, int from, int to) {
        int n = names.size();
        double weight = Arrays.stream(layer.weights, from, to).sum();
        List<Integer> nodes = layer.nodes.subList(from, to);
        double[] up = new double[n];
        double[] down = new double[n];
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.get(i);
            up[node] = layer.weights[from + i] / before[node];
            down[node] = layer.last ? 0 : before[node];
        }
        backward(up);
        forward(down);
        List<String> through =
                nodes.stream().filter(node -> node > 0).map(names::get).toList();
        Map<String, List<Passing>> byLayer = new LinkedHashMap<>();
        for (int j = 1; j < n - 1; j++) {
            boolean own = nodes.contains(j);
            double part = (before[j] * up[j] + (own ? 0 : down[j] * behind[j])) / weight;
            if (own || part >= NAMED) {
                byLayer.computeIfAbsent(Reasoning.layer(names.get(j)), name -> new ArrayList<>())
                        .add(new Passing(names.get(j), part, own));
            }
        }
        return new Group(through, layer.last, weight, along(byLayer));
    }

    private record Passing(String filter, double part, boolean own) {}

    private static Map<String, Double> along(Map<String, List<Passing>> byLayer) {
        Map<String, Double> along = new LinkedHashMap<>();
        byLayer.values().forEach(passing -> {
            List<Passing> ordered = passing.stream()
                    .sorted(Comparator.comparingDouble((Passing each) -> -each.part)
                            .thenComparing(Passing::filter))
                    .toList();
            for (int i = 0; i < ordered.size(); i++) {
                if (i < NAMED_IN_LAYER || ordered.get(i).own) {
                    along.put(ordered.get(i).filter, ordered.get(i).part);
                }
            }
        });
        return along;
    }

    /** Adds to every node what reaches it from the nodes before it. */
    private void forward(double[] sums) {
        for (int j = 1; j < sums.length; j++) {
            for (int e = 0; e < sources[j].length; e++) {
                sums[j] += sums[sources[j][e]] * shares[j][e];
            }
        }
    }

    /** Adds to every node what reaches it from the nodes behind it. */
    private void backward(double[] sums) {
        for (int j = sums.length - 1; j > 0; j--) {
            for (int e = 0; e < sources[j].length; e++) {
                sums[sources[j][e]] += sums[j] * shares[j][e];
            }
        }
    }
}
