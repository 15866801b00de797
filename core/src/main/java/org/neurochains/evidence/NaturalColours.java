package org.neurochains.evidence;

/**
 * Colours as components that are uncorrelated in natural photographs: brightness, blue against yellow, green against
 * purple. The matrix, a square root of the covariance of ImageNet's pixels, is the Lucid library's.
 */
final class NaturalColours {
    /** Red, green and blue of each component: row by row, components in columns. */
    private static final float[] MATRIX = {.26f, .09f, .02f, .27f, 0, -.05f, .27f, -.09f, .03f};

    private static final double[] INVERSE = inverse();

    private NaturalColours() {}

    /** The matrix that gives red, green and blue of components, row by row. */
    static float[] matrix() {
        return MATRIX.clone();
    }

    /** A component, 0 to 2, of a difference of colours with values from 0 to 1. */
    static double component(int component, double red, double green, double blue) {
        int row = 3 * component;
        return INVERSE[row] * red + INVERSE[row + 1] * green + INVERSE[row + 2] * blue;
    }

    private static double[] inverse() {
        double[] inverse = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                inverse[3 * i + j] = minor(j, i) / determinant();
            }
        }
        return inverse;
    }

    private static double determinant() {
        return at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
    }

    /** With its sign. */
    private static double minor(int row, int column) {
        int r1 = (row + 1) % 3;
        int r2 = (row + 2) % 3;
        int c1 = (column + 1) % 3;
        int c2 = (column + 2) % 3;
        return at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1);
    }

    private static double at(int row, int column) {
        return MATRIX[3 * row + column];
    }
}
