package org.neurochains.weights;

import org.jspecify.annotations.Nullable;

/**
 * What a user says about a model; null leaves it to the file's metadata, then to what its architecture usually takes.
 *
 * @param architecture name or family
 * @param inputSize images resized to exactly HxW
 * @param resize images resized to this shorter side before a square is cut out of the centre
 * @param crop the side of that square
 * @param mean of red, green and blue, of pixels in [0, 1]: r,g,b
 * @param std deviation of red, green and blue: r,g,b
 */
public record ModelOptions(
        @Nullable String architecture,
        @Nullable String inputSize,
        @Nullable Integer resize,
        @Nullable Integer crop,
        @Nullable String mean,
        @Nullable String std) {
    /** Nothing said. */
    public static final ModelOptions NONE = new ModelOptions(null, null, null, null, null, null);

    /** Only the architecture said. */
    public static ModelOptions ofArchitecture(String architecture) {
        return new ModelOptions(architecture, null, null, null, null, null);
    }
}
