package org.neurochains.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neurochains.image.PartFolder;
import org.neurochains.image.PartLegend;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Tensor;

/**
 * Images with what is known of their parts.
 *
 * @param images normalised, (N, C, H, W)
 * @param classes the class of each image, by name
 * @param masks of each image by visible part, row by row, 0 to 1
 * @param removed by part, the images without it
 */
public record PartSamples(
        PartLegend legend,
        Tensor images,
        List<String> classes,
        List<Map<String, float[]>> masks,
        Map<String, Removed> removed) {
    public PartSamples {
        classes = List.copyOf(classes);
        masks = List.copyOf(masks);
        removed = Collections.unmodifiableMap(new LinkedHashMap<>(removed));
    }

    /**
     * Some of the images, each without one part.
     *
     * @param indices which of the images
     * @param images the same without the part, (n, C, H, W)
     */
    public record Removed(int[] indices, Tensor images) {}

    /** An image's file and class. */
    public record Source(Path path, String file, String className) {}

    /**
     * Reads the parts of images. New tensors belong to the caller's scope.
     *
     * @param images the network's input of the sources, in their order
     * @throws org.neurochains.InputException if the folder has no map for one, or something in it cannot be read
     */
    public static PartSamples read(
            PartFolder folder, List<Source> sources, Tensor images, Preprocessing preprocessing) {
        List<Map<String, float[]>> masks = new ArrayList<>();
        Map<String, Map<Integer, Pixels>> pictures = new LinkedHashMap<>(); // by part and image
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            Map<String, float[]> seen = folder.masks(source.file(), preprocessing);
            masks.add(seen);
            for (String part : seen.keySet()) {
                Optional<Pixels> without = folder.removed(part, source.path(), source.file(), preprocessing);
                if (without.isPresent()) {
                    pictures.computeIfAbsent(part, p -> new LinkedHashMap<>()).put(i, without.get());
                }
            }
        }
        Map<String, Removed> removed = new LinkedHashMap<>();
        for (String part : folder.legend().parts()) {
            Map<Integer, Pixels> without = pictures.get(part);
            if (without != null) {
                int[] indices =
                        without.keySet().stream().mapToInt(Integer::intValue).toArray();
                removed.put(part, new Removed(indices, preprocessing.batch(List.copyOf(without.values()))));
            }
        }
        List<String> classes = sources.stream().map(Source::className).toList();
        return new PartSamples(folder.legend(), images, classes, masks, removed);
    }

    /** The parts that are seen in some image, in the legend's order. */
    public List<String> seen() {
        return legend.parts().stream()
                .filter(part -> masks.stream().anyMatch(mask -> mask.containsKey(part)))
                .toList();
    }

    /** The parts that tell the classes of these images apart, those that are seen in one. */
    public List<String> telling() {
        List<String> seen = seen();
        return legend.telling(classes.stream().distinct().toList()).stream()
                .filter(seen::contains)
                .toList();
    }

    /** The masks of a part, (n, 1, H, W), for the images in which it is seen. */
    Tensor maskBatch(String part, int[] indices) {
        int height = (int) images.dim(2);
        int width = (int) images.dim(3);
        float[] values = new float[indices.length * height * width];
        for (int n = 0; n < indices.length; n++) {
            float[] mask = masks.get(indices[n]).get(part);
            if (mask != null) {
                System.arraycopy(mask, 0, values, n * height * width, mask.length);
            }
        }
        return Tensor.of(values, indices.length, 1, height, width);
    }
}
