package org.neurochains.measure;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.util.FastMath;

/**
 * Paired values, centred: sums of squares and products about the means.
 *
 * <p>Two passes, so that a large common offset costs no digits.
 */
record Pairs(int n, double meanX, double meanY, double sumXX, double sumYY, double sumXY) {

    /** Why these pairs carry no line or correlation; empty if they do. */
    static String fault(double[] x, double[] y, int least) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(x.length + " values of x for " + y.length + " of y");
        }
        if (x.length < least) {
            return "only " + x.length + (x.length == 1 ? " pair" : " pairs") + ", at least " + least + " are needed";
        }
        for (int i = 0; i < x.length; i++) {
            if (!(Math.abs(x[i]) <= 1e150 && Math.abs(y[i]) <= 1e150)) {
                return "pair " + i + " is not finite or too large";
            }
        }
        return "";
    }

    /** One side of pairs that stand one by one: 0 for x, 1 for y. */
    static double[] column(List<double[]> pairs, int side) {
        return pairs.stream().mapToDouble(pair -> pair[side]).toArray();
    }

    static boolean constant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    static Pairs of(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return new Pairs(x.length, meanX, meanY, xx, yy, xy);
    }

    /** Pearson's r, kept within -1 and 1; for values scaled so that the product of the sums is finite. */
    double r() {
        return FastMath.max(-1, FastMath.min(1, sumXY / FastMath.sqrt(sumXX * sumYY)));
    }

    /** The mean, corrected once for what the first sum lost. */
    static double mean(double[] values) {
        double first = Arrays.stream(values).sum() / values.length;
        return first + Arrays.stream(values).map(value -> value - first).sum() / values.length;
    }
}
