package org.neurochains.image;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where images lie.
 *
 * @param root a folder of images, or of one folder for each class
 * @param list a file that names some of them, a path a line, relative to the root; null to take all
 * @param groundTruth a file with the classes of images in one folder; null to look for one beside or above them
 */
public record ImageLocation(
        Path root, @Nullable Path list, @Nullable Path groundTruth) {
    /** A folder's images. */
    public static ImageLocation of(Path root) {
        return new ImageLocation(root, null, null);
    }

    /**
     * The images.
     *
     * @throws org.neurochains.InputException if the folder or the list cannot be read, or there are none
     */
    public ImageFolder folder() {
        return list == null ? whole() : ImageFolder.listed(root, list).withGroundTruth(groundTruth);
    }

    /** All images below the root, whether or not a list names some. */
    public ImageFolder whole() {
        return ImageFolder.scan(root).withGroundTruth(groundTruth);
    }
}
