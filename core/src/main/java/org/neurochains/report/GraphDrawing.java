package org.neurochains.report;

import static org.neurochains.Phrase.text;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;

/**
 * Draws a chain's graph: effects (scores where not all effects are known) from blue for low to red for high, bypassed
 * layers as ticks, edges that add as solid and those that take away as dashed lines.
 */
final class GraphDrawing {
    private static final Color INK = new Color(0x1d2129);
    private static final Color SOFT = new Color(0x565d69);
    private static final Color POSITIVE = new Color(0x2f7466);
    private static final Color NEGATIVE = new Color(0xa8590f);
    private static final Color LOW = new Color(0x2b6cb0);
    private static final Color MIDDLE = new Color(0xcfc9c0);
    private static final Color HIGH = new Color(0xc0342b);
    private static final int MOST_EDGES = 350;
    private static final int LONGEST_NAME = 18;

    private final GraphLayout layout;
    private final ChainGraph graph;
    private final MapRows maps;
    private final Map<String, Picture> faces;
    private final Set<String> shortcuts;
    private final ToDoubleFunction<ChainRecord.RetainedFilter> importance;
    private final double low;
    private final double high;

    GraphDrawing(ReportDocument document) {
        graph = document.graph();
        layout = GraphLayout.of(graph, Arrangement.of(graph, document.topology()));
        maps = new MapRows(document, layout);
        faces = document.filters().stream()
                .filter(filter -> !filter.visualisations().isEmpty())
                .collect(Collectors.toMap(
                        FilterEvidence::name,
                        filter -> filter.visualisations().get(0).picture(),
                        (a, b) -> a));
        shortcuts = document.topology().stream()
                .filter(LayerPlace::shortcut)
                .map(LayerPlace::name)
                .collect(Collectors.toSet());
        importance = graph.importance();
        double[] values = graph.layers().stream()
                .flatMap(layer -> layer.filters().stream())
                .mapToDouble(importance)
                .sorted()
                .toArray();
        low = values.length == 0 ? 0 : values[(int) Math.round(0.02 * (values.length - 1))];
        high = values.length == 0 ? 1 : values[(int) Math.round(0.98 * (values.length - 1))];
    }

    double width() {
        return layout.width();
    }

    double height() {
        return layout.height() + maps.height();
    }

    void draw(Surface surface) {
        bands(surface);
        edges(surface);
        graph.layers().forEach(layer -> layer.filters().forEach(filter -> filter(surface, layer, filter)));
        ends(surface);
        scale(surface);
        maps.draw(surface, layout.height());
    }

    private void bands(Surface surface) {
        Surface.Lettering name = new Surface.Lettering(12, INK, Surface.Anchor.MIDDLE, true);
        Surface.Lettering note = new Surface.Lettering(10, SOFT, Surface.Anchor.MIDDLE, false);
        for (GraphLayout.Band band : layout.bands()) {
            double centre = (band.start() + band.end()) / 2;
            surface.text(centre, 24, shortened(band.name()), name);
            surface.text(centre, 38, band.note(), note);
            if (!band.open()) {
                surface.tick(centre, 46, layout.height() - 46);
            }
        }
    }

    /** For each two nodes the weight that is largest over the classes; weak ones first. */
    private void edges(Surface surface) {
        Map<List<String>, Double> heaviest = new LinkedHashMap<>();
        for (ChainRecord.Edge edge : graph.edges()) {
            if (layout.places().containsKey(edge.from()) && layout.places().containsKey(edge.to())) {
                heaviest.merge(
                        List.of(edge.from(), edge.to()), edge.weight(), (a, b) -> Math.abs(b) > Math.abs(a) ? b : a);
            }
        }
        Map<String, Double> strongest = new HashMap<>();
        heaviest.forEach((ends, weight) -> strongest.merge(layer(ends.get(1)), Math.abs(weight), Math::max));
        List<Edge> edges = new ArrayList<>();
        heaviest.forEach((ends, weight) -> {
            double most = Math.max(strongest.getOrDefault(layer(ends.get(1)), 1.0), 1e-30);
            edges.add(new Edge(ends, weight < 0, Math.abs(weight) / most));
        });
        edges.stream()
                .sorted(Comparator.comparingDouble(Edge::relative).reversed())
                .limit(MOST_EDGES)
                .sorted(Comparator.comparingDouble(Edge::relative))
                .forEach(edge -> edge(surface, edge));
    }

    /** An edge to be drawn, its weight relative to the largest into the same layer. */
    private record Edge(List<String> ends, boolean negative, double relative) {}

