package org.neurochains.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A small image inside the page, as a {@code data:} address.
 *
 * <p>In the document a picture is a number: its place in {@code pictures}, so that one shown many times is stored once.
 *
 * @param uri a base64 {@code data:image/jpeg}, {@code png}, {@code webp} or {@code gif} address
 */
record Picture(String uri) {
    private static final String PATTERN = "data:image/(jpeg|png|webp|gif);base64,[A-Za-z0-9+/]+=*";

    /** Refuses an address that is not a base64 raster image: the page loads nothing and runs nothing. */
    public Picture {
        if (!uri.startsWith("data:image/")
                || !uri.substring(0, Math.min(uri.length(), 64)).matches(PATTERN)) {
            throw new IllegalArgumentException(
                    "not a base64 data address of an image: " + uri.substring(0, Math.min(uri.length(), 40)));
        }
    }

    /**
     * The picture of an encoded image.
     *
     * @param format {@code jpeg}, {@code png}, {@code webp} or {@code gif}
     * @param encoded the file's bytes
     */
    public static Picture of(String format, byte[] encoded) {
        return new Picture("data:image/" + format.toLowerCase(Locale.ROOT) + ";base64,"
                + Base64.getEncoder().encodeToString(encoded));
    }

    /** A drawn picture, as PNG. */
    static Picture of(BufferedImage drawn) {
        return of("png", png(drawn));
    }

    /** A PNG file of a drawn picture. */
    static byte[] png(BufferedImage drawn) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(drawn, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a picture to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Its pixels; null where it is of a kind that is not read. */
    @Nullable BufferedImage drawn() {
        byte[] encoded = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        try {
            return ImageIO.read(new ByteArrayInputStream(encoded));
        } catch (IOException e) {
            throw new IllegalArgumentException("a picture that does not decode", e);
        }
    }
}
