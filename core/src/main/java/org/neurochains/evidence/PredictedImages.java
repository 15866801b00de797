package org.neurochains.evidence;

import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.tensor.Tensor;

/**
 * Images with the class that the original network gives each.
 *
 * @param images (N, C, H, W), normalised
 * @param predicted a class index for each
 * @param labels the classes' names
 */
public record PredictedImages(Tensor images, List<Integer> predicted, Labels labels) {
    /** Refuses lists that do not fit. */
    public PredictedImages {
        predicted = List.copyOf(predicted);
        if (predicted.size() != images.dim(0)) {
            throw new IllegalArgumentException(predicted.size() + " predictions of " + images.dim(0) + " images");
        }
    }

    /** A region's images; the tensor is the caller's scope's. */
    public static PredictedImages of(Region region) {
        return new PredictedImages(
                region.batch(),
                region.images().stream().map(RegionImage::predicted).toList(),
                region.labels());
    }

    /** The classes that the original network gives a region's images, in the images' order. */
    public static List<Integer> classesOf(Region region) {
        return region.images().stream().map(RegionImage::predicted).distinct().toList();
    }

    /** The classes that occur, in the images' order. */
    List<Integer> classes() {
        return predicted.stream().distinct().toList();
    }

    Tensor imagesOf(int classIndex) {
        int[] chosen = IntStream.range(0, predicted.size())
                .filter(i -> predicted.get(i) == classIndex)
                .toArray();
        return images.indexSelect(0, chosen);
    }
}
