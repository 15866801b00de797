package org.neurochains.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;

/**
 * Where a unit layer stands in the network.
 *
 * @param name the layer's name, as in chain.json
 * @param kind what it is; decides the shape of its filters in the graph
 * @param group the gated group it belongs to, if any
 * @param beside for a shortcut, the last convolution of its block: they share a row of the graph
 * @param units its output channels, retained or not
 * @param inputs the unit layers whose channels it reads, {@value ChainGraph#INPUT} for the image
 */
record LayerPlace(
        String name,
        UnitKind kind,
        @Nullable String group,
        @Nullable String beside,
        int units,
        List<String> inputs) {
    public LayerPlace {
        inputs = List.copyOf(inputs);
    }

    boolean shortcut() {
        return kind != UnitKind.CONVOLUTION;
    }

    /** The places of a network's unit layers, in order of computation. */
    public static List<LayerPlace> of(Network network) {
        Map<Integer, UnitLayer> byNode = new LinkedHashMap<>();
        network.units().forEach(unit -> byNode.put(unit.node(), unit));
        Map<String, String> beside = beside(network, byNode);
        List<LayerPlace> places = new ArrayList<>();
        for (UnitLayer unit : network.units()) {
            List<Integer> own = network.node(unit.node()).inputs();
            places.add(new LayerPlace(
                    unit.name(),
                    unit.kind(),
                    unit.group(),
                    beside.get(unit.name()),
                    unit.channels(),
                    sorted(network, sources(network, own, byNode))));
        }
        return places;
    }

    private static List<String> sorted(Network network, Set<String> names) {
        return Stream.concat(
                        Stream.of(ChainGraph.INPUT), network.units().stream().map(UnitLayer::name))
                .filter(names::contains)
                .toList();
    }

    /** The unit layers, or the input, from which nodes are reached without another unit layer between. */
    private static Set<String> sources(Network network, List<Integer> nodes, Map<Integer, UnitLayer> byNode) {
        Set<String> found = new LinkedHashSet<>();
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            int node = open.pop();
            @Nullable UnitLayer unit = byNode.get(node);
            if (!seen.add(node)) {
                continue;
            }
            if (unit != null) {
                found.add(unit.name());
            } else if (node == 0) {
                found.add(ChainGraph.INPUT);
            } else {
                network.node(node).inputs().forEach(open::push);
            }
        }
        return found;
    }

    /** Shortcuts and the convolutions they are added to. */
    private static Map<String, String> beside(Network network, Map<Integer, UnitLayer> byNode) {
        Map<String, String> beside = new LinkedHashMap<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (!(network.node(i).op() instanceof Op.Add)) {
                continue;
            }
            Set<String> summed = sources(network, network.node(i).inputs(), byNode);
            List<UnitLayer> units = byNode.values().stream()
                    .filter(unit -> summed.contains(unit.name()))
                    .toList();
            units.stream()
                    .filter(unit -> unit.kind() == UnitKind.CONVOLUTION)
                    .reduce((first, second) -> second)
                    .ifPresent(last -> units.stream()
                            .filter(unit -> unit.kind() != UnitKind.CONVOLUTION)
                            .forEach(unit -> beside.putIfAbsent(unit.name(), last.name())));
        }
        return beside;
    }
}
