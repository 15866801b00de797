package org.neurochains.evidence;

import org.neurochains.tensor.Tensor;

/** A spectrum that takes any size, with steps as large as natural pictures' frequencies are; Lucid's. */
final class FreeSpectrum implements Spectrum {
    private static final double NOISE = .01;
    private static final double COLOUR_SCALE = .46195;
    /** Root mean square before the logistic function with which values deviate as those of photographs do, by .22. */
    private static final double CONTRAST = 1.1;
    /** No picture's. */
    private static final double ENDLESS = 1e30;

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

    /** Contrast grows with the steps to that of photographs, and no further: nothing is cut off. */
    @Override
    public Tensor unit(Tensor correlated) {
        Tensor values = correlated.mul(1 / COLOUR_SCALE);
        Tensor contrast = values.square().mean(1, 2, 3).sqrt().clamp(CONTRAST, ENDLESS);
        return values.mul(CONTRAST).div(contrast.reshape(-1, 1, 1, 1)).sigmoid();
    }
}
