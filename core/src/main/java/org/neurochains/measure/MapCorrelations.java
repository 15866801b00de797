package org.neurochains.measure;

import org.neurochains.tensor.DType;
import org.neurochains.tensor.Tensor;

/**
 * Pearson's r between channels' maps in the network and in the chain, over all places of images that come in parts;
 * from sums in double precision.
 */
public final class MapCorrelations {
    /** Of the sum of squares: a smaller share of it about the mean is rounding. */
    private static final double CONSTANT = 1e-12;

    private final double[] x;
    private final double[] y;
    private final double[] xx;
    private final double[] yy;
    private final double[] xy;
    private double n;

    /** Nothing seen yet of so many channels. */
    public MapCorrelations(int channels) {
        x = new double[channels];
        y = new double[channels];
        xx = new double[channels];
        yy = new double[channels];
        xy = new double[channels];
    }

    /**
     * Adds the maps of some images.
     *
     * @param original in the network, (n, channels, H, W)
     * @param chain in the chain, of the same shape
     */
    public void add(Tensor original, Tensor chain) {
        Tensor a = original.to(DType.DOUBLE);
        Tensor b = chain.to(DType.DOUBLE);
        addTo(x, a);
        addTo(y, b);
        addTo(xx, a.square());
        addTo(yy, b.square());
        addTo(xy, a.mul(b));
        n += (double) a.dim(0) * a.dim(2) * a.dim(3);
    }

    private static void addTo(double[] sums, Tensor maps) {
        double[] more = maps.sum(0L, 2L, 3L).toDoubles();
        for (int c = 0; c < sums.length; c++) {
            sums[c] += more[c];
        }
    }

    /**
     * A channel's correlation; undefined where one of its maps is constant.
     *
     * @param score multiplies the channel's map in the chain: its size does not matter to r, its sign is taken off
     */
    public Measured<Double> r(int channel, double score) {
        double sxx = xx[channel] - x[channel] * x[channel] / n;
        double syy = yy[channel] - y[channel] * y[channel] / n;
        if (!(sxx > CONSTANT * xx[channel])) {
            return Measured.undefined("its map in the network is constant");
        }
        if (!(syy > CONSTANT * yy[channel])) {
            return Measured.undefined("its map in the chain is constant");
        }
        double r = (xy[channel] - x[channel] * y[channel] / n) / Math.sqrt(sxx) / Math.sqrt(syy) * Math.signum(score);
        return Measured.of(Math.max(-1, Math.min(1, r)));
    }
}
