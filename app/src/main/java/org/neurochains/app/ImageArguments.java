package org.neurochains.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.ImageLocation;
import picocli.CommandLine.Option;

/** The options that say which images. */
final class ImageArguments {
    @Option(
            names = "--images",
            paramLabel = "DIR",
            required = true,
            description = "A folder of images, or of one folder for each class.")
    Path root;

    @Option(
            names = "--image-list",
            paramLabel = "FILE",
            description =
                    "Take the images this file names, in its order: a path a line, relative to --images (default: all).")
    @Nullable Path list;

    @Option(
            names = "--ground-truth",
            paramLabel = "FILE",
            description =
                    "The classes of images in one folder: val.txt, LOC_val_solution.csv or ILSVRC2012_validation_ground_truth.txt"
                            + " (default: such a file beside or above them).")
    @Nullable Path groundTruth;

    ImageLocation source() {
        return new ImageLocation(root, list, groundTruth);
    }
}
