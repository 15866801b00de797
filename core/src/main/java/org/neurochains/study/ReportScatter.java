package org.neurochains.study;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.neurochains.measure.Measured;
import org.neurochains.measure.Pictures;
import org.neurochains.measure.PooledCorrelation;
import org.neurochains.measure.Regression;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;
import org.neurochains.study.ReportFigures.Line;
import org.neurochains.study.ReportFigures.Section;
import org.neurochains.study.ReportRows.Variant;

/**
 * Clouds of points: filters by score and what their removal changes, images by their chain's size and what they lose.
 */
final class ReportScatter {
    private static final int MOST_POINTS = 1500;
    private static final double MARGIN = .06;
    private static final double MOST_ALIKE = 1e-9;

    private ReportScatter() {}

    /**
     * Of each solver's chains, the filters' scores against what removing one of them changes. Dead chains are left out.
     *
     * @param y the axis of what changes
     * @param effect of each filter; NaN where it was not measured
     */
    static Section scores(Section frame, List<Variant> variants, Axis y, Function<Variant, double[]> effect) {
        List<Line> lines = new ArrayList<>();
        List<Figure> charts = new ArrayList<>();
        for (Variant v : variants) {
            double[] effects = effect.apply(v);
            if (Arrays.stream(effects).noneMatch(Double::isFinite)) {
                continue;
            }
            double[] scores = v.score.all();
            double[] trials = v.filterTrial.all();
            boolean[] dead = v.dead();
            int[] measured = IntStream.range(0, effects.length)
                    .filter(i -> Double.isFinite(effects[i]) && !dead[(int) trials[i]])
                    .toArray();
            double[] xs = some(scores, measured);
            double[] ys = some(effects, measured);
            int[] chains = IntStream.of(measured).map(i -> (int) trials[i]).toArray();
            Measured<PooledCorrelation> r = PooledCorrelation.of(xs, ys, chains);
            int left =
                    (int) IntStream.range(0, dead.length).filter(i -> dead[i]).count();
            lines.addAll(ReportLines.correlation(v.label(), r, xs.length, left));
            Chart chart = cloud(v.label(), Axis.linear("score", Axis.DIMENSIONLESS), y, "filters", xs, ys);
            charts.add(chart.note(note(r, left)).withAll(line(xs, ys, r)));
        }
        return frame.with(charts.isEmpty() ? null : new Panels(frame.title(), charts, 2), lines);
    }

    /** An axis for several charts, so that they can be compared by eye; found by each where nothing is finite. */
    static Axis common(Axis axis, List<double[]> values) {
        DoubleSummaryStatistics all = values.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .summaryStatistics();
        double length = all.getMax() - all.getMin();
        if (all.getCount() == 0 || !(length > MOST_ALIKE * Math.max(1, Math.abs(all.getMax())))) {
            return axis;
        }
        double margin = MARGIN * length;
        boolean fromZero = all.getMin() >= 0 && all.getMin() < all.getMax() / 2;
        return axis.between(fromZero ? 0 : all.getMin() - margin, all.getMax() + margin);
    }

    private static double[] some(double[] values, int[] places) {
        return IntStream.of(places).mapToDouble(i -> values[i]).toArray();
    }

    private static String note(Measured<PooledCorrelation> r, int dead) {
        String left = ReportLines.left(dead);
        if (!r.isDefined()) {
            return "Pearson r undefined: " + r.reason() + left;
        }
        PooledCorrelation found = r.get();
        return text(
                "Pearson r = %.3f%s, %d different points in %s%s",
                found.r(),
                Pictures.noteOf(found.interval()),
                found.distinct(),
                ReportLines.chains(found.groups()),
                left);
    }

    /** At most so many points, evenly taken, over regions that hold 90 to 10 % of their density. */
    static Chart cloud(String title, Axis x, Axis y, String label, double[] xs, double[] ys) {
        int step = Math.max(1, (xs.length + MOST_POINTS - 1) / MOST_POINTS);
        int[] drawn = IntStream.range(0, xs.length).filter(i -> i % step == 0).toArray();
        List<Point> points =
                IntStream.of(drawn).mapToObj(i -> new Point(xs[i], ys[i])).toList();
        String shown = step == 1 ? "" : ", " + drawn.length + " of them drawn";
        return Chart.of(title, x, y)
                .note("n = " + xs.length + shown)
                .withAll(Pictures.density(some(xs, drawn), some(ys, drawn)))
                .with(new Series.Points(label, points));
    }

    /** The least-squares line of all pairs and the band in which lines of other draws of chains lie. */
    private static List<Series> line(double[] xs, double[] ys, Measured<PooledCorrelation> r) {
        Measured<Regression> regression = Regression.of(xs, ys);
        return r.isDefined() && regression.isDefined()
                ? Pictures.line(regression.get(), xs, r.get()::band, "95 % band over chains")
                : List.of();
    }
}
