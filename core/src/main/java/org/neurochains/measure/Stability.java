package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;

/**
 * Whether the chain still follows the network on images like those of its region: on their K nearest unseen neighbours
 * (Fig. 3 and 14).
 */
record Stability(NeighbourCurve curve, List<Samples.Sample> samples, int candidates) implements MeasureResult {
    /**
     * Measures.
     *
     * @return undefined without other images
     * @throws org.neurochains.InputException if more neighbours are asked for than there are
     */
    public static Measured<Stability> of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        if (subject.pool().isEmpty()) {
            return Measured.undefined("there are no other images than the region's");
        }
        try (Unseen unseen = Unseen.open(subject, subject.pool().get(), progress)) {
            int k = unseen.neighbours(options);
            List<Samples.Sample> samples = subject.samples().list();
            if (k == 0) {
                return Measured.of(new Stability(new NeighbourCurve(List.of(), List.of()), samples, 0));
            }
            List<List<Neighbour>> neighbours = unseen.byFeatures(k);
            unseen.ask(
                    neighbours.stream()
                            .flatMap(List::stream)
                            .map(Neighbour::index)
                            .collect(Collectors.toSet()),
                    progress);
            return Measured.of(new Stability(NeighbourCurve.of(unseen, neighbours, k), samples, unseen.count()));
        }
    }

    /** The largest K; 0 where there is no neighbour. */
    public int neighbours() {
        return curve.points().size();
    }

    /**
     * Share of the different images among the first K neighbours on which F and the chain agree.
     *
     * @param k from 1 to {@link #neighbours}
     */
    public double agreement(int k) {
        return curve.points().get(k - 1).agreement();
    }

    @Override
    public String summary() {
        if (curve.isEmpty()) {
            return NeighbourCurve.NONE;
        }
        NeighbourCurve.Point last = curve.last();
        return text(
                "On the %d different images among the %d nearest neighbours of each image, of %d unseen ones, network"
                        + " and chain agree for %.1f %% (mean KL %.3f nats); on the nearest one alone, for %.1f %%.",
                last.distinct(), last.k(), candidates, 100 * last.agreement(), last.kl(), 100 * agreement(1));
    }

    @Override
    public Interpretation meaning() {
        if (curve.isEmpty()) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        NeighbourCurve.Point last = curve.last();
        return Interpretation.of(
                        Interpretation.Verdict.of(last.agreement()),
                        "On unseen images most like its own the chain gives the network's answer for %.0f %%: what it says of the network"
                                + " reaches %s.",
                        100 * last.agreement(),
                        last.agreement() >= Interpretation.NEARLY_ALL
                                ? "beyond its region"
                                : last.agreement() >= Interpretation.MOST
                                        ? "a little beyond its region"
                                        : "hardly further than its own images")
                .with("same answer on the nearest image", "%.1f %%", 100 * agreement(1))
                .with("on the nearest " + last.k(), "%.1f %% of %d images", 100 * last.agreement(), last.distinct())
                .with("mean KL there", "%.3f nats", last.kl());
    }

    @Override
    public NamedNumbers values() {
        NamedNumbers values = new NamedNumbers()
                .put("candidates", candidates)
                .put("neighbours", curve.points().size())
                .put("agreement", curve.atLast(NeighbourCurve.Point::agreement))
                .put("kl", curve.atLast(NeighbourCurve.Point::kl));
        for (NeighbourCurve.Point point : curve.points()) {
            values.put("agreement" + point.k(), point.agreement());
        }
        return values;
    }

    @Override
    public List<Table> tables() {
        Table points = Table.of("curve", curve.points())
                .column("k", NeighbourCurve.Point::k)
                .column("distinct", NeighbourCurve.Point::distinct)
                .column("agreement", NeighbourCurve.Point::agreement)
                .column("kl", NeighbourCurve.Point::kl)
                .column("perImageMean", NeighbourCurve.Point::mean)
                .column("perImageDeviation", NeighbourCurve.Point::deviation)
                .column("distance", NeighbourCurve.Point::distance)
                .build();
        return List.of(points, neighbours(curve, samples), perImage());
    }

    static Table neighbours(NeighbourCurve curve, List<Samples.Sample> samples) {
        return Table.of("neighbours", curve.links())
                .column("file", link -> samples.get(link.image()).file())
                .column("rank", NeighbourCurve.Link::rank)
                .column("neighbour", NeighbourCurve.Link::neighbour)
                .column("distance", NeighbourCurve.Link::distance)
                .column("predicted", NeighbourCurve.Link::predicted)
                .column("chainPredicted", NeighbourCurve.Link::chainPredicted)
                .column("agrees", NeighbourCurve.Link::agrees)
                .build();
    }

    private Table perImage() {
        int count = curve.isEmpty() ? 0 : samples.size();
        return Table.of(Table.IMAGES, IntStream.range(0, count).boxed().toList())
                .column("file", i -> samples.get(i).file())
                .column("neighbours", i -> curve.last().k())
                .column("agreement", i -> curve.last().perImage()[i])
                .column("distance", i -> curve.last().distances()[i])
                .build();
    }

    @Override
    public List<Figure> figures() {
        if (curve.isEmpty()) {
            return List.of();
        }
        List<Point> distinct = curve.points().stream()
                .map(point -> new Point(point.k(), point.agreement()))
                .toList();
        return List.of(Chart.of(
                        "Agreement with the network on unseen neighbours",
                        Axis.count("K, neighbours of each image", Axis.DIMENSIONLESS),
                        Axis.linear("share of equal predictions", Axis.DIMENSIONLESS)
                                .between(0, 1))
                .note("Band: one standard deviation over the region's " + samples.size() + " images; " + candidates
                        + " unseen images")
                .withCurve(
                        "mean over the region's images",
                        curve.points().stream()
                                .map(NeighbourCurve.Point::agreementEstimate)
                                .toList())
                .with(new Series.Line("all different neighbours", distinct, true)));
    }
}
