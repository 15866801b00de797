package org.neurochains.chain;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Damped Gauss-Newton descent of KL in the scores.
 *
 * <p>A region is a few dozen images and each has a few classes that matter, so KL's curvature in thousands of scores has a rank of about a
 * hundred: one solve of that size gives a step that Adam needs dozens of passes for. With J the derivatives of those classes' logits, A the
 * softmax's curvature at the mean of both distributions and g = q - p, the step is -B' (B B' + mu I)^-1 r, where A = L L', B = L' J and
 * r = L^-1 g.
 */
final class Newton {
    /** Keeps the curvature of a confident image from vanishing. */
    private static final double RIDGE = 1e-3;

    private static final int ATTEMPTS = 4;

    private final Objective objective;
    private final Objective.Batch region;
    private final Objective.@Nullable Batch support;
    private final double weight;
    private final int classes;
    private double damping = 0.01;

    /**
     * @param extras further images to hold on; a draw of them is used for all steps
     * @param classes how many of the likeliest classes of each image count
     */
    Newton(Objective objective, Objective.Batch region, @Nullable Extras extras, int classes) {
        this.objective = objective;
        this.region = region;
        this.support = extras == null ? null : extras.draw();
        this.weight = extras == null ? 0 : extras.weight();
        this.classes = (int) Math.min(classes, region.logits().dim(1));
    }

    /**
     * A point.
     *
     * @param kl over the region
     * @param value what is minimised: that, and the weighted divergence over further images
     */
    record Point(Tensor scores, double kl, double value) {}

    /** The point that scores are. */
    Point start(Tensor scores) {
        double kl = objective.kl(region, scores);
        double more = support == null ? 0 : weight * objective.kl(support, scores);
        return new Point(scores, kl, kl + more);
    }

    /** One step; the point itself where none of a few dampings improves on it. Belongs to the caller's scope. */
    Point step(Point from) {
        try (Scope scope = Scope.open()) {
            Rows rows = rows(from.scores());
            Array2DRowRealMatrix b = new Array2DRowRealMatrix(rows.matrix(), false);
            RealMatrix kernel = b.multiplyTransposed(b);
            double scale = Math.max(kernel.getTrace() / rows.matrix().length, 1e-12);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Point moved = start(from.scores().add(direction(b, kernel, rows.residuals(), damping * scale)));
                if (moved.value() < from.value()) {
                    damping = Math.max(1e-5, damping / 3);
                    scope.keep(moved.scores());
                    return moved;
                }
                damping = Math.min(1e4, damping * 6);
            }
            return from;
        }
    }

    private static Tensor direction(Array2DRowRealMatrix b, RealMatrix kernel, double[] residuals, double mu) {
        RealMatrix damped = kernel.copy();
        for (int i = 0; i < residuals.length; i++) {
            damped.addToEntry(i, i, mu);
        }
        double[] weights = new CholeskyDecomposition(damped, 1e-8, 1e-300)
                .getSolver()
                .solve(new ArrayRealVector(residuals, false))
                .toArray();
        double[] step = b.preMultiply(weights);
        float[] values = new float[step.length];
        for (int i = 0; i < step.length; i++) {
            values[i] = (float) -step[i];
        }
        return Tensor.of(values, values.length);
    }

    /** B, row by row, and r. */
    private record Rows(double[][] matrix, double[] residuals) {}

    private Rows rows(Tensor scores) {
        Objective.Jacobian own = objective.jacobian(region, scores, classes);
        Objective.Jacobian more = support == null ? null : objective.jacobian(support, scores, classes);
        int count = own.rows() + (more == null ? 0 : more.rows());
        Rows rows = new Rows(new double[count][], new double[count]);
        whiten(own, 0, 1, rows);
        if (more != null) {
            // each image weighs as much as its share of the sum that is minimised
            whiten(more, own.rows(), Math.sqrt(weight * own.rows() / more.rows()), rows);
        }
        return rows;
    }

    private void whiten(Objective.Jacobian jacobian, int offset, double scale, Rows rows) {
        int k = classes;
        for (int n = 0; n < jacobian.rows() / k; n++) {
            double[][] lower = new CholeskyDecomposition(
                            new Array2DRowRealMatrix(curvature(jacobian, n), false), 1e-8, 1e-300)
                    .getL()
                    .getData();
            double[] residuals = new double[k];
            for (int i = 0; i < k; i++) {
                double[] row = new double[jacobian.units()];
                for (int j = i; j < k; j++) { // row i of L'
                    float[] derivative = jacobian.derivatives()[n * k + j];
                    double factor = scale * lower[j][i];
                    for (int u = 0; u < row.length; u++) {
                        row[u] += factor * derivative[u];
                    }
                }
                rows.matrix()[offset + n * k + i] = row;
                double sum = jacobian.slopes()[n * k + i];
                for (int j = 0; j < i; j++) {
                    sum -= lower[i][j] * residuals[j];
                }
                residuals[i] = sum / lower[i][i];
                rows.residuals()[offset + n * k + i] = scale * residuals[i];
            }
        }
    }

    private double[][] curvature(Objective.Jacobian jacobian, int n) {
        double[][] a = new double[classes][classes];
        for (int i = 0; i < classes; i++) {
            double mi = jacobian.middles()[n * classes + i];
            for (int j = 0; j < classes; j++) {
                a[i][j] = (i == j ? mi + RIDGE : 0) - mi * jacobian.middles()[n * classes + j];
            }
        }
        return a;
    }
}
