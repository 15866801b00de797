package org.neurochains.image;

/**
 * Pillow's {@code Image.resize(size, BILINEAR)}, to the exact level.
 *
 * <p>A triangle filter that widens when shrinking, in two passes: the horizontal one first, rounded to 8 bits, then the
 * vertical one. Weights are normalised in double and then fixed-point numbers with 22 bits. (Pillow 13 turns the order
 * of the passes when the height shrinks much more than the width; results then differ by a level here and there.)
 */
final class Resize {
    private static final int PRECISION = 22;
    private static final int HALF = 1 << (PRECISION - 1);

    private Resize() {}

    /**
     * The whole picture in another size.
     *
     * @throws IllegalArgumentException if a side is not positive
     */
    static Pixels bilinear(Pixels source, int width, int height) {
        return window(source, width, height, new Window(0, 0, width, height));
    }

    /** A part of a picture; everything outside it is left out. */
    record Window(long x, long y, int width, int height) {}

    /**
     * A part of the resized picture, equal to resizing all of it and cropping; costs only the part.
     *
     * @param width columns of the whole resized picture
     * @param height rows of the whole resized picture
     * @param part which of its columns and rows are wanted
     */
    static Pixels window(Pixels source, long width, long height, Window part) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("resize to " + width + "x" + height);
        }
        Taps columns = Taps.of(source.width(), width, part.x(), part.width());
        Taps rows = Taps.of(source.height(), height, part.y(), part.height());
        byte[] narrow = horizontal(source, columns, rows.first(), rows.end());
        return Pixels.wrap(part.width(), part.height(), vertical(narrow, part.width(), rows));
    }

    /** Resizes every row from {@code firstRow} to before {@code endRow}. */
    private static byte[] horizontal(Pixels source, Taps taps, int firstRow, int endRow) {
        byte[] in = source.bytes();
        int width = taps.count();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, endRow - firstRow), Pixels.CHANNELS)];
        int to = 0;
        for (int y = firstRow; y < endRow; y++) {
            int row = y * source.width();
            for (int x = 0; x < width; x++) {
                int from = (row + taps.starts[x]) * Pixels.CHANNELS;
                weigh(in, from, Pixels.CHANNELS, taps.weights[x], out, to);
                to += Pixels.CHANNELS;
            }
        }
        return out;
    }

    /** Resizes every column of rows that begin with the first one that {@code taps} needs. */
    private static byte[] vertical(byte[] in, int width, Taps taps) {
        int stride = width * Pixels.CHANNELS;
        byte[] out = new byte[Math.multiplyExact(stride, taps.count())];
        int first = taps.first();
        int to = 0;
        for (int y = 0; y < taps.count(); y++) {
            int top = (taps.starts[y] - first) * stride;
            for (int x = 0; x < width; x++) {
                weigh(in, top + x * Pixels.CHANNELS, stride, taps.weights[y], out, to);
                to += Pixels.CHANNELS;
            }
        }
        return out;
    }

    /** One pixel: the weighted sum of the pixels that stand {@code step} bytes apart. */
    private static void weigh(byte[] in, int from, int step, int[] weights, byte[] out, int to) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int at = from;
        for (int weight : weights) {
            red += weight * (in[at] & 0xff);
            green += weight * (in[at + 1] & 0xff);
            blue += weight * (in[at + 2] & 0xff);
            at += step;
        }
        out[to] = Pixels.clip(red >> PRECISION);
        out[to + 1] = Pixels.clip(green >> PRECISION);
        out[to + 2] = Pixels.clip(blue >> PRECISION);
    }

    /** For each output place: the first input place, and the weights of it and the ones that follow. */
    private record Taps(int[] starts, int[][] weights) {

        /**
         * The taps of {@code count} output places from {@code offset} on, of an axis resized from {@code in} to
         * {@code out}.
         */
        static Taps of(int in, long out, long offset, int count) {
            int[] starts = new int[count];
            int[][] weights = new int[count][];
            double scale = (double) in / out;
            double support = Math.max(scale, 1);
            for (int i = 0; i < count; i++) {
                if (in == out) { // a pass with equal size is skipped: one tap of weight one
                    starts[i] = (int) (offset + i);
                    weights[i] = new int[] {1 << PRECISION};
                } else {
                    double centre = (offset + i + 0.5) * scale;
                    starts[i] = Math.max(0, (int) (centre - support + 0.5));
                    int end = Math.min(in, (int) (centre + support + 0.5));
                    weights[i] = weights(starts[i], end, centre, support);
                }
            }
            return new Taps(starts, weights);
        }

        private static int[] weights(int start, int end, double centre, double support) {
            double[] triangle = new double[end - start];
            double sum = 0;
            double inverse = 1 / support;
            for (int j = 0; j < triangle.length; j++) {
                double distance = Math.abs((j + start - centre + 0.5) * inverse);
                triangle[j] = distance < 1 ? 1 - distance : 0;
                sum += triangle[j];
            }
            int[] fixed = new int[triangle.length];
            for (int j = 0; j < fixed.length; j++) {
                double weight = sum == 0 ? triangle[j] : triangle[j] / sum;
                fixed[j] = (int) (0.5 + weight * (1 << PRECISION));
            }
            return fixed;
        }

        int count() {
            return starts.length;
        }

        /** The first input place that is needed. */
        int first() {
            return starts[0];
        }

        /** One past the last input place that is needed. */
        int end() {
            int last = starts.length - 1;
            return starts[last] + weights[last].length;
        }
    }
}
