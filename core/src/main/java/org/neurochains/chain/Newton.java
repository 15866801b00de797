package org.neurochains.chain;

import java.util.ArrayList;
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
 * Damped Gauss-Newton descent of KL in the scores.
 *
 * <p>A region is a few dozen images and each has a few classes that matter, so KL's curvature in thousands of scores has a rank of about a
 * hundred: one solve of that size gives a step that Adam needs dozens of passes for. The step is -B' (B B' + mu I)^-1 r, with the rows B and
 * residuals r of a sum of squares that stands for KL: see {@link NewtonRows}.
 */
final class Newton {
    private static final int ATTEMPTS = 6;
    private static final double FIRMER = 6;
    private static final double LEAST_DAMPING = 1e-3;
    /** What a cooling leaves of scores, and how many there are at most. */
    private static final float COOLER = 0.6f;

    private static final int COOLINGS = 24;

    private final Objective objective;
    private final Objective.Batch region;
    private final Objective.@Nullable Batch support;
    private final double weight;
    private final Damping dampings;
    private NewtonRows rows;
    private double damping;

    /** The damping that rows by image came to: the next descent begins with it. */
    static final class Damping {
        private @Nullable Double last;

        private double of(NewtonRows rows) {
            return rows.carried() && last != null ? last : rows.damping();
        }
    }

    /**
     * @param support further images to hold on; null for none
     * @param weight of their mean divergence beside the region's
     */
    Newton(
            Objective objective,
            Objective.Batch region,
            Objective.@Nullable Batch support,
            double weight,
            NewtonRows rows,
            Damping dampings) {
        this.dampings = dampings;
        this.damping = dampings.of(rows);
        this.objective = objective;
        this.region = region;
        this.support = support;
        this.weight = support == null ? 0 : weight;
        this.rows = rows;
    }

    /**
     * A point.
     *
     * @param fit over the region
     * @param value what is minimised: its divergence, and the weighted divergence over further images
     * @param passes the forward passes that gave it, over the region and over further images, for the next step's derivatives; none where
     *     they would take more memory than one pass over the region
     */
    record Point(Tensor scores, Objective.Fit fit, double value, List<Objective.Kept> passes) {
        double kl() {
            return fit.kl();
        }

        private Objective.@Nullable Kept pass(int i) {
            return i < passes.size() ? passes.get(i) : null;
        }

        /** Frees the passes; the same point without them. */
        Point freed() {
            passes.forEach(Objective.Kept::free);
            return new Point(scores, fit, value, List.of());
        }
    }

    /** The point that scores are. */
    Point start(Tensor scores) {
        List<Objective.Kept> passes = new ArrayList<>();
        Objective.Fit fit = fit(region, scores, passes);
        double further =
                support == null ? 0 : weight * fit(support, scores, passes).kl();
        return new Point(scores, fit, fit.kl() + further, passes);
    }

    /**
     * The point behind scores after the last of them, those that the logits hang on directly, were lowered as long as the value falls: confident
     * outputs of the wrong class have no slope that leads anywhere.
     */
    Point cooled(Tensor scores) {
        Iterable<UnitLayout.Span> last = objective.layout().beforeLogits();
        Point best = start(scores);
        for (int i = 0; i < COOLINGS; i++) {
            Point cooler = start(lowered(best.scores(), last));
            if (!(cooler.value() < best.value())) {
                cooler.freed();
                break;
            }
            best.freed();
            best = cooler;
        }
        return best;
    }

