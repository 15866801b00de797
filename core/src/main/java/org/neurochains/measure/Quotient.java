package org.neurochains.measure;

import java.util.OptionalDouble;
import org.neurochains.network.OutputKind;

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
        return of(OutputKind.MULTI_CLASS, p, q, argmax(p));
    }

    /**
     * The same of outputs of either kind, margin(q, y) / margin(p, y) ({@link OutputKind#margin}); of labels (2 q[y] -
     * 1) / (2 p[y] - 1).
     *
     * @param y the class that the network gives
     */
    public static OptionalDouble of(OutputKind kind, double[] p, double[] q, int y) {
        if (p.length != q.length || p.length < 2) {
            throw new IllegalArgumentException(p.length + " and " + q.length + " probabilities");
        }
        double quotient = kind.margin(q, y) / kind.margin(p, y);
        return Double.isFinite(quotient) ? OptionalDouble.of(quotient) : OptionalDouble.empty();
    }

    /** The same of an image, y being what the network finds of what it is said to be. */
    static OptionalDouble of(ChainOnRegion subject, Outputs other, int image) {
        Outputs original = subject.originalOutputs();
        return of(original.kind(), original.probabilities(image), other.probabilities(image), subject.predicted(image));
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
}
