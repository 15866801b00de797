package org.neurochains.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.neurochains.InputException;

/**
 * What is known of the parts that images show: a map of each image that says which part each pixel is, and the same
 * image without a part.
 *
 * <p>{@code parts.json} lists the parts ({@link PartLegend}). For an image {@code CLASS/NAME.png},
 * {@code maps/CLASS/NAME.png} has its size and a part's grey level where the part is, 0 elsewhere;
 * {@code removed/PART/CLASS/NAME.png} is the image without the part, transparent where it stays as it is.
 *
 * @param root the folder
 */
public record PartFolder(Path root, PartLegend legend) {
    /** The folder's usual name, beside the folder of the images. */
    public static final String NAME = "parts";

    /**
     * Reads a folder's legend.
     *
     * @throws InputException if the legend is missing or not one
     */
    public static PartFolder open(Path root) {
        return new PartFolder(root, PartLegend.read(root.resolve(PartLegend.NAME)));
    }

    /**
     * The folder {@code parts} beside an image folder, if there is one with a legend.
     *
     * @throws InputException if the legend is not one
     */
    public static Optional<PartFolder> beside(Path images) {
        Path root = images.toAbsolutePath().normalize().resolveSibling(NAME);
        return Files.isRegularFile(root.resolve(PartLegend.NAME)) ? Optional.of(open(root)) : Optional.empty();
    }

    /** Whether there is a map of an image, by its path in its folder. */
    public boolean has(String file) {
        return Files.isRegularFile(root.resolve("maps").resolve(png(file)));
    }

    /**
     * Where each visible part of an image is, as the network sees it.
     *
     * @param file the image's path in its folder
     * @return by part, row by row, the share of each pixel that is the part, 0 to 1
     * @throws InputException if there is no map of this image, or it has a level that is no part's
     */
    public Map<String, float[]> masks(String file, Preprocessing preprocessing) {
        Path path = root.resolve("maps").resolve(png(file));
        Pixels map = ImageFile.read(path);
        Map<String, float[]> masks = new LinkedHashMap<>();
        boolean[] seen = levels(map, path);
        legend.levels().forEach((part, level) -> {
            if (seen[level]) {
                masks.put(part, share(preprocessing.fit(only(map, level))));
            }
        });
        return masks;
    }

    private boolean[] levels(Pixels map, Path path) {
        boolean[] seen = new boolean[256];
        byte[] bytes = map.bytes();
        for (int at = 0; at < bytes.length; at += Pixels.CHANNELS) {
            seen[bytes[at] & 255] = true;
        }
        for (int level = 1; level < seen.length; level++) {
            if (seen[level] && !legend.levels().containsValue(level)) {
                throw InputException.of(
                        path.toString(),
                        "has the grey level " + level + ", which is no part's",
                        "use the levels that " + root.resolve(PartLegend.NAME) + " lists");
            }
        }
        return seen;
    }

    private static Pixels only(Pixels map, int level) {
        byte[] bytes = map.toBytes();
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (bytes[at] & 255) == level ? (byte) 255 : 0;
        }
        return Pixels.wrap(map.width(), map.height(), bytes);
    }

    private static float[] share(Pixels mask) {
        byte[] bytes = mask.bytes();
        float[] share = new float[bytes.length / Pixels.CHANNELS];
        for (int at = 0; at < share.length; at++) {
            share[at] = (bytes[at * Pixels.CHANNELS] & 255) / 255f;
        }
        return share;
    }

    /**
     * An image without one of its parts, as the network sees it.
     *
     * @param image the image's file
     * @param file its path in its folder
     * @return empty where the folder has none
     * @throws InputException if it cannot be read or its size is another one than the image's
     */
    public Optional<Pixels> removed(String part, Path image, String file, Preprocessing preprocessing) {
        Path path = root.resolve("removed").resolve(part).resolve(png(file));
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        Pixels whole = ImageFile.read(image);
        byte[] content = ImageFile.bytes(path);
        Pixels changes = ImageFile.decode(content, path.toString());
        if (changes.width() != whole.width() || changes.height() != whole.height()) {
            throw InputException.of(
                    path.toString(),
                    "has " + changes.width() + "x" + changes.height() + " pixels",
                    "its image " + image + " has " + whole.width() + "x" + whole.height());
        }
        return Optional.of(preprocessing.fit(laidOver(whole, changes, content, path)));
    }

    /** The changed picture; where it is transparent, the whole one. */
    private static Pixels laidOver(Pixels whole, Pixels changes, byte[] content, Path path) {
        byte[] bytes = changes.toBytes();
        BufferedImage image = decoded(content, path);
        if (image.getColorModel().hasAlpha()) {
            byte[] below = whole.bytes();
            for (int at = 0; at < bytes.length; at++) {
                int pixel = at / Pixels.CHANNELS;
                int alpha = image.getRGB(pixel % whole.width(), pixel / whole.width()) >>> 24;
                bytes[at] = alpha == 0 ? below[at] : bytes[at];
            }
        }
        return Pixels.wrap(whole.width(), whole.height(), bytes);
    }

    /** The picture with its transparency, which {@link ImageFile} drops; its content has been checked there. */
    private static BufferedImage decoded(byte[] content, Path path) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
            if (image != null) {
                return image;
            }
        } catch (IOException e) {
            throw InputException.of(path.toString(), "cannot be read (" + e + ")", "give a PNG", e);
        }
        throw InputException.of(path.toString(), "has a form that is not read here", "give a PNG");
    }

    /** Maps are PNG files whatever the image is. */
    private static String png(String file) {
        int dot = file.lastIndexOf('.');
        return (dot > file.lastIndexOf('/') ? file.substring(0, dot) : file) + ".png";
    }
}
