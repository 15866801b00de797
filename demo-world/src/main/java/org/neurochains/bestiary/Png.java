package org.neurochains.bestiary;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures as PNG files, folders included. */
final class Png {

    private Png() {}

    /** Opaque colours 0xRRGGBB. */
    static void colours(Path file, int size, int[] pixels) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, size, size, pixels, 0, size);
        write(file, image);
    }

    /** Colours 0xAARRGGBB. */
    static void translucent(Path file, int size, int[] pixels) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, size, size, pixels, 0, size);
        write(file, image);
    }

    /** Grey levels from 0 to 255, stored as they are. */
    static void levels(Path file, int size, int[] levels) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, size, size, levels);
        write(file, image);
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IllegalStateException("no PNG writer for " + file);
        }
    }
}
