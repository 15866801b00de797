package org.neurochains.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Pictures made for tests. */
final class Pictures {
    private Pictures() {}

    /** Random pixels, smooth in places so that every PNG filter and long GIF strings occur. */
    static Pixels random(Random random, int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : i / 5);
        }
        return Pixels.of(width, height, rgb);
    }

    /** One colour everywhere. */
    static Pixels plain(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return Pixels.of(width, height, rgb);
    }

    /** A PNG of raw rows, each beginning with its filter. */
    static byte[] png(int width, int height, int depth, int colour, int... rows) {
        return png(header(width, height, depth, colour, 0), new byte[0], deflate(bytes(rows)));
    }

    /** A PNG of a header's body, further chunks and compressed rows. */
    static byte[] png(byte[] header, byte[] chunks, byte[] packed) {
        return join(
                latin1("\u0089PNG\r\n\u001a\n"),
                chunk("IHDR", header),
                chunks,
                chunk("IDAT", packed),
                chunk("IEND", new byte[0]));
    }

    static byte[] header(int width, int height, int depth, int colour, int interlaced) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(bytes(depth, colour, 0, 0, interlaced))
                .array();
    }

    static byte[] chunk(String type, byte[] body) {
        byte[] checked = join(latin1(type), body);
        CRC32 sum = new CRC32();
        sum.update(checked);
        return join(int32(body.length), checked, int32((int) sum.getValue()));
    }

    static byte[] deflate(byte[] raw) {
        Deflater deflater = new Deflater();
        deflater.setInput(raw);
        deflater.finish();
        byte[] packed = new byte[raw.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The JDK's picture of ours, in one of its types. */
    static BufferedImage image(Pixels pixels, int type) {
        BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), type);
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                image.setRGB(x, y, argb(pixels, x, y));
            }
        }
        return image;
    }

    /** A picture with random indices into a random palette of 2 to the {@code bits} colours. */
    static BufferedImage indexed(Random random, int width, int height, int bits) {
        int colours = 1 << bits;
        byte[] red = new byte[colours];
        byte[] green = new byte[colours];
        byte[] blue = new byte[colours];
        random.nextBytes(red);
        random.nextBytes(green);
        random.nextBytes(blue);
        IndexColorModel palette = new IndexColorModel(bits, colours, red, green, blue);
        int type = bits <= 4 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
        BufferedImage image = new BufferedImage(width, height, type, palette);
        for (int i = 0; i < width * height; i++) {
            int index = random.nextInt(3) == 0 ? random.nextInt(colours) : i / 7 % colours;
            image.getRaster().setSample(i % width, i / width, 0, index);
        }
        return image;
    }

    /** Our picture of the JDK's. */
    static Pixels pixels(BufferedImage image) {
        byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
        for (int i = 0; i < rgb.length / 3; i++) {
            int argb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            rgb[3 * i] = (byte) (argb >> 16);
            rgb[3 * i + 1] = (byte) (argb >> 8);
            rgb[3 * i + 2] = (byte) argb;
        }
        return Pixels.of(image.getWidth(), image.getHeight(), rgb);
    }

    static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static BufferedImage decode(byte[] content) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
            if (image == null) {
                throw new IllegalArgumentException("no reader");
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference of any value. */
    static int worst(Pixels one, Pixels other) {
        if (one.width() != other.width() || one.height() != other.height()) {
            throw new AssertionError(one + " is not as large as " + other);
        }
        byte[] left = one.toBytes();
        byte[] right = other.toBytes();
        int worst = 0;
        for (int i = 0; i < left.length; i++) {
            worst = Math.max(worst, Math.abs((left[i] & 0xff) - (right[i] & 0xff)));
        }
        return worst;
    }

    private static int argb(Pixels pixels, int x, int y) {
        return 0xff000000 | pixels.value(x, y, 0) << 16 | pixels.value(x, y, 1) << 8 | pixels.value(x, y, 2);
    }
}
