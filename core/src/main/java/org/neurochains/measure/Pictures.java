package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;

/** Statistics as charts. What is undefined is said in a note under the title, not drawn. */
public final class Pictures {
    private static final int STEPS = 60;
    private static final int NODES = 64;

    private Pictures() {}

    /**
     * A scatter plot with Pearson's r, the pairs' density, the regression line and its 95 % band.
     *
     * @param points the pairs; their labels name them
     */
    public static Chart scatter(String title, Axis x, Axis y, String label, List<Point> points) {
        double[] xs = points.stream().mapToDouble(Point::x).toArray();
        double[] ys = points.stream().mapToDouble(Point::y).toArray();
        Measured<Correlation> correlation = Correlation.pearson(xs, ys);
        Chart chart = Chart.of(title, x, y).note(note(correlation));
        if (correlation.isDefined()) {
            // The regression's band is that of independent pairs.
            List<Series> line = Regression.of(xs, ys)
                    .value()
                    .map(found -> line(found, xs, at -> Measured.of(found.band(at)), "95 % band of the mean"))
                    .orElse(List.of());
            chart = chart.withAll(density(xs, ys)).withAll(line);
        }
        return chart.with(new Series.Points(label, points));
    }

    /**
     * A regression line over the extent of x, with the band in which it lies with 95 % confidence where that is known.
     *
     * @param band at an x
     * @param ofBand what band it is, such as {@code 95 % band of the mean}
     */
    public static List<Series> line(
            Regression regression, double[] xs, DoubleFunction<Measured<Interval>> band, String ofBand) {
        double low = Arrays.stream(xs).min().orElseThrow();
        double high = Arrays.stream(xs).max().orElseThrow();
        List<Series.Span> spans = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            double x = low + (high - low) * i / STEPS;
            band.apply(x).value().ifPresent(both -> spans.add(new Series.Span(x, both.low(), both.high())));
        }
        String label = spans.isEmpty() ? "least squares" : "least squares, " + ofBand;
        List<Point> ends = List.of(new Point(low, regression.at(low)), new Point(high, regression.at(high)));
        Series line = new Series.Line(label, ends, false);
        return spans.isEmpty() ? List.of(line) : List.of(new Series.Band(label, spans), line);
    }

    /** Counts as bars, up to the largest of them. */
    public static Chart histogram(String title, Axis x, String counted, Histogram histogram) {
        return histogram(title, x, Axis.count(counted, Axis.DIMENSIONLESS), histogram);
    }

    /** Counts as bars, on an axis of given height. */
    static Chart histogram(String title, Axis x, Axis y, Histogram histogram) {
        List<Series.Bar> bars = new ArrayList<>();
        for (int i = 0; i < histogram.counts().size(); i++) {
            bars.add(new Series.Bar(
                    histogram.edge(i), histogram.edge(i + 1), histogram.counts().get(i)));
        }
        long counts = histogram.counts().stream().mapToLong(Long::longValue).sum();
        long others = histogram.outside() + histogram.undefined();
        String left = others == 0 ? "" : ", " + others + " outside the axis";
        return Chart.of(title, x, y)
                .note("n = " + counts + left)
                .with(new Series.Bars("", counts == 0 ? List.of() : bars));
    }

    /** The density of pairs as regions that hold 90, 75, 50, 25 and 10 % of it; nothing where there is none. */
    public static List<Series> density(double[] xs, double[] ys) {
        return Density.of(xs, ys)
                .value()
                .map(found -> List.<Series>of(new Series.Contours("density", found.grid(NODES, NODES))))
                .orElse(List.of());
    }

    /** Such as {@code Pearson r = 0.923 (95 % interval 0.859 to 0.959), p = 2.2e-17, n = 40}. */
    static String note(Measured<Correlation> correlation) {
        if (!correlation.isDefined()) {
            return "Pearson r undefined: " + correlation.reason();
        }
        Correlation found = correlation.get();
        return text("Pearson r = %.3f%s, %s", found.r(), noteOf(found.interval()), found.chance());
    }

    /** Such as {@code (95 % interval 0.859 to 0.959)} behind a space; empty where there is none. */
    public static String noteOf(Measured<Interval> interval) {
        return interval.value()
                .map(both -> text(" (95 %% interval %.3f to %.3f)", both.low(), both.high()))
                .orElse("");
    }
}
