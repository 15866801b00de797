package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.measure.ChainOnRegion.Unit;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Figure;
import org.neurochains.plot.ImageRows;
import org.neurochains.plot.Thumb;
import org.neurochains.tensor.Tensor;

/**
 * Whether a retained filter fires in the chain where it fires in the network (Fig. 6): Pearson's r between its map in F
 * and in the chain, before score and ReLU, over all places of all images.
 *
 * @param channels one for each retained channel that leads to the logits
 * @param rows maps of some filters, side by side
 * @param byEffect whether these are the filters with the largest effects; else those with the largest scores
 */
record Firing(List<Channel> channels, List<ImageRows.Row> rows, boolean byEffect) implements MeasureResult {
    /** Correlation from which on two maps count as alike. */
    private static final double ALIKE = .7;

    private static final int BINS = 20;
    private static final int SHOWN_FILTERS = 8;
    private static final int SHOWN_CLASSES = 3;

    public Firing {
        channels = List.copyOf(channels);
        rows = List.copyOf(rows);
    }

    /**
     * A retained channel.
     *
     * @param filter whether it is a filter and not a channel of an identity shortcut
     * @param r correlation of its maps; undefined where one of them is constant
     */
    public record Channel(String name, boolean filter, double score, Measured<Double> r) {}

    /** Measures. */
    public static Firing of(ChainOnRegion subject, Progress progress) {
        Walk walk = new Walk(subject);
        new FeatureMaps(subject).walkBoth(walk::see, progress);
        List<Channel> channels = new ArrayList<>();
        walk.correlations.forEach((units, correlations) -> {
            for (int i = 0; i < units.size(); i++) {
                Unit unit = units.get(i);
                Measured<Double> r = correlations.r(i, unit.score());
                channels.add(new Channel(unit.name(), unit.isFilter(), unit.score(), r));
            }
        });
        return new Firing(channels, walk.rows(), walk.byEffect);
    }

    /** Gathers sums of all channels and maps of some. */
    private static final class Walk {
        private final ChainOnRegion subject;
        private final Map<List<Unit>, MapCorrelations> correlations = new LinkedHashMap<>();
        private final boolean byEffect;
        private final List<Unit> shown;
        private final Map<Integer, String> images = new TreeMap<>();
        private final Map<String, List<Thumb>> thumbs = new TreeMap<>(); // in the network, in the chain

        Walk(ChainOnRegion subject) {
            this.subject = subject;
            List<Unit> filters = subject.units().stream().filter(Unit::isFilter).toList();
            this.byEffect = filters.stream().allMatch(unit -> subject.effects().containsKey(unit.name()));
            this.shown = filters.stream()
                    .sorted(Comparator.comparingDouble(this::importance).reversed())
                    .limit(SHOWN_FILTERS)
                    .toList();
            for (int i = 0; i < subject.samples().size() && images.size() < SHOWN_CLASSES; i++) {
                if (!images.containsValue(subject.samples().className(i))) {
                    images.put(i, subject.samples().className(i));
                }
            }
        }

        private double importance(Unit unit) {
            return byEffect ? subject.effects().getOrDefault(unit.name(), 0.0) : Math.abs(unit.score());
        }

        void see(List<Unit> units, int first, Tensor original, @Nullable Tensor chain) {
            if (chain == null) {
                return; // channels that lead nowhere
            }
            correlations
                    .computeIfAbsent(units, some -> new MapCorrelations(some.size()))
                    .add(original, chain);
            for (int i = 0; i < units.size(); i++) {
                if (shown.contains(units.get(i))) {
                    keep(units.get(i), first, original.select(1, i), chain.select(1, i));
                }
            }
        }

        private void keep(Unit unit, int first, Tensor original, Tensor chain) {
            for (int image : images.keySet()) {
                if (image >= first && image < first + original.dim(0)) {
                    Tensor own = chain.select(0, image - first).mul(1 / unit.score());
                    Thumb network = thumb(original.select(0, image - first), "network", unit);
                    thumbs.put(key(unit, image), List.of(network, thumb(own, "chain", unit)));
                }
            }
        }

        private static String key(Unit unit, int image) {
            return unit.name() + " " + image;
        }

        private static Thumb thumb(Tensor map, String where, Unit unit) {
            return Thumb.of(ImageEncoder.png(picture(map)), where + "\n" + unit.name());
        }

