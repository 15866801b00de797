package org.neurochains.evidence;

import org.neurochains.tensor.Tensor;

/** A spectrum that takes any size, with steps as large as natural pictures' frequencies are; Lucid's. */
final class FreeSpectrum implements Spectrum {
    private static final double NOISE = .01;
    private static final double COLOUR_SCALE = .46195;

    private final Tensor scale;

    /** One over the frequency, at most one over the lowest, over 4. */
    FreeSpectrum(int size) {
        int columns = size / 2 + 1;
        float[] values = new float[columns * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (.25 / Math.max(FourierAscent.frequency(i, size), 1.0 / size));
        }
        scale = Tensor.of(values, columns, size);
    }

    @Override
    public double noise() {
        return NOISE;
    }

    @Override
    public Tensor scale(Tensor real, Tensor imaginary) {
        return scale;
    }

    @Override
    public Tensor unit(Tensor correlated) {
        return correlated.mul(1 / COLOUR_SCALE).sigmoid();
    }
}
