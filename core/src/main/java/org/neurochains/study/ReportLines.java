package org.neurochains.study;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.GroupedMean;
import org.neurochains.measure.Interval;
import org.neurochains.measure.Measured;
import org.neurochains.measure.PooledCorrelation;
import org.neurochains.measure.Summary;
import org.neurochains.study.ReportFigures.Line;

/** Statistics as lines of a study's report. */
final class ReportLines {
    private ReportLines() {}

    /** A mean of values that do not depend on each other, such as numbers of chains, with its 95 % interval. */
    static Line mean(String solver, String quantity, double... values) {
        return line(solver, quantity, values.length, GroupedMean.of(values), spread(values));
    }

    /**
     * A mean over images; its interval is that of the chains that they belong to.
     *
     * @param values of each image, NaN where there is none
     * @param trial of each image
     */
    static Line overImages(String solver, String quantity, double[] values, double[] trial) {
        int[] there = IntStream.range(0, values.length)
                .filter(i -> Double.isFinite(values[i]))
                .toArray();
        double[] finite = IntStream.of(there).mapToDouble(i -> values[i]).toArray();
        int[] groups = IntStream.of(there).map(i -> (int) trial[i]).toArray();
        Measured<GroupedMean> mean = GroupedMean.of(finite, groups);
        String chains = mean.isDefined() ? "; images of " + chains(mean.get().groups()) : "";
        return line(solver, quantity, finite.length, mean, spread(finite) + chains);
    }

    /** A mean over pairs of chains, which depend on each other. */
    static Line overPairs(String solver, String quantity, double... values) {
        Measured<Summary> summary = Summary.of(values);
        return summary.isDefined()
                ? Line.of(solver, quantity, values.length, summary.get().mean(), spread(values))
                : Line.undefined(solver, quantity, values.length, summary.reason());
    }

    private static Line line(String solver, String quantity, int n, Measured<GroupedMean> measured, String remark) {
        if (!measured.isDefined()) {
            return Line.undefined(solver, quantity, n, measured.reason());
        }
        GroupedMean mean = measured.get();
        @Nullable Interval interval = mean.interval().value().orElse(null);
        String more = interval == null ? "no interval: " + mean.interval().reason() : remark;
        return new Line(solver, quantity, n, mean.mean(), interval, more);
    }

    /** Such as {@code 1 chain}. */
    static String chains(int number) {
        return number + (number == 1 ? " chain" : " chains");
    }

    /** Such as {@code ; 1 dead chain left out}; empty where none is. */
    static String left(int dead) {
        return dead == 0 ? "" : "; " + dead + (dead == 1 ? " dead chain" : " dead chains") + " left out";
    }

    private static String spread(double... values) {
        return Summary.of(values)
                .value()
                .map(summary ->
                        summary.n() == 1 ? "a single value" : text("standard deviation %.4g", summary.deviation()))
                .orElse("");
    }

    /**
     * Of correlations over the filters of several chains: over all of them, and within each.
     *
     * @param n number of filters
     * @param dead chains that were left out
     */
    static List<Line> correlation(String solver, Measured<PooledCorrelation> measured, int n, int dead) {
        String left = left(dead);
        if (!measured.isDefined()) {
            return List.of(Line.undefined(solver, "Pearson r", n, measured.reason() + left));
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
                interval,
                found.distinct() + " different points in " + chains(found.groups()) + left + without));
        lines.add(Line.of(solver, "Spearman's rank correlation", n, found.spearman(), ""));
        lines.add(line(
                solver,
                "Pearson r within a chain, mean",
                found.within().length,
                GroupedMean.of(found.within()),
                spread(found.within())));
        return lines;
    }
}
