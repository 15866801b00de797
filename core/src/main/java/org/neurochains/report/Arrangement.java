package org.neurochains.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;

/**
 * Which layers stand in which row of the graph, and the order of the filters within them.
 *
 * <p>Rows follow the network; a shortcut stands beside the last convolution of its block, and the layers of a bypassed
 * block share one row. Within a layer filters are ordered by the barycentre of their neighbours (Sugiyama, Tagawa, Toda
 * 1981), keeping the sweep with the fewest crossings.
 *
 * @param rows in the network's order
 * @param order by layer, the indices of its retained filters from left to right
 */
record Arrangement(List<Row> rows, Map<String, List<Integer>> order) {
    private static final int SWEEPS = 12;

    /**
     * One row.
     *
     * @param layers convolutions first
     * @param shortcuts those of {@code layers} that stand beside the main path
     * @param bypassed whether the chain leaves the row out
     */
    record Row(List<String> layers, List<String> shortcuts, boolean bypassed) {}

    static Arrangement of(ChainGraph graph, List<LayerPlace> topology) {
        List<Row> rows = rows(graph, topology);
        return new Arrangement(rows, order(graph, rows));
    }

    private static List<Row> rows(ChainGraph graph, List<LayerPlace> topology) {
        Map<String, LayerPlace> places =
                topology.stream().collect(Collectors.toMap(LayerPlace::name, place -> place, (a, b) -> a));
        Map<String, Row> groups = new HashMap<>();
        Map<String, Row> byLayer = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        List<LayerPlace> shortcuts = new ArrayList<>();
        for (ChainRecord.Layer layer : graph.layers()) {
            @Nullable LayerPlace place = places.get(layer.name());
            if (place != null && place.shortcut() && place.beside() != null) {
                shortcuts.add(place);
                continue;
            }
            String group = place == null || place.group() == null ? layer.name() : place.group();
            Row row = layer.bypassed() ? groups.computeIfAbsent(group, name -> added(rows, true)) : added(rows, false);
            row.layers().add(layer.name());
            byLayer.put(layer.name(), row);
        }
        for (LayerPlace shortcut : shortcuts) {
            @Nullable Row beside = byLayer.get(String.valueOf(shortcut.beside()));
            Row row = beside == null ? added(rows, false) : beside;
            row.layers().add(shortcut.name());
            row.shortcuts().add(shortcut.name());
        }
        return rows;
    }

    private static Row added(List<Row> rows, boolean bypassed) {
        Row row = new Row(new ArrayList<>(), new ArrayList<>(), bypassed);
        rows.add(row);
        return row;
    }

    private static Map<String, List<Integer>> order(ChainGraph graph, List<Row> rows) {
        Map<String, ChainRecord.Layer> layers = graph.layers().stream()
                .collect(Collectors.toMap(ChainRecord.Layer::name, layer -> layer, (a, b) -> a, LinkedHashMap::new));
        List<List<String>> ranks = new ArrayList<>();
        ranks.add(List.of(ChainGraph.INPUT));
        List<String> names = rows.stream().flatMap(row -> row.layers().stream()).toList();
        for (String name : names) {
            ranks.add(largestFirst(layers.get(name), graph.importance()));
        }
        ranks.add(
                graph.classes().stream().map(label -> ChainGraph.LOGIT + label).toList());
        List<List<String>> best = fewestCrossings(ranks, graph.weights());
        Map<String, List<Integer>> order = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String layer = names.get(i);
            order.put(
                    layer,
                    best.get(i + 1).stream()
                            .map(name -> Integer.parseInt(name.substring(layer.length() + 1)))
                            .toList());
        }
        return order;
    }

    private static List<String> largestFirst(
            ChainRecord.@Nullable Layer layer, ToDoubleFunction<ChainRecord.RetainedFilter> importance) {
        return layer == null
                ? List.of()
                : layer.filters().stream()
                        .sorted(Comparator.comparingDouble(importance)
                                .reversed()
                                .thenComparingInt(ChainRecord.RetainedFilter::index))
                        .map(layer::nameOf)
                        .toList();
    }

    /** Barycentre sweeps over ranks of nodes, down and up in turn; the first and the last rank keep their order. */
    static List<List<String>> fewestCrossings(List<List<String>> ranks, Map<String, Map<String, Double>> weights) {
        Map<String, Map<String, Double>> back = reversed(weights);
        List<List<String>> best = ranks;
        List<List<String>> current = new ArrayList<>(ranks);
        long fewest = Crossings.count(ranks, weights);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            Map<String, Double> places = places(current);
            for (int step = 1; step < current.size() - 1; step++) {
                int rank = down ? step : current.size() - 1 - step;
                List<String> ordered = byBarycentre(current.get(rank), places, down ? back : weights);
                current.set(rank, ordered);
                place(ordered, places);
            }
            long crossings = Crossings.count(current, weights);
            if (crossings < fewest) {
                fewest = crossings;
                best = List.copyOf(current);
            }
        }
        return best;
    }

    private static List<String> byBarycentre(
            List<String> rank, Map<String, Double> places, Map<String, Map<String, Double>> neighbours) {
        Map<String, Double> centre = new HashMap<>();
        for (String node : rank) {
            double sum = 0;
            double total = 0;
            for (Map.Entry<String, Double> neighbour :
                    neighbours.getOrDefault(node, Map.of()).entrySet()) {
                @Nullable Double place = places.get(neighbour.getKey());
                if (place != null) {
                    sum += place * neighbour.getValue();
                    total += neighbour.getValue();
                }
            }
            centre.put(node, total > 0 ? sum / total : places.getOrDefault(node, 0.5));
        }
        return rank.stream()
                .sorted(Comparator.comparingDouble(node -> centre.getOrDefault(node, 0.5)))
                .toList();
    }

    private static Map<String, Double> places(List<List<String>> ranks) {
        Map<String, Double> places = new HashMap<>();
        ranks.forEach(rank -> place(rank, places));
        return places;
    }

    private static void place(List<String> rank, Map<String, Double> places) {
        for (int i = 0; i < rank.size(); i++) {
            places.put(rank.get(i), (i + 0.5) / rank.size());
        }
    }

    private static Map<String, Map<String, Double>> reversed(Map<String, Map<String, Double>> weights) {
        Map<String, Map<String, Double>> back = new HashMap<>();
        weights.forEach((from, targets) -> targets.forEach((to, weight) ->
                back.computeIfAbsent(to, name -> new HashMap<>()).put(from, weight)));
        return back;
    }
}
