package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Estimate;
import org.neurochains.plot.Figure;
import org.neurochains.plot.ImageRows;
import org.neurochains.plot.Thumb;
import org.neurochains.tensor.Tensor;

/**
 * Two kinds of neighbours compared (Fig. 9 and 10): by the Hamming distance of first-layer ReLU patterns, and by the
 * Euclidean distance of penultimate features. For both: how far they lie in penultimate features, and whether the chain
 * agrees with the network on them.
 */
record ReluPatterns(
        NeighbourCurve features,
        NeighbourCurve patterns,
        List<Samples.Sample> samples,
        List<ImageRows.Row> rows,
        int candidates)
        implements MeasureResult {
    private static final int SHOWN_CLASSES = 3;

    /**
     * Measures.
     *
     * @return undefined without other images, and for a network without ReLU
     * @throws org.neurochains.InputException if more neighbours are asked for than there are
     */
    public static Measured<ReluPatterns> of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        int node = firstRectifier(subject.network());
        if (node < 0) {
            return Measured.undefined("the network has no ReLU");
        }
        if (subject.pool().isEmpty()) {
            return Measured.undefined("there are no other images than the region's");
        }
        try (Unseen unseen = Unseen.open(subject, subject.pool().get(), progress)) {
            int k = unseen.neighbours(options);
            List<Samples.Sample> samples = subject.samples().list();
            if (k == 0) {
                NeighbourCurve none = new NeighbourCurve(List.of(), List.of());
                return Measured.of(new ReluPatterns(none, none, samples, List.of(), 0));
            }
            PatternRows base = new PatternRows(subject.original(), node, unseen, subject.microBatch(), progress);
            List<List<Neighbour>> byPatterns =
                    Neighbours.byBits(base, queries(subject, node, base.width()), k, unseen::isCandidate);
            List<List<Neighbour>> byFeatures = unseen.byFeatures(k);
            Set<Integer> all = new TreeSet<>();
            byPatterns.forEach(own -> own.forEach(one -> all.add(one.index())));
            byFeatures.forEach(own -> own.forEach(one -> all.add(one.index())));
            unseen.ask(all, progress);
            NeighbourCurve features = NeighbourCurve.of(unseen, byFeatures, k);
            NeighbourCurve patterns = NeighbourCurve.of(unseen, byPatterns, k);
            return Measured.of(new ReluPatterns(
                    features, patterns, samples, rows(subject, unseen, features, patterns), unseen.count()));
        }
    }

    private static int firstRectifier(Network network) {
        for (int i = 0; i < network.nodes().size(); i++) {
            if (FeatureMaps.isRectifier(network.node(i).op())) {
                return i;
            }
        }
        return -1;
    }

    private static BlockTable<long[]> queries(ChainOnRegion subject, int node, int words) {
        Tensor images = subject.samples().batch();
        long[] all = new long[Math.toIntExact(images.dim(0) * words)];
        ForwardBatches.each(images, subject.microBatch(), (some, first) -> {
            long[] own = PatternRows.patterns(subject.original(), node, some);
            System.arraycopy(own, 0, all, Math.multiplyExact(first, words), own.length);
        });
        return BlockTable.of(all, words);
    }

    /** For the first image of each class both rows of neighbours, as in Fig. 10. */
    private static List<ImageRows.Row> rows(
            ChainOnRegion subject, Unseen unseen, NeighbourCurve features, NeighbourCurve patterns) {
        List<ImageRows.Row> rows = new ArrayList<>();
        Set<String> classes = new TreeSet<>();
        for (int i = 0; i < subject.samples().size() && classes.size() < SHOWN_CLASSES; i++) {
            Samples.Sample sample = subject.samples().list().get(i);
            if (sample.pixels() != null && classes.add(subject.samples().className(i))) {
                Thumb query =
                        thumb(sample.pixels(), subject.samples().className(i)).marked(Thumb.Mark.QUERY);
                rows.add(row("nearest by penultimate features: " + sample.file(), i, query, unseen, features));
                rows.add(row("nearest by ReLU patterns: " + sample.file(), i, query, unseen, patterns));
            }
        }
        return rows;
    }

    private static ImageRows.Row row(String heading, int image, Thumb query, Unseen unseen, NeighbourCurve curve) {
        List<Thumb> thumbs = new ArrayList<>(List.of(query));
        for (NeighbourCurve.Link link : curve.links()) {
            Pixels pixels = unseen.answer(link.index()).pixels();
            if (link.image() == image && pixels != null) {
                String caption = link.agrees() ? link.predicted() : link.predicted() + "\n" + link.chainPredicted();
                thumbs.add(thumb(pixels, caption).marked(link.agrees() ? Thumb.Mark.AGREES : Thumb.Mark.DIFFERS));
            }
        }
        return new ImageRows.Row(heading, thumbs);
    }

    private static Thumb thumb(Pixels pixels, String caption) {
        return Thumb.of(ImageEncoder.jpeg(pixels, .85), caption);
    }

    @Override
    public String summary() {
        if (features.isEmpty()) {
            return NeighbourCurve.NONE;
        }
        return text(
                "The %d nearest of %d unseen images by penultimate features lie at a distance of %.3f on average, and"
                        + " the chain agrees with the network on %.1f %% of them; those by first-layer ReLU patterns lie"
                        + " at %.3f, and it agrees on %.1f %%.",
                features.last().k(),
                candidates,
                features.last().distance(),
                100 * features.last().agreement(),
                patterns.last().distance(),
                100 * patterns.last().agreement());
    }

    @Override
    public Interpretation meaning() {
        if (features.isEmpty()) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        return Interpretation.of(
                        Interpretation.Verdict.OPEN,
                        "On unseen images alike by which units of the first layer fire, the chain gives the network's"
                                + " answer for %.0f %%, on those alike by penultimate features for %.0f %%.",
                        100 * patterns.last().agreement(),
                        100 * features.last().agreement())
                .with(
                        "distance of those alike in the first layer",
                        "%.3f",
                        patterns.last().distance())
                .with(
                        "of those alike by penultimate features",
                        "%.3f",
                        features.last().distance())
                .with(
                        "neighbours of each image",
                        "%d of %d unseen",
                        features.last().k(),
                        candidates);
    }

    @Override
    public NamedNumbers values() {
        NamedNumbers values = new NamedNumbers()
                .put("candidates", candidates)
                .put("neighbours", features.points().size())
                .put("featureDistance", features.atLast(NeighbourCurve.Point::distance))
                .put("featureAgreement", features.atLast(NeighbourCurve.Point::agreement))
                .put("patternDistance", patterns.atLast(NeighbourCurve.Point::distance))
                .put("patternAgreement", patterns.atLast(NeighbourCurve.Point::agreement));
        for (int i = 0; i < features.points().size(); i++) {
            int k = features.points().get(i).k();
            values.put("featureDistance" + k, features.points().get(i).distance())
                    .put("patternDistance" + k, patterns.points().get(i).distance());
        }
        return values;
    }

    @Override
    public List<Table> tables() {
        List<NeighbourCurve.Point> one = features.points();
        List<NeighbourCurve.Point> other = patterns.points();
        Table curve = Table.of("curve", IntStream.range(0, one.size()).boxed().toList())
                .column("k", i -> one.get(i).k())
                .column("featureDistance", i -> one.get(i).distance())
                .column("patternDistance", i -> other.get(i).distance())
                .column("featureAgreement", i -> one.get(i).agreement())
                .column("patternAgreement", i -> other.get(i).agreement())
                .column("featureDistinct", i -> one.get(i).distinct())
                .column("patternDistinct", i -> other.get(i).distinct())
                .build();
        return List.of(curve, Stability.neighbours(patterns, samples));
    }

    @Override
    public List<Figure> figures() {
        if (features.isEmpty()) {
            return List.of();
        }
        Axis k = Axis.count("K, neighbours of each image", Axis.DIMENSIONLESS);
        List<Figure> figures = new ArrayList<>();
        figures.add(chart(
                "Distance of both kinds of neighbours",
                k,
                Axis.linear("mean L2 distance of penultimate features", Axis.DIMENSIONLESS),
                NeighbourCurve.Point::distanceEstimate));
        figures.add(chart(
                "Agreement with the network on both kinds of neighbours",
                k,
                Axis.linear("share of equal predictions", Axis.DIMENSIONLESS).between(0, 1),
                NeighbourCurve.Point::agreementEstimate));
        if (!rows.isEmpty()) {
            figures.add(new ImageRows(
                    "Nearest unseen images",
                    "An image of each class and its neighbours from near to far, with the class that the network"
                            + " predicts and, where it is another, the chain's.",
                    rows,
                    "network and chain agree",
                    "they differ",
                    80));
        }
        return figures;
    }

    private Chart chart(String title, Axis x, Axis y, Function<NeighbourCurve.Point, Estimate> estimate) {
        return Chart.of(title, x, y)
                .note("Bands: one standard deviation over the region's " + samples.size() + " images")
                .withCurve(
                        "by penultimate features",
                        features.points().stream().map(estimate).toList())
                .withCurve(
                        "by ReLU patterns",
                        patterns.points().stream().map(estimate).toList());
    }
}
