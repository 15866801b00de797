package org.neurochains.chain;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Damped Gauss-Newton descent (Levenberg 1944, Marquardt 1963) in the scores S of a network, of
 *
 * <pre>weighted mean over images of KL(F || H)  +  weight * sum over units of (S - rest)^2</pre>
 *
 * <p>With a rest below 1 and positive scores the second term is, up to a constant, an elastic net (Zou and Hastie
 * 2005): a ridge that holds scores near 1, and a penalty on their size.
 *
 * <p>KL is a sum of squares in few directions of each image's logits ({@link LogitDirections}), so a step solves a
 * system of as many rows as there are such directions, however many scores there are.
 */
final class GaussNewton {
    /**
     * Dampings tried in one step, each {@link #FIRMER} times the one before, until one of them improves on the point.
     */
    private static final int ATTEMPTS = 10;

    private static final double FIRMER = 4;

    /** The first and the least, of the kernel's mean diagonal: small, since the ridge holds the scores already. */
    static final double LEAST_DAMPING = 0.01;
    /** Of the gain that the linear model promises: where a step gains more, the next is damped less (Fletcher 1971). */
    private static final double GOOD_GAIN = 0.75;
    /** Of the largest logit: images' logits that differ by less are the same. */
    private static final double SAME = 1e-5;

    private final BatchedPasses passes;
    private final Batch batch;
    private final double[] weights;
    private final Ridge ridge;
    private double damping;

    /**
     * What pulls scores.
     *
     * @param rests by unit, the score that it has if the images ask nothing of it
     * @param weight of each score's squared distance from there, in nats
     */
    record Ridge(float[] rests, double weight) {
        double penalty(float[] scores) {
            double sum = 0;
            for (int u = 0; u < scores.length; u++) {
                sum += weight * (scores[u] - rests[u]) * (scores[u] - rests[u]);
            }
            return sum;
        }

        double slope(float[] scores, int unit) {
            return 2 * weight * (scores[unit] - rests[unit]);
        }
    }

    /**
     * A descent.
     *
     * @param weights of the images in the mean, 1 together
     * @param damping of the first step, a share of the kernel's mean diagonal
     */
    GaussNewton(BatchedPasses passes, Batch batch, double[] weights, Ridge ridge, double damping) {
        this.passes = passes;
        this.batch = batch;
        this.weights = weights;
        this.ridge = ridge;
        this.damping = damping;
    }

    /** The next step's damping, which suits a network much like this one too. */
    double damping() {
        return damping;
    }

    /**
     * A point of the descent.
     *
     * @param logits of every image
     * @param meanKl their mean divergence, in nats
     * @param value what is minimised
     * @param alive whether the outputs depend on the image
     * @param pass the forward pass behind it, for derivatives; null where it takes too much memory to be kept
     */
    record Point(
            Tensor scores,
            Tensor logits,
            double meanKl,
            double value,
            boolean alive,
            @Nullable ScoredPass pass) {
        /** Frees the pass. */
        void free() {
            if (pass != null) {
                pass.free();
            }
        }
    }

    /** The point that scores are. Belongs to the caller's scope. */
    Point at(Tensor scores) {
        ScoredPass kept = passes.inOnePass(batch.size()) ? passes.pass(batch, scores) : null;
        Tensor logits = kept == null
                ? passes.logits(batch.images(), scores)
                : kept.logits().detach();
        double[] each = passes.outputs().divergence(batch.logits(), logits).toDoubles();
        double kl = 0;
        for (int i = 0; i < each.length; i++) {
            kl += weights[i] * each[i];
        }
        double value = kl + ridge.penalty(scores.toFloats());
        return new Point(scores, logits, kl, value, dependOnImage(logits), kept);
    }

    /** Whether the logits of a batch, (N, classes), differ between images; true of a single one. */
    private static boolean dependOnImage(Tensor logits) {
        try (Scope scope = Scope.open()) {
            Tensor range = logits.max(0L).sub(logits.min(0L));
            return logits.dim(0) < 2
                    || range.max(0L).item() > SAME * logits.abs().max(0L, 1L).item();
        }
    }

