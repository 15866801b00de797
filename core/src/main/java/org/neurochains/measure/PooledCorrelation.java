package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.neurochains.chain.TieGroups;

/**
 * A correlation over the pairs of several groups, such as the filters of several chains. Pairs of one group depend on
 * each other, so a p-value of all pairs would be that of far too many; intervals come from drawing whole groups again
 * (a cluster bootstrap, percentiles).
 */
public final class PooledCorrelation {
    /** Fewer groups can be drawn in too few ways. */
    static final int FEWEST = 5;

    private static final int DRAWS = 2000;
    private static final double TAIL = .025;

    private final Correlation all;
    private final double spearman;
    private final int groups;
    private final double[] within;
    private final List<Draw> draws;

    private PooledCorrelation(Correlation all, double spearman, int groups, double[] within, List<Draw> draws) {
        this.all = all;
        this.spearman = spearman;
        this.groups = groups;
        this.within = within;
        this.draws = List.copyOf(draws);
    }

    /** Correlation and line of groups that were drawn. */
    private record Draw(double r, double slope, double intercept) {}

    /**
     * The correlation of pairs.
     *
     * @param group of each pair, from 0
     * @return undefined where {@link Correlation#pearson} of all pairs is
     */
    public static Measured<PooledCorrelation> of(double[] x, double[] y, int[] group) {
        return Correlation.pearson(x, y).map(all -> {
            double spearman =
                    Pairs.of(TieGroups.of(x).ranks(), TieGroups.of(y).ranks()).r();
            Parts parts = Parts.of(x, y, group);
            List<Draw> draws = parts.sums.length < FEWEST ? List.of() : parts.draws();
            return new PooledCorrelation(all, spearman, parts.sums.length, within(x, y, group), draws);
        });
    }

    /** Pearson's over all pairs, -1 to 1. */
    public double r() {
        return all.r();
    }

    /** Spearman's over all pairs. */
    public double spearman() {
        return spearman;
    }

    /** The number of pairs. */
    public int n() {
        return all.n();
    }

    /** The number of different pairs. */
    public int distinct() {
        return all.distinct();
    }

    /** The number of groups that have pairs. */
    public int groups() {
        return groups;
    }

    /** Pearson's r of each group where it is defined; empty where none has one. */
    public double[] within() {
        return within.clone();
    }

    /** The 95 % interval of r. */
    public Measured<Interval> interval() {
        return percentiles(Draw::r);
    }

    /** Where the regression line of all pairs lies at this x with 95 % confidence. */
    public Measured<Interval> band(double x) {
        return percentiles(draw -> draw.intercept + draw.slope * x);
    }

    private Measured<Interval> percentiles(ToDoubleFunction<Draw> value) {
        if (draws.size() < DRAWS / 2) {
            return Measured.undefined(
                    groups < FEWEST
                            ? "fewer than " + FEWEST + " chains leave no interval"
                            : "most draws of chains have no correlation");
        }
        double[] sorted = draws.stream().mapToDouble(value).sorted().toArray();
        return Measured.of(new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)));
    }

    /** Linear between the two nearest. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(sorted.length - 1, low + 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }

    /**
     * What a correlation needs to know of each group.
     *
     * @param all pairs, about whose means and by whose deviations sums are taken
     * @param sums for each group: the number of pairs, sums of x, of y, of their squares and of their products
     */
    private record Parts(Pairs all, double[][] sums) {
        private static final double LEAST = 1e-12;

        static Parts of(double[] x, double[] y, int[] group) {
            Pairs all = Pairs.of(x, y);
            double[][] sums = new double[Arrays.stream(group).max().orElse(-1) + 1][6];
            for (int i = 0; i < x.length; i++) {
                double dx = (x[i] - all.meanX()) / Math.sqrt(all.sumXX());
                double dy = (y[i] - all.meanY()) / Math.sqrt(all.sumYY());
                double[] terms = {1, dx, dy, dx * dx, dy * dy, dx * dy};
                for (int t = 0; t < terms.length; t++) {
                    sums[group[i]][t] += terms[t];
                }
            }
            return new Parts(all, Arrays.stream(sums).filter(sum -> sum[0] > 0).toArray(double[][]::new));
        }

        /** Draws without a correlation are left out. */
        List<Draw> draws() {
            SplittableRandom random = new SplittableRandom(0);
            List<Draw> draws = new ArrayList<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                double[] sum = new double[6];
                for (int i = 0; i < sums.length; i++) {
                    double[] part = sums[random.nextInt(sums.length)];
                    for (int t = 0; t < sum.length; t++) {
                        sum[t] += part[t];
                    }
                }
                double xx = sum[3] - sum[1] * sum[1] / sum[0];
                double yy = sum[4] - sum[2] * sum[2] / sum[0];
                if (xx > LEAST && yy > LEAST) {
                    draws.add(draw(sum, xx, yy));
                }
            }
            return draws;
        }

        private Draw draw(double[] sum, double xx, double yy) {
            double xy = sum[5] - sum[1] * sum[2] / sum[0];
            double slope = xy / xx * Math.sqrt(all.sumYY() / all.sumXX());
            double meanX = all.meanX() + sum[1] / sum[0] * Math.sqrt(all.sumXX());
            double meanY = all.meanY() + sum[2] / sum[0] * Math.sqrt(all.sumYY());
            double r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
            return new Draw(r, slope, meanY - slope * meanX);
        }
    }

    private static double[] within(double[] x, double[] y, int[] group) {
        Map<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < group.length; i++) {
            members.computeIfAbsent(group[i], any -> new ArrayList<>()).add(i);
        }
        return members.values().stream()
                .map(own -> Correlation.pearson(some(x, own), some(y, own)))
                .filter(Measured::isDefined)
                .mapToDouble(r -> r.get().r())
                .toArray();
    }

    private static double[] some(double[] values, List<Integer> places) {
        return places.stream().mapToDouble(i -> values[i]).toArray();
    }
}