        List<ImageRows.Row> rows() {
            List<ImageRows.Row> rows = new ArrayList<>();
            for (Unit unit : shown) {
                List<Thumb> row = new ArrayList<>();
                images.forEach((image, className) -> {
                    Pixels pixels = subject.samples().list().get(image).pixels();
                    List<Thumb> both = thumbs.get(key(unit, image));
                    if (pixels != null && both != null) {
                        row.add(Thumb.of(ImageEncoder.jpeg(pixels, .85), className));
                        row.addAll(both);
                    }
                });
                if (!row.isEmpty()) {
                    String effect = byEffect ? text(" effect %.2f,", importance(unit)) : "";
                    rows.add(new ImageRows.Row(text("%s,%s score %.3f", unit.name(), effect, unit.score()), row));
                }
            }
            return rows;
        }
    }

    /** A map in grey, its smallest value black and its largest white. */
    private static Pixels picture(Tensor map) {
        float[] values = map.contiguous().toFloats();
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            byte grey = (byte) (high > low ? Math.round((values[i] - low) / (high - low) * 255) : 128);
            rgb[3 * i] = grey;
            rgb[3 * i + 1] = grey;
            rgb[3 * i + 2] = grey;
        }
        return Pixels.of((int) map.dim(1), (int) map.dim(0), rgb);
    }

    private double[] defined(boolean filters) {
        return channels.stream()
                .filter(c -> c.filter == filters && c.r.isDefined())
                .mapToDouble(c -> c.r.get())
                .toArray();
    }

    /** Mean of r over filters where it is defined. */
    public Measured<Double> mean() {
        return Summary.of(defined(true)).map(Summary::mean);
    }

    @Override
    public String summary() {
        double[] defined = defined(true);
        long filters = channels.stream().filter(Channel::filter).count();
        if (defined.length == 0) {
            return filters == 0
                    ? "The chain retains no filter."
                    : "No filter's maps can be correlated: all are constant.";
        }
        Summary found = Summary.of(defined).get();
        return text(
                "Over %d filters the correlation between a filter's maps in the network and in the chain is %.3f on average (lowest %.3f);"
                        + " %d filters have none, a map of theirs being constant.",
                filters, found.mean(), found.low(), filters - defined.length);
    }

    @Override
    public Interpretation meaning() {
        double[] defined = defined(true);
        if (defined.length == 0) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        long alike = Arrays.stream(defined).filter(r -> r >= ALIKE).count();
        return Interpretation.of(
                        Interpretation.Verdict.of((double) alike / defined.length),
                        "%d of %d filters fire in the chain where they fire in the network (r of at least %.1f)%s.",
                        alike,
                        defined.length,
                        ALIKE,
                        alike == defined.length
                                ? ""
                                : "; pictures of the others in the network do not show what they do in the chain")
                .with("mean correlation of maps", "%.3f", mean())
                .with("lowest", "%.3f", Summary.of(defined).map(Summary::low))
                .with(
                        "filters with a constant map",
                        "%d",
                        channels.stream().filter(Channel::filter).count() - defined.length);
    }

    @Override
    public NamedNumbers values() {
        Measured<Summary> summary = Summary.of(defined(true));
        return new NamedNumbers()
                .put("filters", channels.stream().filter(Channel::filter).count())
                .put("definedFilters", defined(true).length)
                .put("meanR", summary.map(Summary::mean))
                .put("lowestR", summary.map(Summary::low))
                .put("shortcutMeanR", Summary.of(defined(false)).map(Summary::mean));
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.of(Table.FILTERS, channels)
                .column("filter", Channel::name)
                .column("kind", channel -> channel.filter ? "filter" : "shortcut")
                .column("score", Channel::score)
                .column("r", channel -> channel.r.value().orElse(null))
                .column("reason", channel -> channel.r.isDefined() ? null : channel.r.reason())
                .build());
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(Pictures.histogram(
                "Correlation of filters' maps in the network and in the chain",
                Axis.linear("Pearson r", Axis.DIMENSIONLESS),
                "filters",
                Histogram.of(defined(true), BINS)));
        if (!rows.isEmpty()) {
            figures.add(ImageRows.of(
                    "Feature maps of the filters with the largest " + (byEffect ? "effects" : "scores"),
                    "For one image of each class: the image, the filter's map in the network and in the chain, each from its smallest value "
                            + "(black) to its largest (white), before score and ReLU.",
                    rows));
        }
        return figures;
    }
}
