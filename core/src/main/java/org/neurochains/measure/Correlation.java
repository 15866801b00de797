package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.util.FastMath;
import org.neurochains.chain.TieGroups;

/**
 * How closely pairs follow a line. Numbers that are equal to rounding count as equal.
 *
 * @param r from -1 to 1
 * @param pValue two-sided, of no correlation, where pairs are independent; undefined where they lie on a line
 * @param n number of pairs
 * @param distinct number of different pairs, at least 3
 * @param interval 95 % interval of r by Fisher's transformation; undefined for three pairs and where they lie on a line
 */
public record Correlation(double r, Measured<Double> pValue, int n, int distinct, Measured<Interval> interval) {
    /** A line leaves less than this of the variance. */
    private static final double LINE = 1e-12;

    private static final double QUANTILE = new NormalDistribution().inverseCumulativeProbability(.975);

    /**
     * Pearson's product-moment correlation; its p-value by Student's t with n - 2 degrees of freedom.
     *
     * @return undefined for fewer than three different pairs, for values that are not finite, and where x or y is
     *     constant
     */
    public static Measured<Correlation> pearson(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        return fault.isEmpty() ? pearson(x, y, TieGroups.of(x), TieGroups.of(y)) : Measured.undefined(fault);
    }

    private static Measured<Correlation> pearson(double[] x, double[] y, TieGroups tiesX, TieGroups tiesY) {
        int distinct = TieGroups.distinct(tiesX, tiesY);
        String fault = fault(x, y, distinct, tiesX, tiesY);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault);
        }
        int n = x.length;
        double r = Pairs.of(scaled(x), scaled(y)).r();
        return Measured.of(new Correlation(r, student(r, n), n, distinct, fisher(r, n, 1)));
    }

    private static String fault(double[] x, double[] y, int distinct, TieGroups tiesX, TieGroups tiesY) {
        if (tiesX.constant() || tiesY.constant()) {
            boolean exact = Pairs.constant(tiesX.constant() ? x : y);
            return "all " + x.length + " values of " + (tiesX.constant() ? "x" : "y") + " are equal"
                    + (exact ? "" : " to rounding");
        }
        return distinct < 3 ? "only 2 different points among " + x.length + ", at least 3 are needed" : "";
    }

    /**
     * Spearman's rank correlation: Pearson's of the ranks, tied values sharing their mean rank. The p-value is that of
     * all orders ({@link RankChance}) for few pairs and where all follow one order, else by Student's t; the interval
     * is Bonett and Wright's (2000).
     *
     * @return undefined where {@link #pearson} is
     */
    public static Measured<Correlation> spearman(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault);
        }
        TieGroups tiesX = TieGroups.of(x);
        TieGroups tiesY = TieGroups.of(y);
        int distinct = TieGroups.distinct(tiesX, tiesY);
        String lacking = fault(x, y, distinct, tiesX, tiesY);
        if (!lacking.isEmpty()) {
            return Measured.undefined(lacking);
        }
        int n = x.length;
        double r = Pairs.of(tiesX.ranks(), tiesY.ranks()).r();
        Measured<Double> chance = n <= RankChance.MOST
                ? Measured.of(RankChance.of(tiesX.ranks(), tiesY.ranks()))
                : onLine(r) ? Measured.of(RankChance.ofOneOrder(tiesX.counts())) : student(r, n);
        return Measured.of(new Correlation(r, chance, n, distinct, fisher(r, n, 1 + r * r / 2)));
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

    private static boolean onLine(double r) {
        return (1 - r) * (1 + r) < LINE;
    }

    private static Measured<Double> student(double r, int n) {
        if (onLine(r)) {
            return Measured.undefined("the points lie on a line");
        }
        double t = FastMath.abs(r) * FastMath.sqrt((n - 2) / ((1 - r) * (1 + r)));
        return Measured.of(FastMath.min(1, 2 * new TDistribution(n - 2).cumulativeProbability(-t)));
    }

    /** @param factor of the variance of the transformed r, which is 1 / (n - 3) for Pearson's */
    private static Measured<Interval> fisher(double r, int n, double factor) {
        if (n == 3 || onLine(r)) {
            return Measured.undefined(n == 3 ? "three pairs leave no interval" : "the points lie on a line");
        }
        double z = FastMath.atanh(r);
        double half = QUANTILE * FastMath.sqrt(factor / (n - 3.0));
        return Measured.of(new Interval(FastMath.tanh(z - half), FastMath.tanh(z + half)));
    }

    /** The p-value and the number of pairs, such as {@code p = 2.2e-17, n = 40 (12 different)}. */
    public String chance() {
        String p = pValue.isDefined()
                ? pValue.get() < 1e-300 ? "p < 1e-300" : text("p = %.2g", pValue.get())
                : "no p: " + pValue.reason();
        return p + ", n = " + n + (distinct < n ? " (" + distinct + " different)" : "");
    }
}
