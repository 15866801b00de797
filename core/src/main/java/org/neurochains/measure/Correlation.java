package org.neurochains.measure;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.hipparchus.util.FastMath;

/**
 * How closely pairs follow a line.
 *
 * @param r from -1 to 1
 * @param pValue two-sided, of no correlation (Student's t with n - 2 degrees of freedom)
 * @param n number of pairs
 * @param interval 95 % interval of r by Fisher's transformation; -1 to 1 for three pairs, where it says nothing
 */
public record Correlation(double r, double pValue, int n, Interval interval) {

    /**
     * Pearson's product-moment correlation.
     *
     * @return undefined for fewer than three pairs, for values that are not finite, and where x or y is constant
     */
    public static Measured<Correlation> pearson(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault);
        }
        if (Pairs.constant(x) || Pairs.constant(y)) {
            return Measured.undefined(
                    "all " + x.length + " values of " + (Pairs.constant(x) ? "x" : "y") + " are equal");
        }
        Pairs pairs = Pairs.of(scaled(x), scaled(y));
        if (!(pairs.sumXX() > 0 && pairs.sumYY() > 0)) {
            return Measured.undefined("the values differ by less than their precision");
        }
        return Measured.of(of(pairs.r(), x.length));
    }

    /**
     * Spearman's rank correlation: Pearson's of the ranks, tied values sharing their mean rank. The p-value uses the t
     * approximation.
     *
     * @return undefined where {@link #pearson} is
     */
    public static Measured<Correlation> spearman(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault);
        }
        NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
        return pearson(ranking.rank(x), ranking.rank(y));
    }

    /** By a power of two, so that squares neither overflow nor vanish. */
    private static double[] scaled(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = FastMath.max(largest, FastMath.abs(value));
        }
        int exponent = FastMath.getExponent(largest);
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = FastMath.scalb(values[i], -exponent);
        }
        return scaled;
    }

    private static Correlation of(double r, int n) {
        double remainder = (1 - r) * (1 + r);
        double p = remainder == 0
                ? 0
                : 2
                        * new TDistribution(n - 2)
                                .cumulativeProbability(-FastMath.abs(r) * FastMath.sqrt((n - 2) / remainder));
        return new Correlation(r, FastMath.min(1, p), n, fisher(r, n));
    }

    private static Interval fisher(double r, int n) {
        if (n == 3) {
            return new Interval(-1, 1);
        }
        if (FastMath.abs(r) == 1) {
            return new Interval(r, r);
        }
        double z = FastMath.atanh(r);
        double half = new NormalDistribution().inverseCumulativeProbability(.975) / FastMath.sqrt(n - 3.0);
        return new Interval(FastMath.tanh(z - half), FastMath.tanh(z + half));
    }
}
