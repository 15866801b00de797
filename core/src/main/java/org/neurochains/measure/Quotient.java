package org.neurochains.measure;

import java.util.OptionalDouble;

/** Equation 9: how much of the network's margin for its own class the chain keeps; 1 keeps all, below 0 flips it. */
public final class Quotient {
    private Quotient() {}

    /**
     * {@code (q[y] - max other q) / (p[y] - max other p)} with y = argmax p, the lowest index on ties.
     *
     * @param p the network's probabilities, at least two
     * @param q the chain's, as many
     * @return empty where p has no unique maximum (the denominator is 0) or a value is not finite
     */
    public static OptionalDouble of(double[] p, double[] q) {
        if (p.length != q.length || p.length < 2) {
            throw new IllegalArgumentException(p.length + " and " + q.length + " probabilities");
        }
        int top = argmax(p);
        double quotient = margin(q, top) / margin(p, top);
        return Double.isFinite(quotient) ? OptionalDouble.of(quotient) : OptionalDouble.empty();
    }

    /** The index of the largest value, the lowest on ties. */
    public static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** How far a class lies above the best of the others. */
    private static double margin(double[] values, int index) {
        double other = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (i != index) {
                other = Math.max(other, values[i]);
            }
        }
        return values[index] - other;
    }
}
