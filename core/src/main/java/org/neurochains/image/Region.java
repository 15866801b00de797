package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/**
 * The images whose reasoning a chain explains; immutable.
 *
 * @param labels names of all the model's classes
 * @param classes indices of the region's classes, in the order in which they are shown
 * @param images at least one
 * @param support further images of its kind, which a solver may hold its chain to; mostly none; they count for no goal
 * @param heldOut further images of its kind that took no part in finding a chain: they test it; mostly none
 * @param preprocessing how pictures become inputs
 * @param seed what the images were drawn with
 */
public record Region(
        Labels labels,
        List<Integer> classes,
        List<RegionImage> images,
        List<RegionImage> support,
        List<RegionImage> heldOut,
        Preprocessing preprocessing,
        long seed) {
    /** Copies the lists; refuses a region without images. */
    public Region {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a region without images");
        }
        classes = List.copyOf(classes);
        images = List.copyOf(images);
        support = List.copyOf(support);
        heldOut = List.copyOf(heldOut);
    }

    /** A region without further images. */
    Region(Labels labels, List<Integer> classes, List<RegionImage> images, Preprocessing preprocessing, long seed) {
        this(labels, classes, images, List.of(), List.of(), preprocessing, seed);
    }

    /**
     * An image as a chain's file remembers it.
     *
     * @param label the index of its class
     * @param predicted the index of the predicted class
     */
    public record Saved(String file, String sha256, int label, int predicted, double probability) {}

    /**
     * Reads the images of a saved region again.
     *
     * @param root the folder that their paths are relative to
     * @param loader gives them the network's size
     * @param seed what they were drawn with
     * @throws InputException if one is missing or is not the same file any more
     */
    public static Region restore(Path root, List<Saved> saved, Labels labels, ImageLoader loader, long seed) {
        List<RegionImage> images = restored(root, saved, loader);
        return new Region(labels, classesOf(images), images, loader.preprocessing(), seed);
    }

    private static List<RegionImage> restored(Path root, List<Saved> saved, ImageLoader loader) {
        List<RegionImage> images = new ArrayList<>();
        for (Saved each : saved) {
            LoadedImage image = loader.load(new ImageEntry(root.resolve(each.file), each.file, null));
            if (!image.sha256().equals(each.sha256)) {
                throw InputException.of(
                        root.resolve(each.file).toString(),
                        "is not the image that the chain was made from (its SHA-256 differs)",
                        parameter("images") + " names the folder used then");
            }
            images.add(new RegionImage(
                    each.file, each.sha256, each.label, each.predicted, each.probability, image.pixels()));
        }
        return images;
    }

    /**
     * The same region with the further images that a saved chain names.
     *
     * @param root the folder that their paths are relative to
     * @param supportDigests SHA-256 by path of those that the chain was held to
     * @param heldOutDigests of those that it was tested on
     * @param loader gives them the network's size
     * @throws InputException if one is missing or is not the same file any more
     */
    public Region restoreFurther(
            Path root, Map<String, String> supportDigests, Map<String, String> heldOutDigests, ImageLoader loader) {
        return withFurther(
                restored(root, unlabelled(supportDigests), loader), restored(root, unlabelled(heldOutDigests), loader));
    }

    private static List<Saved> unlabelled(Map<String, String> digests) {
        List<Saved> saved = new ArrayList<>();
        digests.forEach((file, sha256) -> saved.add(new Saved(file, sha256, ImageSet.UNKNOWN, ImageSet.UNKNOWN, 0)));
        return saved;
    }

    /**
     * The same region with further images of its kind.
     *
     * @param forSupport a solver may hold its chain to them
     * @param forTest they take no part in anything but the last test
     */
    public Region withFurther(List<RegionImage> forSupport, List<RegionImage> forTest) {
        return new Region(labels, classes, images, forSupport, forTest, preprocessing, seed);
    }

    /** The classes of images, in the order in which they first occur. */
    static List<Integer> classesOf(List<RegionImage> images) {
        return images.stream().map(RegionImage::label).distinct().toList();
    }

    /** Names of the region's classes. */
    public List<String> classNames() {
        return classes.stream().map(labels::name).toList();
    }

    public List<RegionImage> imagesOf(int classIndex) {
        return images.stream().filter(image -> image.label() == classIndex).toList();
    }

    /** A region of each image by itself, in order, without further images: others of its class are not of its kind. */
    public List<Region> each() {
        return images.stream()
                .map(image -> new Region(labels, List.of(image.label()), List.of(image), preprocessing, seed))
                .toList();
    }

    /** The paths of the images and of those in support inside their folder: what no measure may call unseen. */
    public Set<String> files() {
        return Stream.concat(images.stream(), support.stream())
                .map(RegionImage::file)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The network's input, shape (N, 3, height, width), normalised; a new tensor of the caller's scope. */
    public Tensor batch() {
        return batch(images);
    }

    /** The same of other images, at least one. */
    public Tensor batch(List<RegionImage> some) {
        return preprocessing.batch(some.stream().map(RegionImage::pixels).toList());
    }
}
