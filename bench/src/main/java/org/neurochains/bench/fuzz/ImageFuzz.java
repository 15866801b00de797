package org.neurochains.bench.fuzz;

import org.neurochains.image.ImageFile;

/** Inputs are images of any format. */
public final class ImageFuzz {
    private ImageFuzz() {}

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Reading.of(() -> ImageFile.decode(input, "image"));
    }
}
