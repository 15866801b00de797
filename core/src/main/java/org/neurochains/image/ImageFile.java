package org.neurochains.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.neurochains.InputException;

/**
 * Reads JPEG, PNG, GIF, BMP, PPM, TIFF, WebP and icons as Pillow's {@code Image.open(file).convert("RGB")} does: of
 * several pictures the first one.
 *
 * <p>The format is told by content, never by the file's name. Colour profiles, gamma and the EXIF orientation are
 * ignored; transparency is dropped, not blended; grey is copied to the three channels; 16-bit grey is clipped at 255
 * and of 48-bit colour the high bytes are kept; CMYK is taken as inverted, the way Adobe writes it. What is cut off or
 * damaged is refused, where Pillow sometimes shows a picture with holes.
 */
public final class ImageFile {
    /** The formats that are read, for messages. */
    public static final String FORMATS = "JPEG, PNG, GIF, BMP, PPM, TIFF, WebP and icons";

    /** More pixels than Pillow opens; a header that claims more is refused before anything is allocated. */
    public static final long MAX_PIXELS = 178_956_970;

    private static final long MAX_BYTES = 1L << 30;

    private ImageFile() {}

    /**
     * The picture in a file.
     *
     * @throws InputException if the file is missing, is no picture of a format that is read, is cut off or damaged, or
     *     has more than {@link #MAX_PIXELS} pixels
     */
    public static Pixels read(Path file) {
        return decode(bytes(file), file.toString());
    }

    /** A file's whole content, within the size an image may have. */
    static byte[] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            String problem = Files.exists(file) ? "is not a file" : "no such file";
            throw InputException.of(file.toString(), problem, "name an image (" + FORMATS + ")");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw InputException.of(file.toString(), "has more than 1 GiB", "images may have up to 1 GiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e + ")", "check its permissions", e);
        }
    }

    /**
     * The picture in a file's content.
     *
     * @param name the file's name, for messages
     * @throws InputException as {@link #read}
     */
    public static Pixels decode(byte[] content, String name) {
        try {
            return decode(content);
        } catch (DamagedImageException e) {
            throw InputException.of(name, String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (OutOfMemoryError e) {
            throw InputException.of(name, "does not fit into the Java heap", "enlarge the heap with -Xmx", e);
        }
    }

    private static Pixels decode(byte[] content) throws DamagedImageException {
        if (starts(content, 0, "\u00ff\u00d8")) {
            return JpegDecoder.decode(content);
        } else if (starts(content, 0, PngFile.SIGNATURE)) {
            return PngDecoder.decode(content);
        } else if (starts(content, 0, "GIF87a") || starts(content, 0, "GIF89a")) {
            return GifDecoder.decode(content);
        } else if (starts(content, 0, "BM")) {
            return LibraryDecoder.BMP.decode(content);
        } else if (netpbm(content)) {
            return LibraryDecoder.NETPBM.decode(content);
        } else if (starts(content, 0, "II*\0") || starts(content, 0, "MM\0*")) {
            return LibraryDecoder.TIFF.decode(content);
        } else if (starts(content, 0, "RIFF") && starts(content, 8, "WEBP")) {
            return LibraryDecoder.WEBP.decode(content);
        } else if (starts(content, 0, "\0\0\1\0")) {
            return LibraryDecoder.ICON.decode(content);
        }
        String foreign = foreign(content);
        throw foreign.isEmpty()
                ? new DamagedImageException(
                        content.length == 0 ? "is empty" : "is not an image of a known format", FORMATS + " are read")
                : new ForeignImageException(foreign);
    }

    /** Says what a file is that is an image of another format; empty of one that is none. */
    private static String foreign(byte[] content) {
        if (starts(content, 4, "ftyp")) {
            return "is " + isoBrand(content);
        } else if (starts(content, 0, "\u00ff\n") || starts(content, 0, "\0\0\0\fJXL ")) {
            return "is a JPEG XL image";
        }
        boolean jpeg2000 = starts(content, 0, "\0\0\0\fjP  ") || starts(content, 0, "\u00ffO\u00ffQ");
        return jpeg2000 ? "is a JPEG 2000 image" : "";
    }

    /** P1 to P6, then white space or a comment. */
    private static boolean netpbm(byte[] content) {
        return content.length > 2
                && content[0] == 'P'
                && content[1] >= '1'
                && content[1] <= '6'
                && (content[2] == '#' || Character.isWhitespace(content[2]));
    }

    private static String isoBrand(byte[] content) {
        String brand =
                new String(content, 8, Math.min(4, Math.max(0, content.length - 8)), StandardCharsets.ISO_8859_1);
        return switch (brand.toLowerCase(Locale.ROOT)) {
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> "a HEIC image";
            case "avif", "avis" -> "an AVIF image";
            default -> "a video or another ISO media file";
        };
    }

    /** Whether a content has such bytes, written as Latin-1, from an offset on. */
    static boolean starts(byte[] content, int offset, String latin1) {
        int end = offset + latin1.length();
        byte[] start = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return content.length >= end && Arrays.equals(content, offset, end, start, 0, start.length);
    }

    /**
     * The number of bytes that a picture of this size takes here.
     *
     * @throws DamagedImageException if a side is 0 or there are more than {@link #MAX_PIXELS} pixels
     */
    static int size(long width, long height) throws DamagedImageException {
        if (width < 1 || height < 1) {
            throw new DamagedImageException("has no pixels: its header says " + width + "x" + height);
        }
        if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_PIXELS) {
            throw new DamagedImageException(
                    "is too large: its header says " + width + "x" + height + " pixels",
                    "up to " + MAX_PIXELS + " pixels are read");
        }
        return (int) (width * height) * Pixels.CHANNELS;
    }

    /**
     * Refuses a header that claims more than its file can hold, before anything of the claimed size is allocated.
     *
     * @param claimed what the header claims, in any unit
     * @param possible the most that the file's bytes can hold, in the same unit
     */
    static void plausible(long claimed, long possible, long width, long height) throws DamagedImageException {
        if (claimed > possible) {
            throw new DamagedImageException("is cut off or damaged: its header says " + width + "x" + height
                    + " pixels, too many for its bytes");
        }
    }
}
