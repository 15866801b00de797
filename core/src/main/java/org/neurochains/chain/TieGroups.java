package org.neurochains.chain;

import java.util.Arrays;

/**
 * Values in groups of ties, from low to high: the outputs of a network carry about six digits, and what differs beyond
 * them is equal.
 *
 * @param group of each value
 * @param counts the size of each group
 */
public record TieGroups(int[] group, int[] counts) {
    /** Values no further apart than this, as a share of the largest size among all, are equal. */
    public static final double ROUNDING = 1e-5;

    /** The groups of finite values; each reaches from its lowest value as far as rounding does. */
    public static TieGroups of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double largest = values.length == 0 ? 0 : Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
        double[] lows = new double[sorted.length];
        int[] counts = new int[sorted.length];
        int groups = 0;
        for (double value : sorted) {
            if (groups == 0 || value - lows[groups - 1] > ROUNDING * largest) {
                lows[groups++] = value;
            }
            counts[groups - 1]++;
        }
        int[] group = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int at = Arrays.binarySearch(lows, 0, groups, values[i]);
            group[i] = at >= 0 ? at : -at - 2;
        }
        return new TieGroups(group, Arrays.copyOf(counts, groups));
    }

    /** Whether all values are equal. */
    public boolean constant() {
        return counts.length < 2;
    }

    /** The values' ranks from 1, tied ones sharing their mean. */
    public double[] ranks() {
        double[] ofGroup = new double[counts.length];
        int below = 0;
        for (int g = 0; g < counts.length; g++) {
            ofGroup[g] = below + (counts[g] + 1) / 2.0;
            below += counts[g];
        }
        return Arrays.stream(group).mapToDouble(g -> ofGroup[g]).toArray();
    }

    /** How many pairs of values differ from all others. */
    public static int distinct(TieGroups x, TieGroups y) {
        long[] pairs = new long[x.group.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = ((long) x.group[i] << 32) | y.group[i];
        }
        return (int) Arrays.stream(pairs).distinct().count();
    }
}
