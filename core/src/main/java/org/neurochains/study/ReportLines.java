package org.neurochains.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Interval;
import org.neurochains.measure.Measured;
import org.neurochains.measure.PooledCorrelation;
import org.neurochains.measure.Summary;
import org.neurochains.study.ReportFigures.Line;

/** Statistics as lines of a study's report. */
final class ReportLines {
    private static final double NORMAL_QUANTILE = 1.96;

    private ReportLines() {}

    /** A mean with its 95 % interval, 1.96 standard errors to either side. */
    static Line mean(String solver, String quantity, double... values) {
        return mean(solver, quantity, Summary.of(values), values.length);
    }

    private static Line mean(String solver, String quantity, Measured<Summary> measured, int n) {
        if (!measured.isDefined()) {
            return new Line(solver, quantity, n, null, null, null, measured.reason());
        }
        Summary summary = measured.get();
        double half = NORMAL_QUANTILE * summary.sampleDeviation().orElse(0) / Math.sqrt(summary.n());
        boolean single = summary.n() < 2;
        return new Line(
                solver,
                quantity,
                summary.n(),
                summary.mean(),
                single ? null : summary.mean() - half,
                single ? null : summary.mean() + half,
                String.format(Locale.ROOT, "standard deviation %.4g", summary.deviation()));
    }

    /**
     * Of correlations over the filters of several chains: over all of them, and within each.
     *
     * @param n number of filters
     * @param dead chains that were left out
     */
    static List<Line> correlation(String solver, Measured<PooledCorrelation> measured, int n, int dead) {
        String left = dead == 0 ? "" : "; " + dead + (dead == 1 ? " dead chain" : " dead chains") + " left out";
        if (!measured.isDefined()) {
            return List.of(new Line(solver, "Pearson r", n, null, null, null, measured.reason() + left));
        }
        PooledCorrelation found = measured.get();
        @Nullable Interval interval = found.interval().value().orElse(null);
        String without = interval == null ? "; no interval: " + found.interval().reason() : "";
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                solver,
                "Pearson r",
                n,
                found.r(),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high(),
                found.distinct() + " different points in " + found.groups() + " chains" + left + without));
        lines.add(new Line(solver, "Spearman's rank correlation", n, found.spearman(), null, null, ""));
        lines.add(mean(solver, "Pearson r within a chain, mean", found.within(), 0));
        return lines;
    }
}
