package org.neurochains.chain;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
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
     * A row for each of the three likeliest classes of each image: with J the derivatives of their logits, A the softmax's curvature at the
     * mean of both distributions and g = q - p, A = L L', B = L' J and r = L^-1 g. Costs three gradient passes and knows KL's curvature.
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

        /** Always less: an attempt that fails costs a fifth of a step, and a bold one that does not is worth several. */
        @Override
        double damping(double last, double gained, double foreseen) {
            return last / 3;
        }

        @Override
        Equations of(Objective objective, Objective.Batch batch, Tensor scores, Objective.@Nullable Kept kept) {
            int k = (int) Math.min(CLASSES, batch.logits().dim(1));
            Objective.Jacobian jacobian = objective.jacobian(batch, scores, kept, k);
            double[][] matrix = new double[jacobian.rows()][];
            double[] residuals = new double[jacobian.rows()];
            for (int n = 0; n < jacobian.rows() / k; n++) {
                whiten(jacobian, n, k, matrix, residuals);
            }
            return new Equations(matrix, residuals);
        }
    };

    /** Keeps the curvature of a confident image from vanishing. */
    private static final double RIDGE = 1e-3;

    private static final int CLASSES = 3;

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

    private static void whiten(Objective.Jacobian jacobian, int n, int k, double[][] matrix, double[] residuals) {
        double[][] lower = new CholeskyDecomposition(
                        new Array2DRowRealMatrix(curvature(jacobian, n, k), false), 1e-8, 1e-300)
                .getL()
                .getData();
        double[] own = new double[k];
        for (int i = 0; i < k; i++) {
            double[] row = new double[jacobian.units()];
            for (int j = i; j < k; j++) { // row i of L'
                float[] derivative = jacobian.derivatives()[n * k + j];
                for (int u = 0; u < row.length; u++) {
                    row[u] += lower[j][i] * derivative[u];
                }
            }
            matrix[n * k + i] = row;
            double sum = jacobian.slopes()[n * k + i];
            for (int j = 0; j < i; j++) {
                sum -= lower[i][j] * own[j];
            }
            own[i] = sum / lower[i][i];
            residuals[n * k + i] = own[i];
        }
    }

    private static double[][] curvature(Objective.Jacobian jacobian, int n, int k) {
        double[][] a = new double[k][k];
        for (int i = 0; i < k; i++) {
            double mi = jacobian.middles()[n * k + i];
            for (int j = 0; j < k; j++) {
                a[i][j] = (i == j ? mi + RIDGE : 0) - mi * jacobian.middles()[n * k + j];
            }
        }
        return a;
    }
}
