package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.tensor.Scope;

/**
 * How a chain comes to its classes: contributions between its filters, the heaviest paths from the image to each class,
 * and what share of each class every filter has. Classes are those that the original network predicts.
 *
 * @param edges contributions, by class, in the network's order; the smaller ones are left out beyond the bound in the
 *     options
 * @param chains the heaviest paths of each class, with what their removal costs; those first that hold, then by weight;
 *     a class has none where some step on the way has no positive edge
 * @param groups each class's paths in groups that carry most of its evidence, with what their removal costs
 * @param shares by filter and class: the weights of all paths through the filter, summed
 * @param allEdges how many contributions there are, those left out included
 */
public record Reasoning(
        List<ChainRecord.Edge> edges,
        List<ChainRecord.InferenceChain> chains,
        List<ChainRecord.PathGroup> groups,
        Map<String, Map<String, Double>> shares,
        int allEdges) {
    /** A filter serves each class whose share is at least this part of the filter's largest. */
    private static final double SERVES = 1.0 / 3;

    private static final String LOGIT = "logit:";

    /** Copies. */
    public Reasoning {
        edges = List.copyOf(edges);
        chains = List.copyOf(chains);
        groups = List.copyOf(groups);
        shares = Map.copyOf(shares);
    }

    /**
     * The reasoning of a chain. A chain that is cut through has none.
     *
     * @param network the original
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static Reasoning of(
            Network network,
            Subnetwork subnetwork,
            PredictedImages images,
            ReasoningOptions options,
            Progress progress) {
        Retention retention = subnetwork.retention();
        if (Flow.of(network, retention).cutThrough()) {
            return new Reasoning(List.of(), List.of(), List.of(), Map.of(), 0);
        }
        try (Scope scope = Scope.open()) {
            ContributionCells cells = new ContributionCells(Cut.of(network, retention));
            Map<String, ReasoningGraph> graphs = new LinkedHashMap<>();
            List<Integer> classes = images.classes();
            for (int i = 0; i < classes.size(); i++) {
                progress.check();
                progress.report("contributions", i, classes.size(), "");
                String name = images.labels().name(classes.get(i));
                Contributions contributions = Contributions.of(
                        cells,
                        subnetwork.scoring(),
                        images.imagesOf(classes.get(i)),
                        classes.get(i),
                        options.microBatch());
                graphs.put(name, ReasoningGraph.of(cells, contributions, LOGIT + name));
            }
            progress.report("contributions", classes.size(), classes.size(), "");
            PathRemoval removal = new PathRemoval(cells.network(), subnetwork, images, options.microBatch(), progress);
            return of(graphs, removal, options);
        }
    }

    private static Reasoning of(Map<String, ReasoningGraph> graphs, PathRemoval removal, ReasoningOptions options) {
        List<ChainRecord.InferenceChain> chains = new ArrayList<>();
        List<ChainRecord.PathGroup> groups = new ArrayList<>();
        Map<String, Map<String, Double>> shares = new HashMap<>();
        List<ChainRecord.Edge> edges = new ArrayList<>();
        graphs.forEach((name, graph) -> {
            graph.heaviest(options.paths()).stream()
                    .map(path -> removal.checked(new ChainRecord.InferenceChain(name, path.filters(), path.weight())))
                    .sorted(Comparator.comparing(path -> !path.holds()))
                    .forEach(chains::add);
            PathGroups paths = graph.groups();
            paths.groups().stream()
                    .map(group -> removal.checked(name, group))
                    .sorted(Comparator.comparing(group -> !group.holds()))
                    .forEach(groups::add);
            paths.throughput()
                    .forEach((filter, share) -> shares.computeIfAbsent(filter, f -> new LinkedHashMap<>())
                            .put(name, share));
            graph.edges((from, to, weight) -> edges.add(new ChainRecord.Edge(from, to, name, weight)));
        });
        return new Reasoning(bounded(edges, chains, options.mostEdges()), chains, groups, shares, edges.size());
    }

    /**
     * What filters contribute to each other on each image by itself, for the class that the network predicts; over a
     * class's images it is their mean. None of a chain that is cut through.
     *
     * @param network the original
     * @param most how many images are looked at, the first ones
     * @return for each image by source, then by target
     */
    public static List<Map<String, Map<String, Double>>> onImages(
            Network network, Subnetwork subnetwork, PredictedImages images, int most, Progress progress) {
        Retention retention = subnetwork.retention();
        if (Flow.of(network, retention).cutThrough()) {
            return List.of();
        }
        List<Map<String, Map<String, Double>>> all = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            ContributionCells cells = new ContributionCells(Cut.of(network, retention));
            int count = Math.min(most, images.predicted().size());
            for (int i = 0; i < count; i++) {
                progress.check();
                progress.report("contributions on single images", i, count, "");
                all.add(onImage(cells, subnetwork, images, i));
            }
            progress.report("contributions on single images", count, count, "");
        }
        return all;
    }

    private static Map<String, Map<String, Double>> onImage(
            ContributionCells cells, Subnetwork subnetwork, PredictedImages images, int i) {
        try (Scope scope = Scope.open()) {
            int label = images.predicted().get(i);
            Contributions contributions = Contributions.of(
                    cells, subnetwork.scoring(), images.images().narrow(0, i, 1), label, 1);
            Map<String, Map<String, Double>> weights = new HashMap<>();
            ReasoningGraph.of(cells, contributions, LOGIT + images.labels().name(label))
                    .edges((from, to, weight) -> weights.computeIfAbsent(from, name -> new HashMap<>())
                            .put(to, weight));
            return weights;
        }
    }

    /** A chain's record with these contributions, paths and groups. */
    public ChainRecord addedTo(ChainRecord record) {
        ChainRecord.Trust trust = record.result().trust();
        return record.with()
                .edges(edges)
                .inferenceChains(chains)
                .pathGroups(groups)
                .result(
                        trust == null
                                ? record.result()
                                : record.result().withTrust(trust.withExplained(explained(record.region()))))
                .build();
    }

    /** By class of the region, what its groups of paths carry together. */
    private Map<String, Double> explained(ChainRecord.RegionRecord region) {
        Map<String, Double> shares = new LinkedHashMap<>();
        region.classes().forEach(label -> shares.put(label, 0.0));
        groups.forEach(group -> shares.merge(group.label(), group.weight(), Double::sum));
        return shares;
    }

    /** The classes that a filter serves: one, several, or none where no path runs through it. */
    public List<String> serves(String filter) {
        Map<String, Double> of = shares.getOrDefault(filter, Map.of());
        double largest =
                of.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return of.entrySet().stream()
                .filter(e -> largest > 0 && e.getValue() >= SERVES * largest)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * How a class is reached, layer by layer, as in the paper's captions: {@code L10.105 -> L19.103 -> L25.506 and
     * L25.294}. These are the filters that its groups of paths pass.
     *
     * @param called how a filter is written
     * @return an empty text where there is no path
     */
    public String words(String name, UnaryOperator<String> called) {
        List<ChainRecord.PathGroup> of =
                groups.stream().filter(group -> group.label().equals(name)).toList();
        if (of.isEmpty()) {
            return "";
        }
        Map<String, Set<String>> byLayer = new LinkedHashMap<>();
        edges.forEach(edge -> byLayer.putIfAbsent(layer(edge.to()), new LinkedHashSet<>()));
        of.forEach(group -> group.along()
                .keySet()
                .forEach(filter -> byLayer.computeIfAbsent(layer(filter), layer -> new LinkedHashSet<>())
                        .add(filter)));
        List<String> steps = byLayer.values().stream()
                .filter(filters -> !filters.isEmpty())
                .map(filters -> filters.stream().map(called).collect(Collectors.joining(" and ")))
                .toList();
        return steps.isEmpty() ? "the image alone" : String.join(" -> ", steps);
    }

    static String layer(String filter) {
        return filter.substring(0, Math.max(0, filter.lastIndexOf('.')));
    }

    /** The largest relative to the strongest of their target's layer and class; those on inference chains stay. */
    private static List<ChainRecord.Edge> bounded(
            List<ChainRecord.Edge> edges, List<ChainRecord.InferenceChain> chains, int most) {
        if (edges.size() <= most) {
            return edges;
        }
        Map<String, Double> strongest = new HashMap<>();
        edges.forEach(e -> strongest.merge(place(e), Math.abs(e.weight()), Math::max));
        Set<List<String>> steps = new HashSet<>();
        chains.forEach(chain -> steps.addAll(steps(chain)));
        Comparator<ChainRecord.Edge> order = Comparator.comparing(
                        (ChainRecord.Edge e) -> !steps.contains(List.of(e.label(), e.from(), e.to())))
                .thenComparing(e -> -Math.abs(e.weight()) / strongest.getOrDefault(place(e), 1.0));
        Set<ChainRecord.Edge> kept =
                new HashSet<>(edges.stream().sorted(order).limit(most).toList());
        return edges.stream().filter(kept::contains).toList();
    }

    private static String place(ChainRecord.Edge edge) {
        return edge.label() + " " + layer(edge.to());
    }

    private static List<List<String>> steps(ChainRecord.InferenceChain chain) {
        List<List<String>> steps = new ArrayList<>();
        String from = "input";
        for (String filter : chain.filters()) {
            steps.add(List.of(chain.label(), from, filter));
            from = filter;
        }
        steps.add(List.of(chain.label(), from, LOGIT + chain.label()));
        return steps;
    }
}
