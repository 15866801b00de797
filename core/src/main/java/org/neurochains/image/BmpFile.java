package org.neurochains.image;

/**
 * The headers of a BMP, from OS/2's first one to Windows' fifth.
 *
 * @param bottomUp whether the lowest row comes first
 * @param bits of a pixel: 1, 4, 8, 16, 24 or 32
 * @param masks the bits of red, green and blue in a pixel of 16 or 32 bits
 * @param palette 256 colours of three bytes, red first; used with up to 8 bits
 * @param start where the pixels begin
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BmpFile(
        int width, int height, boolean bottomUp, int bits, Packing packing, int[] masks, byte[] palette, long start) {

    /** How the pixels are stored. */
    enum Packing {
        RAW,
        RLE8,
        RLE4,
        MASKS
    }

    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int WINDOWS_HEADER = 40;
    private static final int MASKS_HEADER = 52;
    private static final int MASKS_OFFSET = FILE_HEADER + WINDOWS_HEADER;

    static BmpFile parse(byte[] content) throws DamagedImageException {
        return new Parser(content).parse();
    }

    /** Reads the headers in the order in which they stand. */
    private static final class Parser {
        private final ByteCursor in;
        private long width;
        private long height;
        private boolean topDown;
        private int bits;
        private Packing packing = Packing.RAW;
        private long colours;

        Parser(byte[] content) {
            this.in = new ByteCursor(content, 0);
        }

        BmpFile parse() throws DamagedImageException {
            in.seek(10);
            long start = in.u32();
            long header = in.u32();
            if (header == OS2_HEADER) {
                os2();
            } else if (header == 40 || header == 52 || header == 56 || header == 64 || header == 108 || header == 124) {
                windows();
            } else {
                throw new DamagedImageException("is a BMP with an unknown header of " + header + " bytes");
            }
            ImageFile.size(width, height);
            check();
            int[] masks = masks();
            long tables = FILE_HEADER + header + (packing == Packing.MASKS && header < MASKS_HEADER ? 12 : 0);
            int entry = header == OS2_HEADER ? 3 : 4;
            if (bits <= 8 && colours == 0) {
                colours = 1L << bits;
            }
            byte[] palette = palette(tables, entry);
            long behind = tables + (bits <= 8 ? entry * colours : 0);
            boolean unstated = start == 0 || (bits <= 8 && start == FILE_HEADER + header);
            return new BmpFile(
                    (int) width, (int) height, !topDown, bits, packing, masks, palette, unstated ? behind : start);
        }

        private void os2() throws DamagedImageException {
            width = in.u16();
            height = in.u16();
            in.skip(2);
            bits = in.u16();
        }

        private void windows() throws DamagedImageException {
            width = in.u32();
            int signed = (int) in.u32();
            topDown = signed < 0;
            height = Math.abs((long) signed);
            in.skip(2);
            bits = in.u16();
            long compression = in.u32();
            if (compression > 3) {
                throw new DamagedImageException(
                        "is a BMP of compression " + compression, "raw and run-length ones are read");
            }
            packing = new Packing[] {Packing.RAW, Packing.RLE8, Packing.RLE4, Packing.MASKS}[(int) compression];
            in.skip(12);
            colours = in.u32();
        }

        private void check() throws DamagedImageException {
            boolean known = switch (packing) {
                case RAW -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
                case RLE8 -> bits == 8;
                case RLE4 -> bits == 4;
                case MASKS -> bits == 16 || bits == 24 || bits == 32;
            };
            if (!known || colours > 65_536) {
                throw new DamagedImageException(
                        "is a damaged BMP (" + bits + " bits, packing " + packing + ", " + colours + " colours)");
            }
        }

        private int[] masks() throws DamagedImageException {
            int[] standard = bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f} : new int[] {0xff0000, 0xff00, 0xff};
            if (packing != Packing.MASKS) {
                return standard;
            }
            in.seek(MASKS_OFFSET);
            int[] masks = {(int) in.u32(), (int) in.u32(), (int) in.u32()};
            if (masks[0] == 0 && masks[1] == 0 && masks[2] == 0) {
                return standard;
            }
            for (int mask : masks) {
                int low = mask >>> Integer.numberOfTrailingZeros(mask);
                if (mask == 0 || (low & (low + 1)) != 0) {
                    throw new DamagedImageException("is a damaged BMP (colour mask " + Integer.toHexString(mask) + ")");
                }
            }
            return masks;
        }

        private byte[] palette(long place, int entry) throws DamagedImageException {
            byte[] palette = new byte[256 * Pixels.CHANNELS];
            if (bits > 8) {
                return palette;
            }
            in.seek(place);
            for (int i = 0; i < Math.min(256, colours); i++) {
                byte[] blueFirst = in.take(entry);
                for (int c = 0; c < Pixels.CHANNELS; c++) {
                    palette[i * Pixels.CHANNELS + c] = blueFirst[2 - c];
                }
            }
            return palette;
        }
    }
}