    /**
     * One step: the point itself where no damping improves on it. Points whose outputs no longer depend on the image
     * are no improvement, since there is no way back from them. Frees the given point's pass; the result belongs to
     * the caller's scope.
     */
    Point step(Point from) {
        try (Scope scope = Scope.open()) {
            Equations equations = Equations.of(Jacobian.of(passes, batch, from.scores(), from.pass()), weights);
            from.free();
            float[] scores = from.scores().toFloats();
            double[] slope = equations.slope();
            for (int u = 0; u < slope.length; u++) {
                slope[u] += ridge.slope(scores, u);
            }
            double firmness = damping;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++, firmness *= FIRMER) {
                double damp = equations.meanDiagonal() * firmness;
                double[] move = equations.solve(slope, 2 * ridge.weight() + damp);
                float[] moved = new float[move.length];
                for (int u = 0; u < moved.length; u++) {
                    moved[u] = (float) (scores[u] - move[u]);
                }
                Point next = at(Tensor.of(moved, moved.length));
                if (next.value() < from.value() && (next.alive() || !from.alive())) {
                    double gain = (from.value() - next.value()) / promised(slope, move, damp);
                    damping = Math.max(LEAST_DAMPING, gain > GOOD_GAIN ? firmness / FIRMER : firmness);
                    scope.keep(next.scores());
                    scope.keep(next.logits());
                    if (next.pass() != null) {
                        next.pass().keptFrom(scope);
                    }
                    return next;
                }
                next.free();
            }
            return new Point(from.scores(), from.logits(), from.meanKl(), from.value(), from.alive(), null);
        }
    }

    /** By how much the linear model's value falls with a move that is damped so: move' (slope + damp move) / 2. */
    private static double promised(double[] slope, double[] move, double damp) {
        double sum = 0;
        for (int u = 0; u < move.length; u++) {
            sum += move[u] * (slope[u] + damp * move[u]) / 2;
        }
        return sum;
    }

    /**
     * Linearised residuals B d + r, a row for each direction of each image's logits.
     *
     * @param kernel B B'
     */
    private record Equations(Array2DRowRealMatrix matrix, double[] residuals, RealMatrix kernel) {
        /** @param weights by image, whose rows follow each other */
        static Equations of(Jacobian jacobian, double[] weights) {
            List<float[]> derivatives = jacobian.derivatives();
            int perImage = derivatives.size() / weights.length;
            double[][] rows = new double[derivatives.size()][];
            double[] residuals = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                double share = Math.sqrt(weights[i / perImage]);
                float[] derivative = derivatives.get(i);
                rows[i] = new double[derivative.length];
                for (int u = 0; u < derivative.length; u++) {
                    rows[i][u] = share * derivative[u];
                }
                residuals[i] = share * jacobian.residuals().get(i);
            }
            return new Equations(new Array2DRowRealMatrix(rows, false), residuals, kernel(rows));
        }

        /** B B', by the engine. */
        private static RealMatrix kernel(double[][] rows) {
            int units = rows[0].length;
            double[] flat = new double[rows.length * units];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, flat, i * units, units);
            }
            try (Scope scope = Scope.open()) {
                Tensor b = Tensor.of(flat, rows.length, units);
                double[] product = Functional.linear(b, b, null).toDoubles();
                double[][] kernel = new double[rows.length][];
                for (int i = 0; i < rows.length; i++) {
                    kernel[i] = Arrays.copyOfRange(product, i * rows.length, (i + 1) * rows.length);
                }
                return new Array2DRowRealMatrix(kernel, false);
            }
        }

        /** B' r. */
        double[] slope() {
            return matrix.preMultiply(residuals);
        }

        double meanDiagonal() {
            return Math.max(kernel.getTrace() / residuals.length, 1e-12);
        }

        /** (B' B + c I)^-1 slope = (slope - B' (B B' + c I)^-1 B slope) / c (Woodbury). */
        double[] solve(double[] slope, double c) {
            RealMatrix damped = kernel.copy();
            for (int i = 0; i < residuals.length; i++) {
                damped.addToEntry(i, i, c);
            }
            double[] weights = new CholeskyDecomposition(damped, 1e-6, 1e-300)
                    .getSolver()
                    .solve(new ArrayRealVector(matrix.operate(slope), false))
                    .toArray();
            double[] known = matrix.preMultiply(weights);
            double[] move = new double[slope.length];
            for (int u = 0; u < move.length; u++) {
                move[u] = (slope[u] - known[u]) / c;
            }
            return move;
        }
    }
}
