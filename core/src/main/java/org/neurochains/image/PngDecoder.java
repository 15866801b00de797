package org.neurochains.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** PNG of every colour type, depth and interlacing, without gamma, profile or transparency. */
record PngDecoder(PngFile file, byte[] rgb) {
    /** Deflate packs at most 258 bytes into two bits. */
    private static final int MOST_BYTES_PER_BYTE = 1032;

    private static final int BUFFER = 1 << 13;

    /** The seven passes of an interlaced picture. */
    private static final Pass[] ADAM7 = {
        new Pass(0, 0, 8, 8),
        new Pass(4, 0, 8, 8),
        new Pass(0, 4, 4, 8),
        new Pass(2, 0, 4, 4),
        new Pass(0, 2, 2, 4),
        new Pass(1, 0, 2, 2),
        new Pass(0, 1, 1, 2)
    };

    private static final Pass[] WHOLE = {new Pass(0, 0, 1, 1)};

    static Pixels decode(byte[] content) throws DamagedImageException {
        PngFile file = PngFile.parse(content);
        int size = ImageFile.size(file.width(), file.height());
        long packed = file.data().stream().mapToLong(PngFile.Chunk::length).sum();
        ImageFile.plausible(
                ((long) file.width() * file.bitsPerPixel() + 7) / 8 * file.height(),
                packed * MOST_BYTES_PER_BYTE,
                file.width(),
                file.height());
        PngDecoder decoder = new PngDecoder(file, new byte[size]);
        Inflater inflater = new Inflater();
        try (InputStream data = new InflaterInputStream(file.packed(), inflater, BUFFER)) {
            for (Pass pass : file.interlaced() ? ADAM7 : WHOLE) {
                decoder.read(pass, data);
            }
            int unused = data.read(); // on to the checksum behind the last row; rows too many are let go
        } catch (EOFException e) {
            throw new DamagedImageException("is a PNG that is cut off: its pixels end too early", e);
        } catch (IOException e) {
            throw new DamagedImageException("is a damaged PNG (" + e.getMessage() + ")", e);
        } finally {
            inflater.end();
        }
        return Pixels.wrap(file.width(), file.height(), decoder.rgb);
    }

    private void read(Pass pass, InputStream data) throws DamagedImageException, IOException {
        int columns = pass.columns(file.width());
        int rows = pass.rows(file.height());
        if (columns == 0 || rows == 0) {
            return;
        }
        int length = (int) (((long) columns * file.bitsPerPixel() + 7) / 8);
        byte[] above = new byte[length];
        byte[] row = new byte[length];
        for (int y = 0; y < rows; y++) {
            int filter = data.read();
            if (filter < 0 || data.readNBytes(row, 0, length) < length) {
                throw new EOFException();
            }
            unfilter(filter, row, above, Math.max(1, file.bitsPerPixel() / 8));
            int to = ((pass.y + y * pass.stepY) * file.width() + pass.x) * Pixels.CHANNELS;
            colours(row, columns, to, pass.stepX * Pixels.CHANNELS);
            byte[] swap = above;
            above = row;
            row = swap;
        }
    }

    private static void unfilter(int filter, byte[] row, byte[] above, int pixel) throws DamagedImageException {
        if (filter > 4) {
            throw new DamagedImageException("is a damaged PNG (row filter " + filter + ")");
        }
        for (int i = 0; filter != 0 && i < row.length; i++) {
            int left = i < pixel ? 0 : row[i - pixel] & 0xff;
            int up = above[i] & 0xff;
            int corner = i < pixel ? 0 : above[i - pixel] & 0xff;
            int predicted = switch (filter) {
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) >> 1;
                default -> paeth(left, up, corner);
            };
            row[i] += (byte) predicted;
        }
    }

    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    /** Writes a row's pixels {@code step} bytes apart. */
    private void colours(byte[] row, int columns, int first, int step) {
        int samples = file.colour().samples;
        int at = first;
        for (int x = 0; x < columns; x++, at += step) {
            switch (file.colour()) {
                case GREY, GREY_ALPHA -> Arrays.fill(rgb, at, at + Pixels.CHANNELS, (byte) level(row, x * samples));
                case PALETTE -> entry(at, sample(row, x));
                case RGB, RGB_ALPHA -> {
                    int bytes = file.depth() / 8;
                    for (int c = 0; c < Pixels.CHANNELS; c++) {
                        rgb[at + c] = row[(x * samples + c) * bytes];
                    }
                }
            }
        }
    }

    /**
     * A grey level from 0 to 255. Sixteen bits are clipped, but cut to the high byte where there is alpha, as in
     * Pillow.
     */
    private int level(byte[] row, int index) {
        int value = sample(row, index);
        return switch (file.depth()) {
            case 1 -> value * 255;
            case 2 -> value * 85;
            case 4 -> value * 17;
            case 8 -> value;
            default -> file.colour() == PngFile.Colour.GREY ? Math.min(255, value) : value >> 8;
        };
    }

    private int sample(byte[] row, int index) {
        int depth = file.depth();
        if (depth == 8) {
            return row[index] & 0xff;
        } else if (depth == 16) {
            return (row[2 * index] & 0xff) << 8 | (row[2 * index + 1] & 0xff);
        }
        int bit = index * depth;
        return (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
    }

    /** An entry beyond the palette's end is black. */
    private void entry(int at, int index) {
        byte @Nullable [] palette = file.palette();
        int from = index * Pixels.CHANNELS;
        if (palette != null && from + Pixels.CHANNELS <= palette.length) {
            System.arraycopy(palette, from, rgb, at, Pixels.CHANNELS);
        }
    }

    /** The pixels of one pass: the first column and row, and the steps to the next ones. */
    private record Pass(int x, int y, int stepX, int stepY) {
        int columns(int width) {
            return (width - x + stepX - 1) / stepX;
        }

        int rows(int height) {
            return (height - y + stepY - 1) / stepY;
        }
    }
}
