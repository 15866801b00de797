package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Tensor;

/**
 * The few directions of an image's logits that a Gauss-Newton step on KL(p || q) has to know.
 *
 * <p>A change d of the logits changes KL by g'd + d'Ad / 2 to second order, with g = q - p and A = the curvature at the
 * mean m of both distributions + ridge: diag(m) - mm' of a softmax, diag(m (1 - m)) of sigmoids. That is
 * |Vd + r|^2 / 2 with few rows V: the first along g, with r = sqrt(g'A^-1 g), so that V'r = g exactly; then those of
 * largest curvature among the ones orthogonal to it by A^-1, where nothing is off. With three likely classes of a
 * softmax two rows are all there is, since a constant added to all logits changes nothing. Many labels are as curved as
 * each other: there the other rows are the root of A with random signs, whose squares are A in the mean over images
 * (Hutchinson 1990).
 *
 * @param rows V, each over all classes
 * @param residuals r
 */
record LogitDirections(double[][] rows, double[] residuals) {
    /** Keeps the curvature of a confident image from vanishing. */
    private static final double RIDGE = 1e-3;

    /** A length that is nothing. */
    private static final double NONE = 1e-6;

    private static final int ITERATIONS = 20;
    /** Directions of an image: each costs a gradient pass. A third gained nothing where it was tried. */
    private static final int COUNT = 2;

    /**
     * The directions for each of some images.
     *
     * @param original F's logits, (N, outputs)
     * @param chain H's
     */
    static List<LogitDirections> of(OutputKind kind, Tensor original, Tensor chain) {
        int images = (int) original.dim(0);
        int classes = (int) original.dim(1);
        double[] own = kind.probabilities(original).toDoubles();
        double[] other = kind.probabilities(chain).toDoubles();
        List<LogitDirections> directions = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            int from = i * classes;
            int to = from + classes;
            directions.add(of(
                    kind,
                    Arrays.copyOfRange(own, from, to),
                    Arrays.copyOfRange(other, from, to),
                    Math.min(COUNT, classes)));
        }
        return directions;
    }

    /**
     * The directions for one image.
     *
     * @param p F's probabilities
     * @param q H's
     * @param count how many
     */
    static LogitDirections of(OutputKind kind, double[] p, double[] q, int count) {
        int classes = p.length;
        double[] middle = new double[classes];
        double[] slope = new double[classes];
        double[] solved = new double[classes]; // A^-1 g, up to the ridge
        for (int c = 0; c < classes; c++) {
            middle[c] = (p[c] + q[c]) / 2;
            slope[c] = q[c] - p[c];
            solved[c] = slope[c] / (kind.weight(middle[c]) + RIDGE);
        }
        LogitDirections directions = new LogitDirections(new double[count][], new double[count]);
        double[][] duals = new double[count][]; // A^-1 v of each row v
        double off = Math.sqrt(dot(slope, solved));
        Random signs = new Random(Arrays.hashCode(q));
        boolean apart = off > NONE;
        for (int k = 0; k < count; k++) {
            if (k == 0 && apart) {
                duals[k] = scaled(solved, 1 / off);
                directions.rows[k] = scaled(slope, 1 / off);
                directions.residuals[k] = off;
            } else if (kind == OutputKind.MULTI_LABEL && count < classes) {
                duals[k] = new double[classes];
                double[] row = signed(middle, signs);
                if (apart) {
                    subtract(row, dot(duals[0], row), directions.rows[0]);
                }
                directions.rows[k] = scaled(row, Math.sqrt(1.0 / (apart ? count - 1 : count)));
            } else {
                double[] dual = steepest(kind, middle, directions.rows, duals, k);
                double[] row = curved(kind, middle, dual);
                double length = Math.sqrt(Math.max(0, dot(dual, row)));
                double scale = length > NONE ? 1 / length : 0;
                duals[k] = scaled(dual, scale);
                directions.rows[k] = scaled(row, scale);
            }
        }
        return directions;
    }

    /** The root of labels' curvature with random signs. */
    private static double[] signed(double[] middle, Random signs) {
        double[] root = new double[middle.length];
        for (int c = 0; c < root.length; c++) {
            root[c] = Math.sqrt(OutputKind.MULTI_LABEL.weight(middle[c]) + RIDGE) * (signs.nextBoolean() ? 1 : -1);
        }
        return root;
    }

    private static void subtract(double[] from, double factor, double[] values) {
        for (int c = 0; c < from.length; c++) {
            from[c] -= factor * values[c];
        }
    }

    /** By power iteration, A^-1 v of the direction v of largest curvature among those orthogonal to the first k. */
    private static double[] steepest(OutputKind kind, double[] middle, double[][] rows, double[][] duals, int k) {
        double[] dual = new double[middle.length];
        for (int c = 0; c < dual.length; c++) {
            dual[c] = kind.weight(middle[c]) * Math.cos(1 + (k + 1) * c); // unlikely to be orthogonal to it
        }
        for (int i = 0; i < ITERATIONS; i++) {
            dual = curved(kind, middle, dual);
            for (int j = 0; j < k; j++) {
                subtract(dual, dot(rows[j], dual), duals[j]);
            }
            dual = scaled(dual, 1 / Math.max(Double.MIN_NORMAL, Math.sqrt(dot(dual, dual))));
        }
        return dual;
    }

    /** A w. */
    private static double[] curved(OutputKind kind, double[] middle, double[] w) {
        double[] product = kind.curvature(middle, w);
        for (int c = 0; c < w.length; c++) {
            product[c] += RIDGE * w[c];
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] scaled(double[] values, double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * values[i];
        }
        return scaled;
    }
}
