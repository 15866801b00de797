package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.network.Flow;
import org.neurochains.network.Retention;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Series;

/**
 * How many retained filters never fire in the network on the region: their output in F, before the ReLU that follows,
 * is 0 or less everywhere on every image (Khakzar et al., CVPR 2021). Of a block's last convolution and of its
 * shortcut, the unit's own map counts. One that reads nothing in the chain, all of its inputs being removed, is
 * dead too.
 *
 * @param channels one for each retained channel
 */
record DeadFilters(List<Channel> channels) implements MeasureResult {
    public DeadFilters {
        channels = List.copyOf(channels);
    }

    /**
     * A retained channel.
     *
     * @param filter whether it is a filter and not a channel of an identity shortcut
     * @param largest its largest value in F over the region, before the ReLU
     * @param reads whether anything of the image reaches it in the chain
     */
    public record Channel(String name, String layer, boolean filter, double score, double largest, boolean reads) {
        /** Whether it is nowhere positive, or the same whatever the image. */
        public boolean dead() {
            return largest <= 0 || !reads;
        }
    }

    /** Measures. */
    public static DeadFilters of(ChainOnRegion subject, Progress progress) {
        Map<ChainOnRegion.Unit, Double> largest = new LinkedHashMap<>();
        new FeatureMaps(subject)
                .walkOriginal(
                        (units, first, original, chain) -> {
                            float[] top = original.max(0L, 2L, 3L).toFloats();
                            for (int i = 0; i < top.length; i++) {
                                largest.merge(units.get(i), (double) top[i], Math::max);
                            }
                        },
                        progress);
        Flow flow = Flow.of(subject.network(), subject.subnetwork().retention());
        Retention varying = flow.varying();
        List<Channel> channels = new ArrayList<>();
        largest.forEach((unit, value) -> {
            String layer = unit.layer().name();
            boolean reads = varying.of(layer).positionOf(unit.channel()) >= 0;
            channels.add(new Channel(unit.name(), layer, unit.isFilter(), unit.score(), value, reads));
        });
        return new DeadFilters(channels);
    }

    /** Share of retained filters that never fire; undefined for a chain without filters. */
    public Measured<Double> share() {
        return share(true);
    }

    private Measured<Double> share(boolean filters) {
        long all = channels.stream().filter(c -> c.filter == filters).count();
        return all == 0
                ? Measured.undefined("the chain retains no " + (filters ? "filter" : "channel of an identity shortcut"))
                : Measured.of((double) dead(filters) / all);
    }

    private long dead(boolean filters) {
        return channels.stream().filter(c -> c.filter == filters && c.dead()).count();
    }

    @Override
    public String summary() {
        long filters = channels.stream().filter(Channel::filter).count();
        return filters == 0
                ? "The chain retains no filter."
                : text(
                        "%d of %d retained filters (%.1f %%) are nowhere positive in the network on this region, or read nothing in"
                                + " the chain.",
                        dead(true), filters, 100 * share().get());
    }

    @Override
    public Interpretation meaning() {
        long filters = channels.stream().filter(Channel::filter).count();
        if (filters == 0) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        return dead(true) == 0
                ? Interpretation.of(
                        Interpretation.Verdict.HOLDS, "Every filter of the chain fires somewhere on its region.")
                : Interpretation.of(
                        Interpretation.Verdict.of(1 - share().get()),
                        "%d of the chain's %d filters are nowhere positive in the network on its region, or read nothing: what they"
                                + " pass on is not what they detect.",
                        dead(true),
                        filters);
    }

    @Override
    public NamedNumbers values() {
        return new NamedNumbers()
                .put("filters", channels.stream().filter(Channel::filter).count())
                .put("deadFilters", dead(true))
                .put("deadShare", share())
                .put("deadShortcutChannels", dead(false))
                .put("deadShortcutShare", share(false));
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.of(Table.FILTERS, channels)
                .column("filter", Channel::name)
                .column("kind", channel -> channel.filter ? "filter" : "shortcut")
                .column("score", Channel::score)
                .column("largest", Channel::largest)
                .column("reads", Channel::reads)
                .column("dead", Channel::dead)
                .build());
    }

    @Override
    public List<Figure> figures() {
        Map<String, int[]> byLayer = new LinkedHashMap<>();
        for (Channel channel : channels) {
            byLayer.computeIfAbsent(channel.layer, layer -> new int[2])[channel.dead() ? 1 : 0]++;
        }
        List<String> layers = List.copyOf(byLayer.keySet());
        Chart chart = Chart.of(
                        "Retained channels that fire and that never fire",
                        Axis.categories("unit layer", layers),
                        Axis.count("channels", Axis.DIMENSIONLESS))
                .sized(Math.max(640, Math.min(1600, 120 + 26 * layers.size())), 420)
                .with(new Series.Group("fires", heights(byLayer, 0)))
                .with(new Series.Group("never fires", heights(byLayer, 1)));
        return layers.isEmpty() ? List.of() : List.of(chart);
    }

    private static List<Series.Height> heights(Map<String, int[]> byLayer, int which) {
        return byLayer.values().stream()
                .map(counts -> Series.Height.of(counts[which]))
                .toList();
    }
}
