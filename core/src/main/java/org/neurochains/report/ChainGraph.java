package org.neurochains.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.network.UnitKind;

/**
 * What chain.json says of the graph.
 *
 * @param layers with their retained filters
 * @param names what people call filters, a guess with a question mark
 */
record ChainGraph(
        List<ChainRecord.Layer> layers, List<ChainRecord.Edge> edges, List<String> classes, Map<String, String> names) {
    /** The source of edges from the image. */
    static final String INPUT = "input";

    /** What stands before the class's name in the target of an edge into a logit. */
    static final String LOGIT = "logit:";

    static ChainGraph of(ChainRecord chain) {
        Set<String> classes = new LinkedHashSet<>(chain.region().classes());
        chain.edges().forEach(edge -> classes.add(edge.label()));
        Map<String, String> names = new HashMap<>();
        chain.names().forEach(given -> names.put(given.filter(), given.name() + (given.guess() ? "?" : "")));
        return new ChainGraph(chain.layers(), chain.edges(), List.copyOf(classes), Map.copyOf(names));
    }

    /** Whether the effects of all filters are known: then they are drawn by effect, else by score. */
    boolean byEffect() {
        return layers.stream().flatMap(layer -> layer.filters().stream()).allMatch(filter -> filter.effect() != null);
    }

    /** What a filter is coloured and ordered by. */
    ToDoubleFunction<ChainRecord.RetainedFilter> importance() {
        boolean known = byEffect();
        return filter -> known && filter.effect() != null ? filter.effect() : filter.score();
    }

    /** Heaviest weight between each two nodes over all classes, by source and then target. */
    Map<String, Map<String, Double>> weights() {
        Map<String, Map<String, Double>> weights = new HashMap<>();
        for (ChainRecord.Edge edge : edges) {
            weights.computeIfAbsent(edge.from(), name -> new HashMap<>())
                    .merge(edge.to(), Math.abs(edge.weight()), Math::max);
        }
        return weights;
    }

    /** The layers' places in the network, as far as their names and kinds tell. */
    List<LayerPlace> topology() {
        Map<String, String> last = new HashMap<>();
        for (ChainRecord.Layer layer : layers) {
            @Nullable String block = block(layer.name());
            if (block != null && kind(layer) == UnitKind.CONVOLUTION) {
                last.put(block, layer.name());
            }
        }
        List<LayerPlace> topology = new ArrayList<>();
        String input = INPUT;
        for (ChainRecord.Layer layer : layers) {
            UnitKind kind = kind(layer);
            @Nullable String block = block(layer.name());
            boolean main = kind == UnitKind.CONVOLUTION;
            @Nullable String beside = main || block == null ? null : last.get(block);
            topology.add(new LayerPlace(layer.name(), kind, block, beside, layer.units(), List.of(input)));
            input = main ? layer.name() : input;
        }
        return topology;
    }

    private static UnitKind kind(ChainRecord.Layer layer) {
        String kind = layer.kind().toLowerCase(Locale.ROOT);
        if (kind.contains("identity")) {
            return UnitKind.IDENTITY;
        }
        if (kind.contains("projection")) {
            return UnitKind.PROJECTION;
        }
        boolean shortcut = kind.contains("shortcut") || layer.name().matches("L\\d+B\\d+SC");
        return shortcut ? UnitKind.IDENTITY : UnitKind.CONVOLUTION;
    }

    /** {@code L1B2} of {@code L1B2C1}; none for other names. */
    private static @Nullable String block(String name) {
        return name.matches("L\\d+B\\d+(C\\d+|SC)") ? name.replaceFirst("(C\\d+|SC)$", "") : null;
    }
}
