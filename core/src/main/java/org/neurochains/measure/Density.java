package org.neurochains.measure;

import java.util.Arrays;
import org.neurochains.plot.Grid;
import org.neurochains.plot.Range;

/**
 * Density of points in the plane by Gaussian kernels: bandwidth by Scott's rule, n^(-1/6) times the points' (unbiased)
 * covariance.
 */
final class Density {
    private final double[] x;
    private final double[] y;
    private final double factor;
    private final double varianceX;
    private final double covariance;
    private final double varianceY;

    private Density(double[] x, double[] y, double factor, Pairs pairs) {
        this.x = x;
        this.y = y;
        this.factor = factor;
        double scale = factor * factor / (x.length - 1);
        this.varianceX = scale * pairs.sumXX();
        this.covariance = scale * pairs.sumXY();
        this.varianceY = scale * pairs.sumYY();
    }

    /**
     * The density of points.
     *
     * @return undefined for fewer than three points, for values that are not finite, and for points on a line
     */
    public static Measured<Density> of(double[] x, double[] y) {
        String fault = Pairs.fault(x, y, 3);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault.replace("pair", "point"));
        }
        Pairs pairs = Pairs.of(x, y);
        double determinant = pairs.sumXX() * pairs.sumYY() - pairs.sumXY() * pairs.sumXY();
        if (!(determinant > 1e-12 * pairs.sumXX() * pairs.sumYY())) {
            return Measured.undefined("the " + x.length + " points lie on a line");
        }
        return Measured.of(new Density(x.clone(), y.clone(), Math.pow(x.length, -1.0 / 6), pairs));
    }

    /** Scott's factor: how much narrower a kernel is than the cloud of points. */
    public double factor() {
        return factor;
    }

    /** Probability per unit of x times unit of y. */
    public double at(double atX, double atY) {
        double determinant = varianceX * varianceY - covariance * covariance;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = atX - x[i];
            double dy = atY - y[i];
            double distance = (varianceY * dx * dx - 2 * covariance * dx * dy + varianceX * dy * dy) / determinant;
            if (distance < 1480) { // beyond, the kernel is 0 in double precision
                sum += Math.exp(-distance / 2);
            }
        }
        return sum / (x.length * 2 * Math.PI * Math.sqrt(determinant));
    }

    /** The density over the points' extent and two kernel widths around it. */
    public Grid grid(int columns, int rows) {
        Range acrossX = extent(x, Math.sqrt(varianceX));
        Range acrossY = extent(y, Math.sqrt(varianceY));
        double[] values = new double[columns * rows];
        for (int row = 0; row < rows; row++) {
            double atY = acrossY.at(row / (rows - 1.0));
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = at(acrossX.at(column / (columns - 1.0)), atY);
            }
        }
        return new Grid(acrossX, acrossY, columns, values);
    }

    private static Range extent(double[] values, double width) {
        return new Range(
                Arrays.stream(values).min().orElseThrow() - 2 * width,
                Arrays.stream(values).max().orElseThrow() + 2 * width);
    }
}
