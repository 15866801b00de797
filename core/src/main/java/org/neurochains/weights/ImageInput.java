package org.neurochains.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images that a model takes.
 *
 * @param height rows
 * @param width columns
 * @param resize the shorter side before a square is cut out of the centre; null where images are resized to exactly
 *     height x width
 * @param mean of red, green and blue, of pixels in [0, 1]
 * @param std deviation of red, green and blue
 */
public record ImageInput(int height, int width, @Nullable Integer resize, List<Float> mean, List<Float> std) {
    /** Keeps copies of the lists. */
    public ImageInput {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }
}
