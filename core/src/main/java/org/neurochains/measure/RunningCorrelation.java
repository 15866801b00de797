package org.neurochains.measure;

/** Pearson's r of pairs of values that come in parts, from their sums; in double precision. */
public final class RunningCorrelation {
    /** Of the sum of squares: a smaller share of it about the mean is rounding. */
    private static final double CONSTANT = 1e-12;

    private double n;
    private double x;
    private double y;
    private double xx;
    private double yy;
    private double xy;

    /**
     * Adds pairs.
     *
     * @param count how many
     * @param sumX of the first values
     * @param sumY of the second values
     * @param sumXx of the first values' squares
     * @param sumYy of the second values' squares
     * @param sumXy of the products
     */
    public void add(double count, double sumX, double sumY, double sumXx, double sumYy, double sumXy) {
        n += count;
        x += sumX;
        y += sumY;
        xx += sumXx;
        yy += sumYy;
        xy += sumXy;
    }

    /** The correlation; undefined where one side is constant. */
    public Measured<Double> r() {
        double sxx = xx - x * x / n;
        double syy = yy - y * y / n;
        if (!(sxx > CONSTANT * xx)) {
            return Measured.undefined("its map in the network is constant");
        }
        if (!(syy > CONSTANT * yy)) {
            return Measured.undefined("its map in the chain is constant");
        }
        double r = (xy - x * y / n) / Math.sqrt(sxx) / Math.sqrt(syy);
        return Measured.of(Math.max(-1, Math.min(1, r)));
    }
}
