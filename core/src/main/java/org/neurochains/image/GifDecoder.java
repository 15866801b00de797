package org.neurochains.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first picture of a GIF (GIF89a specification), on a screen of its transparent colour or of colour 0, as Pillow
 * shows it.
 */
final class GifDecoder {
    private static final int EXTENSION = '!';
    private static final int IMAGE = ',';
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int TABLE = 0x80;
    private static final int INTERLACED = 0x40;
    private static final int MOST_BITS = 12;
    private static final int MOST_CODES = 1 << MOST_BITS;

    /** A code takes at least three bits and stands for at most {@link #MOST_CODES} pixels. */
    private static final long MOST_PIXELS_PER_BYTE = MOST_CODES * 3L;

    private final ByteCursor in;
    private int background;

    private GifDecoder(byte[] content) {
        this.in = new ByteCursor(content, 6);
    }

    static Pixels decode(byte[] content) throws DamagedImageException {
        return new GifDecoder(content).decode();
    }

    private Pixels decode() throws DamagedImageException {
        int screenWidth = in.u16();
        int screenHeight = in.u16();
        int flags = in.u8();
        in.skip(2);
        byte @Nullable [] global = table(flags);
        int block = in.u8();
        while (block != IMAGE) {
            if (block == EXTENSION) {
                extension();
            } else if (block != 0) {
                throw new DamagedImageException("is a GIF without a picture");
            }
            block = in.u8();
        }
        Frame frame = new Frame(in.u16(), in.u16(), in.u16(), in.u16(), in.u8());
        byte @Nullable [] local = table(frame.flags);
        int width = Math.max(screenWidth, frame.x + frame.width);
        int height = Math.max(screenHeight, frame.y + frame.height);
        ImageFile.size(width, height);
        ImageFile.plausible(
                (long) width * height, (in.position() + in.remaining()) * MOST_PIXELS_PER_BYTE, width, height);
        byte[] indices = frame.unpack(in);
        return picture(width, height, frame, indices, colours(local != null ? local : global));
    }

    private byte @Nullable [] table(int flags) throws DamagedImageException {
        return (flags & TABLE) == 0 ? null : in.take((long) Pixels.CHANNELS << ((flags & 7) + 1));
    }

    private void extension() throws DamagedImageException {
        boolean control = in.u8() == GRAPHIC_CONTROL;
        int length = in.u8();
        while (length > 0) {
            byte[] body = in.take(length);
            if (control && length >= 4 && (body[0] & 1) != 0) {
                background = body[3] & 0xff;
            }
            length = in.u8();
        }
    }

