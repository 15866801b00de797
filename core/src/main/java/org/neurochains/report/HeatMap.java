package org.neurochains.report;

import java.util.Base64;
import org.neurochains.evidence.SaliencyMap;

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
    /** The largest side of a feature map in the page. */
    public static final int FEATURE_MAP_SIDE = 16;

    /** The largest side of a saliency map in the page. */
    static final int SALIENCY_MAP_SIDE = 32;

    /** Quantises a map, after averaging it down to at most {@code maxSide} cells a side. */
    static HeatMap of(SaliencyMap map, int maxSide) {
        int columns = Math.min(map.width(), maxSide);
        int rows = Math.min(map.height(), maxSide);
        float[] cells = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cells[row * columns + column] =
                        mean(map, span(row, rows, map.height()), span(column, columns, map.width()));
            }
        }
        return quantise(cells, columns, rows);
    }

    private static int[] span(int cell, int cells, int length) {
        return new int[] {cell * length / cells, Math.max((cell + 1) * length / cells, cell * length / cells + 1)};
    }

    private static float mean(SaliencyMap map, int[] rows, int[] columns) {
        double sum = 0;
        for (int row = rows[0]; row < rows[1]; row++) {
            for (int column = columns[0]; column < columns[1]; column++) {
                sum += (float) map.values()[row * map.width() + column];
            }
        }
        return (float) (sum / ((rows[1] - rows[0]) * (columns[1] - columns[0])));
    }

    private static HeatMap quantise(float[] cells, int columns, int rows) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float cell : cells) {

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
