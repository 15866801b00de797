package org.neurochains.evidence;

import java.util.List;
import org.neurochains.tensor.Tensor;

/**
 * A spectrum whose magnitudes are those of natural pictures; only its phases are optimised (Fel et al. 2023,
 * <i>Unlocking Feature Visualization for Deeper Networks with MAgnitude Constrained Optimization</i>).
 *
 * <p>A phase is the direction of two numbers. Their length changes nothing, but grows with every step, so that steps
 * get shorter as the picture settles. Contrast and mean colour are the pictures', too.
 */
final class FixedMagnitudes implements Spectrum {
    private static final double TINY = 1e-12;
    /** A mean colour nearer to black or white than this would leave no contrast. */
    private static final double DARKEST = .15;

    private final Tensor magnitudes;
    private final Tensor offset;
    private final Tensor slope;

    FixedMagnitudes(NaturalSpectrum spectrum, int size) {
        List<NaturalSpectrum.Component> components = spectrum.components();
        int columns = size / 2 + 1;
        float[] values = new float[components.size() * columns * size];
        for (int c = 0; c < components.size(); c++) {
            fill(values, c * columns * size, components.get(c), size);
        }
        magnitudes = Tensor.of(values, components.size(), columns, size);
        float[] offsets = new float[components.size()];
        float[] slopes = new float[components.size()];
        for (int c = 0; c < offsets.length; c++) {
            double mean =
                    Math.max(DARKEST, Math.min(1 - DARKEST, spectrum.colour().get(c)));
            offsets[c] = (float) Math.log(mean / (1 - mean));
            slopes[c] = (float) (1 / (mean * (1 - mean)));
        }
        offset = Tensor.of(offsets, 1, offsets.length, 1, 1);
        slope = Tensor.of(slopes, 1, slopes.length, 1, 1);
    }

    /** Magnitudes of a component, with which a picture has the component's deviation. */
    private static void fill(float[] values, int from, NaturalSpectrum.Component component, int size) {
        int count = (size / 2 + 1) * size;
        double variance = 0;
        for (int i = 1; i < count; i++) {
            double magnitude = component.magnitude(FourierAscent.frequency(i, size));
            values[from + i] = (float) magnitude;
            int column = i / size;
            boolean once = column == 0 || column == size / 2;
            variance += (once ? .5 : 2) * magnitude * magnitude / size / size;
        }
        double factor = variance > 0 ? component.deviation() / Math.sqrt(variance) : 0;
        for (int i = 1; i < count; i++) {
            values[from + i] = (float) (factor * values[from + i]);
        }
    }

    @Override
    public double noise() {
        return 1;
    }

    @Override
    public Tensor scale(Tensor real, Tensor imaginary) {
        Tensor length = real.square().add(imaginary.square()).add(TINY).sqrt();
        return magnitudes.div(length);
    }

    /** The logistic function with the slope 1 at the mean: natural contrast, and nothing is cut off. */
    @Override
    public Tensor unit(Tensor correlated) {
        return correlated.mul(slope).add(offset).sigmoid();
    }
}
