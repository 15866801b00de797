package org.neurochains.evidence;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Colours as components that are uncorrelated in natural photographs: brightness, blue against yellow, green against
 * purple. The matrix, a square root of the covariance of ImageNet's pixels, is the Lucid library's.
 */
final class NaturalColours {
    /** Red, green and blue of each component: row by row, components in columns. */
    private static final float[] MATRIX = {.26f, .09f, .02f, .27f, 0, -.05f, .27f, -.09f, .03f};

    private static final double[][] INVERSE = inverse();

    private NaturalColours() {}

    /** The matrix that gives red, green and blue of components, row by row. */
    static float[] matrix() {
        return MATRIX.clone();
    }

    /** A component, 0 to 2, of a difference of colours with values from 0 to 1. */
    static double component(int component, double red, double green, double blue) {
        double[] row = INVERSE[component];
        return row[0] * red + row[1] * green + row[2] * blue;
    }

    private static double[][] inverse() {
        RealMatrix matrix = new Array2DRowRealMatrix(3, 3);
        for (int i = 0; i < MATRIX.length; i++) {
            matrix.setEntry(i / 3, i % 3, MATRIX[i]);
        }
        return MatrixUtils.inverse(matrix).getData();
    }
}
