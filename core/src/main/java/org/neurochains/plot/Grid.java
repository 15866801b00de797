package org.neurochains.plot;

import java.util.Arrays;

/**
 * Values of a function of two variables at evenly spaced nodes.
 *
 * @param x extent along x; first and last column lie on its ends
 * @param y extent along y; first and last row lie on its ends
 * @param columns nodes along x, at least 2
 * @param values finite, row by row from the lowest y, each row from the lowest x; at least 2 rows
 */
public record Grid(Range x, Range y, int columns, double[] values) {
    /** Keeps a copy of the values. */
    public Grid {
        if (columns < 2 || values.length < 2 * columns || values.length % columns != 0) {
            throw new IllegalArgumentException(values.length + " values do not fill rows of " + columns + " columns");
        }
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("a grid needs finite values");
        }
        values = values.clone();
    }

    /** Nodes along y. */
    public int rows() {
        return values.length / columns;
    }

    /** The value at a node. */
    public double at(int column, int row) {
        return values[row * columns + column];
    }

    /** The largest level whose region (all nodes at or above it) holds at least this share of the sum of all values. */
    double levelHolding(double share) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double goal = share * Arrays.stream(ascending).sum();
        double held = 0;
        int node = ascending.length;
        while (node > 0 && held < goal) {
            held += ascending[--node];
        }
        return node == ascending.length ? ascending[node - 1] : ascending[node];
    }
}
