package org.neurochains.chain;

import java.util.Random;
import org.neurochains.tensor.Tensor;

/**
 * Copies of images, each shifted by up to an eighth of its side, mirrored or not, and with its contrast changed by up
 * to a fifth. What a shift uncovers repeats the edge.
 */
final class Augmentation {
    private static final int LARGEST_SHIFT = 8;
    private static final double CONTRAST = 0.2;

    private final Random random;

    Augmentation(long seed) {
        this.random = new Random(seed);
    }

    /**
     * The copies, image by image.
     *
     * @param images (N, C, H, W), normalised
     * @return (N * copies, C, H, W)
     */
    Tensor copies(Tensor images, int copies) {
        int n = (int) images.dim(0);
        int channels = (int) images.dim(1);
        int height = (int) images.dim(2);
        int width = (int) images.dim(3);
        int area = height * width;
        float[] all = images.toFloats();
        float[] made = new float[all.length * copies];
        for (int i = 0; i < n * copies; i++) {
            Change change = draw(height, width);
            for (int c = 0; c < channels; c++) {
                int from = (i / copies * channels + c) * area;
                change.apply(all, from, made, (i * channels + c) * area, height, width);
            }
        }
        return Tensor.of(made, (long) n * copies, channels, height, width);
    }

    private Change draw(int height, int width) {
        int down = shift(height);
        int right = shift(width);
        return new Change(down, right, random.nextBoolean(), 1 + CONTRAST * (2 * random.nextDouble() - 1));
    }

    private int shift(int side) {
        int most = side / LARGEST_SHIFT;
        return random.nextInt(2 * most + 1) - most;
    }

    /** One copy's change; contrast is about the map's mean. */
    private record Change(int down, int right, boolean mirrored, double contrast) {
        void apply(float[] from, int source, float[] to, int target, int height, int width) {
            double mean = 0;
            for (int i = 0; i < height * width; i++) {
                mean += from[source + i];
            }
            mean /= height * width;
            for (int y = 0; y < height; y++) {
                int sy = Math.max(0, Math.min(height - 1, y - down));
                for (int x = 0; x < width; x++) {
                    int sx = Math.max(0, Math.min(width - 1, x - right));
                    int column = mirrored ? width - 1 - sx : sx;
                    double value = from[source + sy * width + column];
                    to[target + y * width + x] = (float) (mean + contrast * (value - mean));
                }
            }
        }
    }
}
