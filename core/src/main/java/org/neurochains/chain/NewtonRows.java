package org.neurochains.chain;

import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/** The sums of squares that may stand for KL in a Gauss-Newton step. */
enum NewtonRows {
    /**
     * One row an image: KL_x = r^2 / 2 with r = sqrt(2 KL_x), so that B = dKL_x/dS / r. Costs one gradient pass; knows only the one direction of each image's logits in which it is off.
     */
    IMAGES {
        @Override
        boolean carried() {
            return true;
        }

        @Override
        double damping() {
            return 0.1;
        }

        /** Nielsen's rule: the less, the more of the foreseen gain was there. */
        @Override
        double damping(double last, double gained, double foreseen) {
            double excess = 2 * gained / foreseen - 1;
            return last * Math.max(1.0 / 3, 1 - excess * excess * excess);
        }

        @Override
        Equations of(Objective objective, Objective.Batch batch, Tensor scores, Objective.@Nullable Kept kept) {
            Objective.Divergences d = objective.divergences(batch, scores, kept);
            double[][] matrix = new double[d.kl().length][];
            double[] residuals = new double[matrix.length];
            for (int x = 0; x < matrix.length; x++) {
                residuals[x] = Math.sqrt(2 * Math.max(0, d.kl()[x]));
                double scale = 1 / (residuals[x] + RIDGE);
                matrix[x] = new double[d.derivatives()[x].length];
                for (int u = 0; u < matrix[x].length; u++) {
                    matrix[x][u] = scale * d.derivatives()[x][u];
                }
            }
            return new Equations(matrix, residuals);
        }
    },

    /**
     * Two or three rows an image, along the directions of its logits in which they are off and in which KL is most curved: with J the derivatives of the
     * logits, B = V J, V and r as {@link LogitDirections} has them. Costs as many gradient passes and knows KL's curvature.
     */
    LOGITS {
        @Override
        boolean carried() {
            return false;
        }

        @Override
        double damping() {
            return 0.01;
        }

        /** Always less: an attempt that fails costs a fourth of a step, and a bold one that does not is worth several. */
        @Override
        double damping(double last, double gained, double foreseen) {
            return last / 3;
        }

        @Override
        Equations of(Objective objective, Objective.Batch batch, Tensor scores, Objective.@Nullable Kept kept) {
            Objective.Jacobian jacobian = objective.jacobian(batch, scores, kept);
            double[][] matrix =
                    jacobian.derivatives().stream().map(NewtonRows::doubles).toArray(double[][]::new);
            return new Equations(
                    matrix,
                    jacobian.residuals().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        }
    };

    /** Keeps the rows of an image that agrees finite. */
    private static final double RIDGE = 1e-3;

    /** B, row by row, and r. */
    record Equations(double[][] matrix, double[] residuals) {}

    /** Whether the next descent begins with the damping that this one came to. */
    abstract boolean carried();

    /** The damping to begin with, of the kernel's mean diagonal. */
    abstract double damping();

    /**
     * The damping after a step.
     *
     * @param gained the share of the value that it took away
     * @param foreseen the share that the linear model had foreseen
     */
    abstract double damping(double last, double gained, double foreseen);

    /** The rows at scores S. */
    abstract Equations of(Objective objective, Objective.Batch batch, Tensor scores, Objective.@Nullable Kept kept);

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
