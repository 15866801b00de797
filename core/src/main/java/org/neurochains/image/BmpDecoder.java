package org.neurochains.image;

import java.util.Arrays;

/** BMP with a palette or with 16, 24 or 32 bits, raw or run-length coded; alpha is dropped. */
record BmpDecoder(BmpFile file, ByteCursor in, byte[] rgb) {
    /**
     * Runs may skip whole rows, so a small file can hold a large picture; one that claims more than this is refused.
     */
    private static final long MOST_PIXELS_PER_BYTE = 65_536;

    static Pixels decode(byte[] content) throws DamagedImageException {
        BmpFile file = BmpFile.parse(content);
        ByteCursor in = new ByteCursor(content, 0);
        in.seek(file.start());
        int size = ImageFile.size(file.width(), file.height());
        boolean runs = file.packing() == BmpFile.Packing.RLE8 || file.packing() == BmpFile.Packing.RLE4;
        long claimed = runs ? size / Pixels.CHANNELS : stride(file) * (file.height() - 1) + 1;
        ImageFile.plausible(
                claimed, runs ? in.remaining() * MOST_PIXELS_PER_BYTE : in.remaining(), file.width(), file.height());
        BmpDecoder decoder = new BmpDecoder(file, in, new byte[size]);
        if (runs) {
            decoder.runs();
        } else {
            decoder.rows();
        }
        return Pixels.wrap(file.width(), file.height(), decoder.rgb);
    }

    /** Bytes from one row to the next: whole groups of four. */
    private static long stride(BmpFile file) {
        return ((long) file.width() * file.bits() + 31) / 32 * 4;
    }

    private int first(int line) {
        int y = file.bottomUp() ? file.height() - 1 - line : line;
        return y * file.width() * Pixels.CHANNELS;
    }

    private void rows() throws DamagedImageException {
        long start = file.start();
        int bytes = (int) (((long) file.width() * file.bits() + 7) / 8);
        for (int line = 0; line < file.height(); line++) {
            in.seek(start + line * stride(file));
            byte[] row = in.take(bytes);
            int at = first(line);
            for (int x = 0; x < file.width(); x++, at += Pixels.CHANNELS) {
                if (file.bits() <= 8) {
                    entry(at, index(row, x));
                } else {
                    masked(at, value(row, x));
                }
            }
        }
    }

    private int index(byte[] row, int x) {
        int bit = x * file.bits();
        return (row[bit >> 3] & 0xff) >> (8 - file.bits() - (bit & 7)) & ((1 << file.bits()) - 1);
    }

    /** The bytes of a pixel as one number, lowest first. */
    private int value(byte[] row, int x) {
        int bytes = file.bits() / 8;
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (row[x * bytes + i] & 0xff) << (8 * i);
        }
        return value;
    }

    private void masked(int at, int value) {
        for (int c = 0; c < Pixels.CHANNELS; c++) {
            int mask = file.masks()[c];
            int shift = Integer.numberOfTrailingZeros(mask);
            long most = Integer.toUnsignedLong(mask >>> shift);
            rgb[at + c] = (byte) (Integer.toUnsignedLong((value & mask) >>> shift) * 255 / most);
        }
    }

    private void entry(int at, int index) {
        System.arraycopy(file.palette(), index * Pixels.CHANNELS, rgb, at, Pixels.CHANNELS);
    }

    /** Run-length coding; what it skips keeps colour 0. */
    private void runs() throws DamagedImageException {
        for (int at = 0; at < rgb.length; at += Pixels.CHANNELS) {
            entry(at, 0);
        }
        int x = 0;
        int line = 0;
        while (line < file.height()) {
            int count = in.u8();
            int code = in.u8();
            if (count > 0) {
                byte[] run = new byte[count];
                Arrays.fill(run, (byte) code);
                x = put(run, count, x, line);
            } else if (code == 0) { // end of row
                x = 0;
                line++;
            } else if (code == 1) { // end of picture
                return;
            } else if (code == 2) { // a step right and up
                x += in.u8();
                line += in.u8();
            } else { // values one by one, padded to an even number of bytes
                int bytes = file.packing() == BmpFile.Packing.RLE4 ? (code + 1) / 2 : code;
                x = put(in.take(bytes), code, x, line);
                in.skip(bytes & 1);
            }
        }
    }

    /** Writes {@code count} pixels from {@code x} on, as far as the row goes, and returns where the next one stands. */
    private int put(byte[] values, int count, int x, int line) {
        boolean halves = file.packing() == BmpFile.Packing.RLE4;
        for (int i = 0; i < count && x + i < file.width(); i++) {
            int value = halves ? values[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf : values[i] & 0xff;
            entry(first(line) + (x + i) * Pixels.CHANNELS, value);
        }
        return x + count;
    }
}
