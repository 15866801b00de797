package org.neurochains.evidence;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * One number for each place of an image or of a feature map; what it means is said by what made it.
 *
 * @param values row by row, {@code height * width} finite numbers
 */
public record SaliencyMap(int height, int width, double[] values) {
    /**
     * Checks the values; the array is not copied.
     *
     * @throws IllegalArgumentException if their number does not fit or one is not finite
     */
    public SaliencyMap {
        if (height < 1 || width < 1 || values.length != (long) height * width) {
            throw new IllegalArgumentException(values.length + " values for a map of " + height + "x" + width);
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a map with the value " + value);
            }
        }
    }

    /** A copy of a tensor of shape (H, W). */
    public static SaliencyMap of(Tensor map) {
        return new SaliencyMap((int) map.dim(0), (int) map.dim(1), map.toDoubles());
    }

    /** The smallest value. */
    public double low() {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** The largest value. */
    public double high() {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** The sum of all values. */
    public double sum() {
        return Arrays.stream(values).sum();
    }

    /** Whether all values are equal, so that the map says nothing about places. */
    public boolean isConstant() {
        return low() == high();
    }

    /** The values in single precision. */
    public float[] toFloats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Each value changed by a function. */
    public SaliencyMap map(DoubleUnaryOperator function) {
        return new SaliencyMap(
                height, width, Arrays.stream(values).map(function).toArray());
    }

    /** Bilinearly resized (PyTorch's align_corners=False, without antialiasing). */
    public SaliencyMap resized(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        try (Scope scope = Scope.open()) {
            Tensor map = Tensor.of(values, 1, 1, height, width);
            return of(Functional.resizeBilinear(map, newHeight, newWidth).reshape(newHeight, newWidth));
        }
    }

    /** Moved and scaled to [0, 1]; zeros where the map is constant. */
    public SaliencyMap toUnitRange() {
        double low = low();
        double range = high() - low;
        return map(value -> range > 0 ? (value - low) / range : 0);
    }
}
