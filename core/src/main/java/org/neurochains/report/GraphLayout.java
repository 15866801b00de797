package org.neurochains.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neurochains.chain.ChainRecord;

/**
 * Where everything stands in the graph as a picture: layers from left to right, a layer's filters in columns, shortcuts
 * below. The lengths are pixels.
 *
 * @param places of the input, the filters and the logits, by name
 * @param bands one for each row of the arrangement
 * @param width of the whole
 * @param height of the whole
 */
record GraphLayout(Map<String, Place> places, List<Band> bands, double width, double height) {
    private static final double COLUMN = 46;
    private static final double LINE = 52;
    private static final double BAND = 24;
    private static final double RADIUS = 18;
    private static final double HEAD = 70;
    private static final double EDGE = 30;
    private static final double NAMES = 190;
    private static final double ASPECT = 1.7;
    private static final int[] WRAPS = {4, 6, 8, 12, 16, 24, 32, 48};

    /** A node's centre and radius. */
    record Place(double x, double y, double radius) {}

    /** A row's extent along the flow; its note says how much is kept. */
    record Band(String name, String note, double start, double end, boolean open) {}

    /** Lays a chain out, with as many filters to a column as bring the picture nearest to a page across. */
    static GraphLayout of(ChainGraph graph, Arrangement arrangement) {
        GraphLayout best = new Drafting(graph, arrangement, WRAPS[0]).layout();
        for (int wrap : WRAPS) {
            GraphLayout other = new Drafting(graph, arrangement, wrap).layout();
            best = other.misfit() < best.misfit() ? other : best;
        }
        return best;
    }

    private double misfit() {
        return Math.max(width / ASPECT, height);
    }

    /** One attempt, with a given number of filters to a column. */
    private static final class Drafting {
        private final ChainGraph graph;
        private final Arrangement arrangement;
        private final Map<String, ChainRecord.Layer> layers;
        private final int wrap;
        private final double gap;
        private final double middle;
        private final double below;
        private final double tallest;
        private final Map<String, Place> places = new HashMap<>();
        private final List<Band> bands = new ArrayList<>();

        private Drafting(ChainGraph graph, Arrangement arrangement, int wrap) {
            this.graph = graph;
            this.arrangement = arrangement;
            this.wrap = wrap;
            layers = graph.layers().stream()
                    .collect(Collectors.toMap(ChainRecord.Layer::name, layer -> layer, (a, b) -> a));
            gap = Math.min(Math.max(900.0 / Math.max(arrangement.rows().size(), 1), 26), 60);
            int lines = Math.min(wrap, most(false));
            int shortcuts = Math.min(beside(), most(true));
            middle = HEAD + Math.max(lines, graph.classes().size()) * LINE / 2;
            below = HEAD + lines * LINE + 24 + shortcuts * LINE / 2;
            tallest = Math.max(middle * 2 - HEAD, shortcuts == 0 ? 0 : below + shortcuts * LINE / 2);
        }

        private int beside() {
            return Math.max(2, wrap / 3);
        }

        private int most(boolean shortcuts) {
            return arrangement.rows().stream()
                    .flatMap(row ->
                            row.layers().stream().filter(name -> row.shortcuts().contains(name) == shortcuts))
                    .mapToInt(this::kept)
                    .max()
                    .orElse(0);
        }

        private int kept(String layer) {
            return arrangement.order().getOrDefault(layer, List.of()).size();
        }

        private GraphLayout layout() {
            double x = EDGE + 26;
            places.put(ChainGraph.INPUT, new Place(x, middle, 26));
            x += 26 + gap;
            for (Arrangement.Row row : arrangement.rows()) {
                x = row(row, x);
            }
            List<String> classes = graph.classes();
            for (int i = 0; i < classes.size(); i++) {
                double y = middle + (i - (classes.size() - 1) / 2.0) * LINE;
                places.put(ChainGraph.LOGIT + classes.get(i), new Place(x + 16, y, 16));
            }
            return new GraphLayout(Map.copyOf(places), List.copyOf(bands), x + NAMES, tallest + EDGE);
        }

        private double row(Arrangement.Row row, double start) {
            int kept = row.layers().stream().mapToInt(this::kept).sum();
            double end = start + BAND;
            for (String layer : row.layers()) {
                boolean shortcut = row.shortcuts().contains(layer);
                end = Math.max(end, column(layer, start, shortcut ? beside() : wrap, shortcut ? below : middle));
            }
            String first = row.layers().get(0);
            int units = layers.containsKey(first) ? layers.get(first).units() : 0;
            String note = row.bypassed() ? "bypassed" : kept == 0 ? "none kept" : kept(first) + " of " + units;
            String name = row.bypassed() && row.layers().size() > 1 ? first.replaceFirst("C\\d+$", "") : first;
            bands.add(new Band(name, note, start, end, kept > 0));
            return end + (kept > 0 ? gap : Math.min(gap, 26));
        }

        private double column(String layer, double start, int lines, double centre) {
            List<Integer> order = arrangement.order().getOrDefault(layer, List.of());
            for (int i = 0; i < order.size(); i++) {
                int inColumn = Math.min(lines, order.size() - i / lines * lines);
                double y = centre + (i % lines - (inColumn - 1) / 2.0) * LINE;
                int across = i / lines;
                places.put(layer + "." + order.get(i), new Place(start + (across + 0.5) * COLUMN, y, RADIUS));
            }
            return start + Math.ceil(order.size() / (double) lines) * COLUMN;
        }
    }
}
