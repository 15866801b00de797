package org.neurochains.measure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.util.CombinatoricsUtils;

/** How often chance alone gives a rank correlation as large in size, all orders of one side being as likely. */
final class RankChance {
    /** All orders are counted up to so many pairs: 9! = 362,880. */
    static final int MOST = 9;

    private final long[] x;
    private final long[] y;
    private final long mean;
    private final long found;
    private long asLarge;
    private long orders;

    private RankChance(long[] x, long[] y) {
        this.x = x;
        this.y = y;
        this.mean = (long) x.length * (x.length + 1) * (x.length + 1);
        long sum = IntStream.range(0, x.length).mapToLong(i -> x[i] * y[i]).sum();
        this.found = Math.abs(sum - mean);
    }

    /**
     * Counts all orders.
     *
     * @param x ranks, ties sharing their mean; at most {@link #MOST}
     */
    static double of(double[] x, double[] y) {
        RankChance chance = new RankChance(doubled(x), doubled(y));
        chance.place(0, 0);
        return (double) chance.asLarge / chance.orders;
    }

    /** Twice the ranks, which are whole. */
    private static long[] doubled(double[] ranks) {
        return Arrays.stream(ranks).mapToLong(rank -> Math.round(2 * rank)).toArray();
    }

    private void place(int position, long sum) {
        if (position == x.length) {
            orders++;
            asLarge += Math.abs(sum - mean) >= found ? 1 : 0;
            return;
        }
        for (int i = position; i < y.length; i++) {
            swap(position, i);
            place(position + 1, sum + x[position] * y[position]);
            swap(position, i);
        }
    }

    private void swap(int i, int j) {
        long kept = y[i];
        y[i] = y[j];
        y[j] = kept;
    }

    /**
     * Where both sides are in the same order or the opposite one: the share of orders that are, ties being alike on
     * both sides.
     *
     * @param ties sizes of the groups of equal values, from low to high
     */
    static double ofOneOrder(int[] ties) {
        int n = IntStream.of(ties).sum();
        double log = -CombinatoricsUtils.factorialLog(n);
        for (int size : ties) {
            log += CombinatoricsUtils.factorialLog(size);
        }
        boolean turns = IntStream.range(0, ties.length).allMatch(i -> ties[i] == ties[ties.length - 1 - i]);
        return Math.exp(log) * (turns ? 2 : 1);
    }
}