    private void edge(Surface surface, Edge edge) {
        GraphLayout.@Nullable Place from = layout.places().get(edge.ends.get(0));
        GraphLayout.@Nullable Place to = layout.places().get(edge.ends.get(1));
        if (from != null && to != null) {
            Surface.Stroke stroke = new Surface.Stroke(
                    edge.negative ? NEGATIVE : POSITIVE,
                    0.6 + 3.4 * edge.relative,
                    0.25 + 0.6 * edge.relative,
                    edge.negative);
            surface.curve(from.x() + from.radius(), from.y(), to.x() - to.radius(), to.y(), stroke);
        }
    }

    private static String layer(String node) {
        return node.startsWith(ChainGraph.LOGIT) ? "" : node.substring(0, Math.max(node.lastIndexOf('.'), 0));
    }

    private void filter(Surface surface, ChainRecord.Layer layer, ChainRecord.RetainedFilter filter) {
        String name = layer.nameOf(filter);
        GraphLayout.@Nullable Place place = layout.places().get(name);
        if (place == null) {
            return;
        }
        boolean square = shortcuts.contains(layer.name());
        Color colour = colour((importance.applyAsDouble(filter) - low) / Math.max(high - low, 1e-12));
        surface.shape(place, square, colour, colour);
        @Nullable Picture face = faces.get(name);
        String index = String.valueOf(filter.index());
        @Nullable String given = graph.names().get(name);
        if (given != null) {
            Surface.Lettering below = new Surface.Lettering(9, INK, Surface.Anchor.MIDDLE, false);
            surface.text(place.x(), place.y() + place.radius() + (face == null ? 10 : 19), shortened(given), below);
        }
        if (face == null) {
            Surface.Lettering inside = new Surface.Lettering(10, inkOn(colour), Surface.Anchor.MIDDLE, true);
            surface.text(place.x(), place.y() + 3.5, index, inside);
        } else {
            surface.picture(place, square, face);
            Surface.Lettering under = new Surface.Lettering(9, SOFT, Surface.Anchor.MIDDLE, false);
            surface.text(place.x(), place.y() + place.radius() + 10, index, under);
        }
    }

    private void ends(Surface surface) {
        layout.places().forEach((name, place) -> {
            boolean logit = name.startsWith(ChainGraph.LOGIT);
            if (logit || name.equals(ChainGraph.INPUT)) {
                surface.shape(place, false, Color.WHITE, INK);
                Surface.Lettering lettering = new Surface.Lettering(
                        logit ? 14 : 10, INK, logit ? Surface.Anchor.START : Surface.Anchor.MIDDLE, logit);
                String text = logit ? shortened(name.substring(ChainGraph.LOGIT.length())) : name;
                surface.text(logit ? place.x() + place.radius() + 8 : place.x(), place.y() + 4, text, lettering);
            }
        });
    }

    /** The colour scale with its ends as numbers, at the lower right. */
    private void scale(Surface surface) {
        double left = layout.width() - 150;
        double y = layout.height() - 26;
        for (int i = 0; i <= 10; i++) {
            Color colour = colour(i / 10.0);
            surface.shape(new GraphLayout.Place(left + i * 12, y, 5), true, colour, colour);
        }
        Surface.Lettering small = new Surface.Lettering(10, SOFT, Surface.Anchor.MIDDLE, false);
        surface.text(left, y + 18, text("%.2f", low), small);
        surface.text(left + 60, y + 18, graph.byEffect() ? "effect" : "score", small);
        surface.text(left + 120, y + 18, text("%.2f", high), small);
    }

    static Color colour(double share) {
        double place = Math.min(Math.max(share, 0), 1) * 2;
        Color from = place < 1 ? LOW : MIDDLE;
        Color to = place < 1 ? MIDDLE : HIGH;
        double t = place < 1 ? place : place - 1;
        return new Color(
                (int) Math.round(from.getRed() + (to.getRed() - from.getRed()) * t),
                (int) Math.round(from.getGreen() + (to.getGreen() - from.getGreen()) * t),
                (int) Math.round(from.getBlue() + (to.getBlue() - from.getBlue()) * t));
    }

    private static Color inkOn(Color colour) {
        double luminance = 0.2126 * Math.pow(colour.getRed() / 255.0, 2.2)
                + 0.7152 * Math.pow(colour.getGreen() / 255.0, 2.2)
                + 0.0722 * Math.pow(colour.getBlue() / 255.0, 2.2);
        return luminance > 0.18 ? INK : Color.WHITE;
    }

    private static String shortened(String name) {
        int[] letters = name.codePoints().limit(LONGEST_NAME + 1L).toArray();
        return letters.length <= LONGEST_NAME ? name : new String(letters, 0, LONGEST_NAME - 1) + "…";
    }
}
