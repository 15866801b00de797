package org.neurochains.bench.fuzz;

import java.util.Arrays;
import org.neurochains.image.ImageFile;

/** Inputs are JPEG files, whatever their first two bytes. */
public final class JpegFuzz {
    private JpegFuzz() {}

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] jpeg = Arrays.copyOf(input, Math.max(2, input.length));
        jpeg[0] = (byte) 0xff;
        jpeg[1] = (byte) 0xd8;
        Reading.of(() -> ImageFile.decode(jpeg, "image.jpg"));
    }
}
