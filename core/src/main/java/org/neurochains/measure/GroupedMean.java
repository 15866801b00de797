package org.neurochains.measure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The mean of values that come in groups, such as images of one chain, which depend on each other: its 95 % interval is
 * that of the groups (Student's t with one degree of freedom less than there are groups, variance of the groups' sums
 * about the mean). Where each value is a group of its own, it is the usual interval of a mean.
 *
 * @param groups the number of groups that have values
 * @param interval undefined for a single group and where all values are equal
 */
public record GroupedMean(double mean, int n, int groups, Measured<Interval> interval) {
    private static final double QUANTILE = .975;

    /**
     * The mean of values, each in a group of its own.
     *
     * @return undefined where {@link Summary#of} is
     */
    public static Measured<GroupedMean> of(double... values) {
        return of(values, IntStream.range(0, values.length).toArray());
    }

    /**
     * The mean of values.
     *
     * @param group of each value, from 0
     * @return undefined where {@link Summary#of} is
     */
    public static Measured<GroupedMean> of(double[] values, int[] group) {
        return Summary.of(values).map(summary -> {
            double[] sums = new double[Arrays.stream(group).max().orElse(0) + 1];
            boolean[] there = new boolean[sums.length];
            for (int i = 0; i < values.length; i++) {
                sums[group[i]] += values[i] - summary.mean();
                there[group[i]] = true;
            }
            int groups =
                    (int) IntStream.range(0, there.length).filter(g -> there[g]).count();
            return new GroupedMean(summary.mean(), values.length, groups, interval(summary, sums, groups));
        });
    }

    private static Measured<Interval> interval(Summary summary, double[] sums, int groups) {
        if (groups < 2) {
            return Measured.undefined(summary.n() == 1 ? "a single value" : "a single chain");
        } else if (summary.low() == summary.high()) {
            return Measured.undefined("all values are equal");
        }
        double squares = Arrays.stream(sums).map(sum -> sum * sum).sum();
        double error = Math.sqrt(groups / (groups - 1.0) * squares) / summary.n();
        double half = new TDistribution(groups - 1).inverseCumulativeProbability(QUANTILE) * error;
        return Measured.of(new Interval(summary.mean() - half, summary.mean() + half));
    }
}
