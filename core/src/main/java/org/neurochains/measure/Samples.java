package org.neurochains.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.Labels;
import org.neurochains.image.Pixels;
import org.neurochains.image.Region;
import org.neurochains.image.Rgb;
import org.neurochains.tensor.Tensor;

/**
 * The images that a chain is measured on.
 *
 * @param list one for each image, in order
 * @param batch normalised, (N, C, H, W); belongs to whoever made it
 * @param labels names of all the network's classes
 * @param mean of the normalisation, of pixels in [0, 1]
 * @param std of the normalisation
 */
public record Samples(List<Sample> list, Tensor batch, Labels labels, Rgb mean, Rgb std) {
    /**
     * One image.
     *
     * @param file its path inside the image folder
     * @param sha256 the digest of its file; empty where there is none
     * @param label the index of the class it is said to be
     * @param pixels what the network sees of it; null where nothing is shown
     */
    public record Sample(
            String file, String sha256, int label, @Nullable Pixels pixels) {}

    /** Copies the list; refuses one that does not fit the batch. */
    public Samples {
        list = List.copyOf(list);
        if (list.isEmpty() || list.size() != batch.dim(0)) {
            throw new IllegalArgumentException(list.size() + " samples for a batch of " + batch);
        }
    }

    /** A region's images. The batch belongs to the caller's scope. */
    public static Samples of(Region region) {
        List<Sample> list = region.images().stream()
                .map(image -> new Sample(image.file(), image.sha256(), image.label(), image.pixels()))
                .toList();
        return new Samples(
                list,
                region.batch(),
                region.labels(),
                region.preprocessing().mean(),
                region.preprocessing().std());
    }

    /** The number of images. */
    public int size() {
        return list.size();
    }

    public String className(int image) {
        return labels.name(list.get(image).label());
    }
}
