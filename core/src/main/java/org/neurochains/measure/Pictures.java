package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Estimate;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;

/** Statistics as charts. What is undefined is said in a note under the title, not drawn. */
public final class Pictures {
    private static final int STEPS = 60;

    private Pictures() {}

    /**
     * A scatter plot with Pearson's r, the regression line and its 95 % band.
     *
     * @param points the pairs; their labels name them
     */
    public static Chart scatter(String title, Axis x, Axis y, String label, List<Point> points) {
        double[] xs = points.stream().mapToDouble(Point::x).toArray();
        double[] ys = points.stream().mapToDouble(Point::y).toArray();
        Measured<Regression> regression = Regression.of(xs, ys);
        Chart chart = Chart.of(title, x, y).note(note(Correlation.pearson(xs, ys)));
        if (regression.isDefined()) {
            chart = chart.withAll(line(regression.get(), xs));
        }
        return chart.with(new Series.Points(label, points));
    }

    private static List<Series> line(Regression regression, double[] xs) {
        double low = Arrays.stream(xs).min().orElseThrow();
        double high = Arrays.stream(xs).max().orElseThrow();
        List<Series.Span> band = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            double x = low + (high - low) * i / STEPS;
            Interval interval = regression.band(x);
            band.add(new Series.Span(x, interval.low(), interval.high()));
        }
        String label = "least squares, 95 % band of the mean";
        List<Point> ends = List.of(new Point(low, regression.at(low)), new Point(high, regression.at(high)));
        return List.of(new Series.Band(label, band), new Series.Line(label, ends, false));
    }

    /** Counts as bars. */
    public static Chart histogram(String title, Axis x, String counted, String label, Histogram histogram) {
        List<Series.Bar> bars = new ArrayList<>();
        for (int i = 0; i < histogram.counts().size(); i++) {
            bars.add(new Series.Bar(
                    histogram.edge(i), histogram.edge(i + 1), histogram.counts().get(i)));
        }
        long counts = histogram.counts().stream().mapToLong(Long::longValue).sum();
        long others = histogram.outside() + histogram.undefined();
        String left = others == 0 ? "" : ", " + others + " outside the axis";
        return Chart.of(title, x, Axis.count(counted, Axis.DIMENSIONLESS))
                .note("n = " + counts + left)
                .with(new Series.Bars(label, counts == 0 ? List.of() : bars));
    }

    /** A density as nested regions, with the points it comes from. */
    public static Chart density(String title, Axis x, Axis y, String label, List<Point> points) {
        Measured<Density> density = Density.of(
                points.stream().mapToDouble(Point::x).toArray(),
                points.stream().mapToDouble(Point::y).toArray());
        Chart chart = Chart.of(title, x, y);
        chart = density.isDefined()
                ? chart.note("Regions hold 90, 75, 50, 25 and 10 % of the density; n = " + points.size())
                        .with(new Series.Contours(label, density.get().grid(64, 64)))
                : chart.note("no density: " + density.reason());
        return chart.with(new Series.Points(label, points));
    }

    /**
     * Mean and standard deviation (of a sample; 0 for a single value) at each x, for {@link Chart#withCurve}; places without
     * a finite value are left out.
     *
     * @param repeats the values found at each x, for example one for each region
     */
    public static List<Estimate> estimates(SortedMap<Double, double[]> repeats) {
        List<Estimate> estimates = new ArrayList<>();
        repeats.forEach((x, values) -> {
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            Summary.of(finite)
                    .value()
                    .ifPresent(summary -> estimates.add(new Estimate(
                            x, summary.mean(), summary.sampleDeviation().orElse(0))));
        });
        return estimates;
    }

    /** Such as {@code Pearson r = 0.923 (95 % interval 0.859 to 0.959), p = 2.2e-17, n = 40}. */
    static String note(Measured<Correlation> correlation) {
        if (!correlation.isDefined()) {
            return "Pearson r undefined: " + correlation.reason();
        }
        Correlation found = correlation.get();
        String p = found.pValue() < 1e-300 ? "p < 1e-300" : String.format(Locale.ROOT, "p = %.2g", found.pValue());
        return String.format(
                Locale.ROOT,
                "Pearson r = %.3f (95 %% interval %.3f to %.3f), %s, n = %d",
                found.r(),
                found.interval().low(),
                found.interval().high(),
                p,
                found.n());
    }
}
