package org.neurochains.testing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.SafetensorsWriter;

/**
 * A model that anyone can check by hand, and images for it: it tells red, green and blue pictures apart.
 *
 * <p>Two convolutions, L0 and L2 (L2 is gated), of four filters each: 0, 1 and 2 pass on red, green and blue, 3 passes
 * on a little of everything and decides nothing. The logits are 20 times the mean of filters 0, 1 and 2.
 */
public final class ColourModel {
    /** The classes, in the order of their indices. */
    public static final List<String> LABELS = List.of("red", "green", "blue");

    private static final int SIDE = 8;

    private ColourModel() {}

    /** Writes the model, with metadata for 8x8 images in [0, 1]. */
    public static Path writeModel(Path folder) {
        return writeModel(folder.resolve("colours.safetensors"), metadata());
    }

    /** Writes the model with other metadata. */
    public static Path writeModel(Path file, Map<String, String> metadata) {
        return write(file, metadata, 0, LABELS.size());
    }

    /**
     * Writes a model that says of each colour whether a picture has it: the logits are 5 less, so that a colour's share
     * of the picture decides its sign. Nothing in the file says that its outputs do not exclude each other.
     */
    public static Path writeLabels(Path folder) {
        return write(folder.resolve("labels.safetensors"), metadata(), -5, LABELS.size());
    }

    /** Writes the model with further classes, which nothing speaks for. */
    public static Path writeModel(Path folder, int classes) {
        Map<String, String> metadata = metadata();
        metadata.put(
                "labels",
                IntStream.range(0, classes)
                        .mapToObj(c -> c < LABELS.size() ? LABELS.get(c) : "class" + c)
                        .collect(Collectors.joining(",")));
        return write(folder.resolve("more-classes.safetensors"), metadata, 0, classes);
    }

    private static Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("input_size", SIDE + "x" + SIDE);
        metadata.put("mean", "0");
        metadata.put("std", "1");
        metadata.put("labels", String.join(",", LABELS));
        return metadata;
    }

    private static Path write(Path file, Map<String, String> metadata, float bias, int classes) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("features.0.weight", Tensor.of(convolution(3), 4, 3, 3, 3));
            tensors.put("features.0.bias", Tensor.full(0, 4));
            tensors.put("features.2.weight", Tensor.of(convolution(4), 4, 4, 3, 3));
            tensors.put("features.2.bias", Tensor.full(0, 4));
            float[] head = new float[classes * 4];
            for (int c = 0; c < 3; c++) {
                head[c * 4 + c] = 20;
            }
            tensors.put("classifier.weight", Tensor.of(head, classes, 4));
            tensors.put("classifier.bias", Tensor.full(bias, classes));
            SafetensorsWriter.write(file, tensors, metadata);
        }
        return file;
    }

    /** The centre of each kernel: the channel of the same index, and for filter 3 a little of all. */
    private static float[] convolution(int inputs) {
        float[] weights = new float[4 * inputs * 9];
        for (int in = 0; in < inputs; in++) {
            weights[(in * inputs + in) * 9 + 4] = 1;
            weights[(3 * inputs + in) * 9 + 4] = 0.01f;
        }
        return weights;
    }

    /** Writes PNG images of shades of each class into a folder of its name. */
    public static Path writeImages(Path folder, int perClass) throws IOException {
        for (int c = 0; c < LABELS.size(); c++) {
            Path inside = Files.createDirectories(folder.resolve(LABELS.get(c)));
            Random random = new Random(c);
            for (int n = 0; n < perClass; n++) {
                BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < SIDE * SIDE; p++) {
                    image.setRGB(p % SIDE, p / SIDE, pixel(c, random));
                }
                Path file = inside.resolve(String.format("%03d.png", n));
                if (!ImageIO.write(image, "png", file.toFile())) {
                    throw new IllegalStateException("no PNG writer");
                }
            }
        }
        return folder;
    }

    /** Writes a PNG image whose left half has one colour and whose right half has another, by the classes' indices. */
    public static Path writeBoth(Path file, int left, int right) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < SIDE * SIDE; p++) {
            image.setRGB(p % SIDE, p / SIDE, 255 << (8 * (2 - (p % SIDE < SIDE / 2 ? left : right))));
        }
        Files.createDirectories(file.getParent());
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IllegalStateException("no PNG writer");
        }
        return file;
    }

    /** 180 to 255 in the class's colour, 0 to 60 in the others. */
    private static int pixel(int colour, Random random) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int level = c == colour ? 180 + random.nextInt(76) : random.nextInt(61);
            rgb = rgb << 8 | level;
        }
        return rgb;
    }
}