    private static Tensor lowered(Tensor scores, Iterable<UnitLayout.Span> spans) {
        float[] values = scores.toFloats();
        for (UnitLayout.Span span : spans) {
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                values[i] *= COOLER;
            }
        }
        return Tensor.of(values, values.length);
    }

    private Objective.Fit fit(Objective.Batch batch, Tensor scores, List<Objective.Kept> passes) {
        if (!objective.canKeep(region.size() + (support == null ? 0 : support.size()))) {
            return objective.fit(batch, scores);
        }
        Objective.Kept kept = objective.kept(batch, scores);
        passes.add(kept);
        return objective.fit(batch, kept);
    }

    /** Goes on with the other kind of rows. */
    void turn() {
        rows = rows == NewtonRows.LOGITS ? NewtonRows.IMAGES : NewtonRows.LOGITS;
        damping = dampings.of(rows);
    }

    /**
     * One step; the point itself where none of a few dampings improves on it. A point whose outputs no longer depend on the image is no
     * improvement: there is no way back from it. Belongs to the caller's scope; the point's own passes are freed.
     */
    Point step(Point from) {
        try (Scope scope = Scope.open()) {
            NewtonRows.Equations system = system(from);
            Point without = from.freed();
            Array2DRowRealMatrix b = new Array2DRowRealMatrix(system.matrix(), false);
            RealMatrix kernel = kernel(system.matrix());
            double scale = Math.max(kernel.getTrace() / system.matrix().length, 1e-12);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                double mu = damping * scale;
                double[] weights = weights(kernel, system.residuals(), mu);
                Point moved = start(from.scores().add(direction(b, weights)));
                if (moved.value() < from.value()
                        && (moved.fit().alive() || !from.fit().alive())) {
                    adapt((from.value() - moved.value()) / from.value(), foreseen(system.residuals(), weights, mu));
                    scope.keep(moved.scores());
                    moved.passes().forEach(pass -> pass.keptFrom(scope));
                    return moved;
                }
                moved.freed();
                damping = Math.min(1e4, damping * FIRMER);
            }
            return without;
        }
    }

    /** B B', by the engine. */
    private static RealMatrix kernel(double[][] matrix) {
        int rows = matrix.length;
        int units = matrix[0].length;
        double[] flat = new double[rows * units];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(matrix[i], 0, flat, i * units, units);
        }
        try (Scope scope = Scope.open()) {
            Tensor b = Tensor.of(flat, rows, units);
            double[] product = Functional.linear(b, b, null).toDoubles();
            double[][] kernel = new double[rows][];
            for (int i = 0; i < rows; i++) {
                kernel[i] = java.util.Arrays.copyOfRange(product, i * rows, (i + 1) * rows);
            }
            return new Array2DRowRealMatrix(kernel, false);
        }
    }

    /** The share of the sum of squares that the linear model says will go: of its residuals mu w stay. */
    private static double foreseen(double[] residuals, double[] weights, double mu) {
        double before = 0;
        double after = 0;
        for (int i = 0; i < residuals.length; i++) {
            before += residuals[i] * residuals[i];
            after += mu * mu * weights[i] * weights[i];
        }
        return 1 - after / before;
    }

    private void adapt(double gained, double foreseen) {
        if (rows.carried()) {
            dampings.last = damping;
        }
        damping = Math.max(LEAST_DAMPING, rows.damping(damping, gained, foreseen));
    }

    private static double[] weights(RealMatrix kernel, double[] residuals, double mu) {
        RealMatrix damped = kernel.copy();
        for (int i = 0; i < residuals.length; i++) {
            damped.addToEntry(i, i, mu);
        }
        return new CholeskyDecomposition(damped, 1e-8, 1e-300)
                .getSolver()
                .solve(new ArrayRealVector(residuals, false))
                .toArray();
    }

    private static Tensor direction(Array2DRowRealMatrix b, double[] weights) {
        double[] step = b.preMultiply(weights);
        float[] values = new float[step.length];
        for (int i = 0; i < step.length; i++) {
            values[i] = (float) -step[i];
        }
        return Tensor.of(values, values.length);
    }

    private NewtonRows.Equations system(Point from) {
        NewtonRows.Equations own = rows.of(objective, region, from.scores(), from.pass(0));
        return joined(own, support == null ? null : rows.of(objective, support, from.scores(), from.pass(1)));
    }

    /** Both systems' rows; each further image weighs as much as its share of the sum that is minimised. */
    private NewtonRows.Equations joined(NewtonRows.Equations own, NewtonRows.@Nullable Equations more) {
        if (support == null || more == null) {
            return own;
        }
        int count = own.residuals().length;
        double scale = Math.sqrt(weight * region.size() / support.size());
        double[][] matrix = java.util.Arrays.copyOf(own.matrix(), count + more.matrix().length);
        double[] residuals = java.util.Arrays.copyOf(own.residuals(), matrix.length);
        for (int i = count; i < matrix.length; i++) {
            matrix[i] = java.util.Arrays.stream(more.matrix()[i - count])
                    .map(v -> scale * v)
                    .toArray();
            residuals[i] = scale * more.residuals()[i - count];
        }
        return new NewtonRows.Equations(matrix, residuals);
    }
}
