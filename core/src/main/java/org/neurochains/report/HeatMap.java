package org.neurochains.report;

import java.util.Base64;

/**
 * A map of numbers over an image, kept at 8 bits: a saliency map, a feature map or a mask.
 *
 * <p>A cell's value is {@code low + byte / 255 * (high - low)}; the page colours it. A map with {@code low < 0} is
 * shown with zero in the middle of a two-sided scale.
 *
 * @param width cells in a row
 * @param height rows
 * @param low the value of byte 0
 * @param high the value of byte 255; equal to {@code low} for a constant map
 * @param values base64 of {@code width * height} unsigned bytes, row by row
 */
record HeatMap(int width, int height, double low, double high, String values) {
    /** The largest side of a feature map unless the caller asks for more. */
    public static final int FEATURE_MAP_SIDE = 16;

    /**
     * Quantises a map, after averaging it down to at most {@code maxSide} cells a side.
     *
     * @param map {@code width * height} finite values, row by row
     * @throws IllegalArgumentException if the length does not fit, or a value is not finite
     */
    public static HeatMap of(float[] map, int width, int height, int maxSide) {
        if (map.length != width * height || map.length == 0 || maxSide < 1) {
            throw new IllegalArgumentException(
                    map.length + " values for a map of " + width + " x " + height + ", at most " + maxSide + " a side");
        }
        int columns = Math.min(width, maxSide);
        int rows = Math.min(height, maxSide);
        float[] cells = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cells[row * columns + column] = mean(map, width, span(row, rows, height), span(column, columns, width));
            }
        }
        return quantise(cells, columns, rows);
    }

    private static int[] span(int cell, int cells, int length) {
        return new int[] {cell * length / cells, Math.max((cell + 1) * length / cells, cell * length / cells + 1)};
    }

    private static float mean(float[] map, int width, int[] rows, int[] columns) {
        double sum = 0;
        for (int row = rows[0]; row < rows[1]; row++) {
            for (int column = columns[0]; column < columns[1]; column++) {
                sum += map[row * width + column];
            }
        }
        return (float) (sum / ((rows[1] - rows[0]) * (columns[1] - columns[0])));
    }

    private static HeatMap quantise(float[] cells, int columns, int rows) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float cell : cells) {
            if (!Float.isFinite(cell)) {
                throw new IllegalArgumentException("a map with the value " + cell);
            }
            low = Math.min(low, cell);
            high = Math.max(high, cell);
        }
        byte[] bytes = new byte[cells.length];
        for (int i = 0; i < cells.length && high > low; i++) {
            bytes[i] = (byte) Math.round((cells[i] - (double) low) / ((double) high - low) * 255);
        }
        return new HeatMap(columns, rows, low, high, Base64.getEncoder().encodeToString(bytes));
    }
}
