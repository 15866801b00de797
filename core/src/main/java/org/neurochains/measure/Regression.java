package org.neurochains.measure;

import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.util.FastMath;

/**
 * Least-squares line y = intercept + slope x, with the 95 % confidence band of the mean response.
 *
 * @param n number of pairs, at least 3
 * @param slopeError standard error of the slope
 * @param residualDeviation square root of the residuals' sum of squares over n - 2
 * @param meanX mean of x
 * @param sumXX sum of squares of x about its mean, above 0
 */
public record Regression(
        int n,
        double slope,
        double intercept,
        double slopeError,
        double residualDeviation,
        double meanX,
        double sumXX) {

    /**
     * The least-squares line through pairs.
     *
     * @return undefined for fewer than three pairs, for values that are not finite, and where x is constant
     */
    public static Measured<Regression> of(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault);
        }
        if (Pairs.constant(x)) {
            return Measured.undefined("all " + x.length + " values of x are equal");
        }
        Pairs pairs = Pairs.of(x, y);
        double slope = pairs.sumXY() / pairs.sumXX();
        if (!(pairs.sumXX() > 0) || !Double.isFinite(slope)) {
            return Measured.undefined("the values of x differ by less than their precision");
        }
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double residual = y[i] - pairs.meanY() - slope * (x[i] - pairs.meanX());
            squares += residual * residual;
        }
        double deviation = FastMath.sqrt(squares / (x.length - 2));
        return Measured.of(new Regression(
                x.length,
                slope,
                pairs.meanY() - slope * pairs.meanX(),
                deviation / FastMath.sqrt(pairs.sumXX()),
                deviation,
                pairs.meanX(),
                pairs.sumXX()));
    }

    /** The line's y. */
    public double at(double x) {
        return intercept + slope * x;
    }

    /** Where the mean of y at this x lies with 95 % confidence; single values scatter wider. */
    public Interval band(double x) {
        double half = new TDistribution(n - 2).inverseCumulativeProbability(.975)
                * residualDeviation
                * FastMath.sqrt(1.0 / n + (x - meanX) * (x - meanX) / sumXX);
        return new Interval(at(x) - half, at(x) + half);
    }
}
