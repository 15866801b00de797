package org.neurochains.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.bestiary.Renderer;
import org.neurochains.bestiary.Scene;
import org.neurochains.bestiary.SceneSampler;
import org.neurochains.bestiary.Species;
import org.neurochains.tensor.Tensor;

/** Drawn pictures with their classes, as many of each. */
record DrawnPictures(List<int[]> pixels, int[] labels) {
    /** ImageNet's mean, which this project's loaders assume where a file says nothing else. */
    static final List<Double> MEAN = List.of(.485, .456, .406);

    static final List<Double> STD = List.of(.229, .224, .225);

    private static final int PIXELS = Renderer.SIZE * Renderer.SIZE;

    /** The first {@code each} pictures of every species under a seed, the species taking turns. */
    static DrawnPictures draw(long seed, int each) {
        Species[] all = Species.values();
        List<int[]> pixels = IntStream.range(0, each * all.length)
                .parallel()
                .mapToObj(at -> pixels(SceneSampler.scene(all[at % all.length], seed, at / all.length)))
                .toList();
        int[] labels = IntStream.range(0, pixels.size())
                .map(at -> all[at % all.length].index())
                .toArray();
        return new DrawnPictures(pixels, labels);
    }

    /**
     * The first {@code each} pictures of one species under a seed, drawn with the parts of another, which is their
     * class.
     */
    static DrawnPictures redrawn(long seed, int each, Species from, Species to) {
        List<int[]> pixels = IntStream.range(0, each)
                .mapToObj(at -> pixels(SceneSampler.scene(from, seed, at).with(to.forms())))
                .toList();
        int[] labels = new int[each];
        Arrays.fill(labels, to.index());
        return new DrawnPictures(pixels, labels);
    }

    private static int[] pixels(Scene scene) {
        return Renderer.small().render(scene).pixels();
    }

    int size() {
        return pixels.size();
    }

    int label(int index) {
        return labels[index];
    }

    /** Some pictures as a network's input, shape (N, 3, 64, 64), (level / 255 - mean) / std. */
    Tensor batch(int... indices) {
        return batch(indices, Collections.nCopies(indices.length, Variation.NONE));
    }

    /** The same of a variation of each. */
    Tensor batch(int[] indices, List<Variation> variations) {
        float[] values = new float[indices.length * 3 * PIXELS];
        for (int n = 0; n < indices.length; n++) {
            for (int channel = 0; channel < 3; channel++) {
                fill(values, (n * 3 + channel) * PIXELS, pixels.get(indices[n]), variations.get(n), channel);
            }
        }
        return Tensor.of(values, indices.length, 3, Renderer.SIZE, Renderer.SIZE);
    }

    private static void fill(float[] values, int start, int[] picture, Variation variation, int channel) {
        float mean = MEAN.get(channel).floatValue();
        float std = STD.get(channel).floatValue();
        int shift = 16 - 8 * channel;
        int at = start;
        for (int row = 0; row < Renderer.SIZE; row++) {
            int from = variation.row(row, Renderer.SIZE) * Renderer.SIZE;
            for (int column = 0; column < Renderer.SIZE; column++) {
                int level = picture[from + variation.column(column, Renderer.SIZE)] >> shift & 255;
                values[at++] = (level / 255f - mean) / std;
            }
        }
    }

    /** One-hot classes, shape (N, classes). */
    Tensor targets(int... indices) {
        int classes = Species.values().length;
        float[] values = new float[indices.length * classes];
        for (int n = 0; n < indices.length; n++) {
            values[n * classes + labels[indices[n]]] = 1;
        }
        return Tensor.of(values, indices.length, classes);
    }
}
