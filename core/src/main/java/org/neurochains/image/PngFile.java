package org.neurochains.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What of a PNG file makes its pixels (PNG specification, third edition): IHDR, PLTE and IDAT.
 *
 * <p>As in Pillow the checksums of IHDR and PLTE are checked, that of IDAT is not: the compressed data has its own.
 *
 * @param depth bits of a sample: 1, 2, 4, 8 or 16
 * @param colour the colour type
 * @param palette red, green and blue of each entry; null where the colour type has none
 * @param data where in the content the compressed pixels stand
 */
record PngFile(
        int width,
        int height,
        int depth,
        Colour colour,
        boolean interlaced,
        byte @Nullable [] palette,
        byte[] content,
        List<Chunk> data) {

    /** The first eight bytes. */
    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    /** The colour types, with the samples of a pixel, and the least and most bits of one: powers of two. */
    enum Colour {
        GREY(1, 1, 16),
        RGB(3, 8, 16),
        PALETTE(1, 1, 8),
        GREY_ALPHA(2, 8, 16),
        RGB_ALPHA(4, 8, 16);

        final int samples;
        private final int least;
        private final int most;

        Colour(int samples, int least, int most) {
            this.samples = samples;
            this.least = least;
            this.most = most;
        }

        private boolean allows(int depth) {
            return Integer.bitCount(depth) == 1 && depth >= least && depth <= most;
        }
    }

    int bitsPerPixel() {
        return depth * colour.samples;
    }

    /** The compressed pixels. */
    InputStream packed() {
        return new SequenceInputStream(Collections.enumeration(data.stream()
                .map(chunk -> new ByteArrayInputStream(content, chunk.offset, chunk.length))
                .toList()));
    }

    /** Reads the chunks up to the first one behind the pixels. */
    static PngFile parse(byte[] content) throws DamagedImageException {
        ByteCursor in = new ByteCursor(content, SIGNATURE.length());
        ByteCursor header = new ByteCursor(header(in, content), 0);
        int width = (int) Math.min(Integer.MAX_VALUE, header.u32BigEndian());
        int height = (int) Math.min(Integer.MAX_VALUE, header.u32BigEndian());
        int depth = header.u8();
        Colour colour = colour(header.u8(), depth);
        boolean standard = header.u16() == 0;
        int interlacing = header.u8();
        if (!standard || interlacing > 1) {
            throw new DamagedImageException("is a PNG of an unknown compression, filter or interlace method");
        }
        byte @Nullable [] palette = null;
        List<Chunk> data = new ArrayList<>();
        while (in.remaining() > 0) {
            Chunk chunk = Chunk.next(in);
            if (chunk.is("IDAT")) {
                data.add(chunk);
            } else if (!data.isEmpty() || chunk.is("IEND")) {
                break;
            } else if (chunk.is("PLTE")) {
                chunk.checkSum(content);
                palette = palette(chunk, content);
            }
        }
        if (colour == Colour.PALETTE && palette == null) {
            throw new DamagedImageException("is a damaged PNG (its palette is missing)");
        }
        return new PngFile(width, height, depth, colour, interlacing == 1, palette, content, data);
    }

    private static byte[] header(ByteCursor in, byte[] content) throws DamagedImageException {
        Chunk chunk = Chunk.next(in);
        if (!chunk.is("IHDR") || chunk.length != 13) {
            throw new DamagedImageException("is a damaged PNG (it does not begin with a header)");
        }
        chunk.checkSum(content);
        return chunk.body(content);
    }

    private static Colour colour(int type, int depth) throws DamagedImageException {
        Colour colour = switch (type) {
            case 0 -> Colour.GREY;
            case 2 -> Colour.RGB;
            case 3 -> Colour.PALETTE;
            case 4 -> Colour.GREY_ALPHA;
            case 6 -> Colour.RGB_ALPHA;
            default -> throw new DamagedImageException("is a damaged PNG (colour type " + type + ")");
        };
        if (!colour.allows(depth)) {
            throw new DamagedImageException("is a damaged PNG (colour type " + type + " with " + depth + " bits)");
        }
        return colour;
    }

    private static byte[] palette(Chunk chunk, byte[] content) throws DamagedImageException {
        if (chunk.length == 0 || chunk.length % Pixels.CHANNELS != 0) {
            throw new DamagedImageException("is a damaged PNG (a palette of " + chunk.length + " bytes)");
        }
        return chunk.body(content);
    }

    /** A chunk whose body stands at {@code offset}; its type is the four bytes before, its checksum the four after. */
    record Chunk(int type, int offset, int length) {

        static Chunk next(ByteCursor in) throws DamagedImageException {
            long length = in.u32BigEndian();
            int type = (int) in.u32BigEndian();
            Chunk chunk = new Chunk(type, in.position(), (int) Math.min(length, Integer.MAX_VALUE));
            in.skip(length);
            in.skip(4);
            return chunk;
        }

        boolean is(String name) {
            byte[] letters = name.getBytes(StandardCharsets.ISO_8859_1);
            return type == ByteBuffer.wrap(letters).getInt();
        }

        byte[] body(byte[] content) {
            return Arrays.copyOfRange(content, offset, offset + length);
        }

        void checkSum(byte[] content) throws DamagedImageException {
            CRC32 sum = new CRC32();
            sum.update(content, offset - 4, length + 4);
            long stated = new ByteCursor(content, offset + length).u32BigEndian();
            if (sum.getValue() != stated) {
                throw new DamagedImageException(
                        "is a damaged PNG (wrong checksum of the chunk at byte " + (offset - 8) + ")");
            }
        }
    }
}