    /** 256 colours: grey where there is no table or it is the grey one, else black beyond the table's end. */
    private static byte[] colours(byte @Nullable [] table) {
        byte[] greys = new byte[256 * Pixels.CHANNELS];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (byte) (i / Pixels.CHANNELS);
        }
        if (table == null || Arrays.equals(table, Arrays.copyOf(greys, table.length))) {
            return greys;
        }
        return Arrays.copyOf(table, greys.length);
    }

    private Pixels picture(int width, int height, Frame frame, byte[] indices, byte[] colours)
            throws DamagedImageException {
        byte[] rgb = new byte[ImageFile.size(width, height)];
        for (int at = 0; at < rgb.length; at += Pixels.CHANNELS) {
            System.arraycopy(colours, background * Pixels.CHANNELS, rgb, at, Pixels.CHANNELS);
        }
        for (int line = 0; line < frame.height; line++) {
            int y = frame.y + frame.row(line);
            for (int x = 0; x < frame.width; x++) {
                int colour = (indices[line * frame.width + x] & 0xff) * Pixels.CHANNELS;
                System.arraycopy(colours, colour, rgb, (y * width + frame.x + x) * Pixels.CHANNELS, Pixels.CHANNELS);
            }
        }
        return Pixels.wrap(width, height, rgb);
    }

    /** Where a picture stands on the screen, and its flags. */
    private record Frame(int x, int y, int width, int height, int flags) {

        /**
         * The row of the n-th stored line: the four interlaced passes are rows 0, 8, ..; 4, 12, ..; 2, 6, ..; 1, 3, ...
         */
        int row(int line) {
            if ((flags & INTERLACED) == 0) {
                return line;
            }
            int rest = line;
            int[] starts = {0, 4, 2, 1};
            int[] steps = {8, 8, 4, 2};
            for (int pass = 0; pass < starts.length; pass++) {
                int rows = Math.max(0, (height - starts[pass] + steps[pass] - 1) / steps[pass]);
                if (rest < rows) {
                    return starts[pass] + rest * steps[pass];
                }
                rest -= rows;
            }
            throw new IllegalArgumentException("line " + line + " of " + height);
        }

        byte[] unpack(ByteCursor in) throws DamagedImageException {
            int codeSize = in.u8();
            if (codeSize < 1 || codeSize > 11) {
                throw new DamagedImageException("is a damaged GIF (code size " + codeSize + ")");
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            int length = in.u8();
            while (length > 0) {
                packed.writeBytes(in.take(length));
                length = in.remaining() == 0 ? 0 : in.u8();
            }
            ImageFile.size(width, height);
            ImageFile.plausible((long) width * height, packed.size() * MOST_PIXELS_PER_BYTE, width, height);
            byte[] indices = new byte[width * height];
            new Lzw(packed.toByteArray(), codeSize).read(indices);
            return indices;
        }
    }

    /** GIF's variant of Lempel-Ziv-Welch: codes grow from {@code codeSize + 1} to 12 bits, low bits first. */
    private static final class Lzw {
        private static final int NONE = -1;

        private final byte[] packed;
        private final int codeSize;
        private final int clear;
        private final int[] prefix = new int[MOST_CODES];
        private final byte[] last = new byte[MOST_CODES];
        private final byte[] backwards = new byte[MOST_CODES + 1];
        private long bitPosition;
        private int bits;
        private int next;
        private int first;

        Lzw(byte[] packed, int codeSize) {
            this.packed = packed;
            this.codeSize = codeSize;
            this.clear = 1 << codeSize;
            reset();
        }

        private void reset() {
            bits = codeSize + 1;
            next = clear + 2;
        }

        void read(byte[] indices) throws DamagedImageException {
            int done = 0;
            int previous = NONE;
            while (done < indices.length) {
                int code = code();
                if (code == clear) {
                    reset();
                    previous = NONE;
                } else {
                    check(code, previous, done);
                    int length = expand(code, previous);
                    if (previous != NONE) {
                        remember(previous);
                    }
                    while (length > 0 && done < indices.length) {
                        indices[done++] = backwards[--length];
                    }
                    previous = code;
                }
            }
        }

        private void check(int code, int previous, int done) throws DamagedImageException {
            boolean known = code < clear || (code > clear + 1 && previous != NONE && code <= next);
            if (!known) {
                throw new DamagedImageException(
                        "is a damaged or cut off GIF (code " + code + " at pixel " + done + ")");
            }
        }

        /** Lays the values of a code down, last one first, and returns their number. */
        private int expand(int code, int previous) {
            int length = 0;
            int rest = code;
            if (code == next) { // the string just being made: the previous one and its own first value
                backwards[length++] = (byte) first;
                rest = previous;
            }
            while (rest > clear) {
                backwards[length++] = last[rest];
                rest = prefix[rest];
            }
            first = rest;
            backwards[length++] = (byte) first;
            return length;
        }

        /** Makes a new code: the previous string and the first value of this one. */
        private void remember(int previous) {
            if (next < MOST_CODES) {
                prefix[next] = previous;
                last[next++] = (byte) first;
                if (next == 1 << bits && bits < MOST_BITS) {
                    bits++;
                }
            }
        }

        private int code() throws DamagedImageException {
            if (bitPosition + bits > packed.length * 8L) {
                throw new DamagedImageException("is a GIF that is cut off: its pixels end too early");
            }
            int code = 0;
            for (int i = 0; i < bits; i++, bitPosition++) {
                code |= (packed[(int) (bitPosition >> 3)] >> (bitPosition & 7) & 1) << i;
            }
            return code;
        }
    }
}
