package org.neurochains.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neurochains.Progress;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Tunes a subnetwork's scores on KL alone by Adam, in the cut network, as the paper does after thresholding. */
record ScoreTuning(Problem problem, boolean identities, PassMeter meter) {
    /** A tuned subnetwork, the divergence before, in nats, and the steps taken. */
    record Tuned(Subnetwork subnetwork, double klBefore, int steps) {}

    /** Takes the given number of steps if the divergence exceeds t. */
    Tuned adamAbove(double maxKl, Subnetwork subnetwork, int steps, double learningRate, Progress progress) {
        double before = problem.kl(subnetwork, meter);
        return before <= maxKl
                ? new Tuned(subnetwork, before, 0)
                : adam(subnetwork, before, steps, learningRate, progress);
    }

    /** Takes the given number of steps. */
    Tuned adam(Subnetwork subnetwork, int steps, double learningRate, Progress progress) {
        return adam(subnetwork, problem.kl(subnetwork, meter), steps, learningRate, progress);
    }

    private Tuned adam(Subnetwork subnetwork, double before, int steps, double learningRate, Progress progress) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = problem.cut(subnetwork, identities, meter);
            float[] start = passes.layout().vector(subnetwork.scores());
            Tensor scores = Tensor.of(start, start.length);
            String size = passes.layout().inWords(Stage.whole(start.length).kept());
            Batch batch = problem.tuning();
            Adam adam = new Adam(List.of(scores), learningRate);
            for (int step = 1; step <= steps; step++) {
                progress.check();
                try (Scope inner = Scope.open()) {
                    Divergence slope = Divergence.at(passes, batch, scores);
                    adam.step(List.of(slope.scores()));
                    progress.report(
                            "fine-tuning", step, steps, String.format(Locale.ROOT, "KL %.4f, %s", slope.kl(), size));
                }
            }
            Scores tuned = subnetwork.scores().with(passes.layout(), scores.toFloats(), subnetwork.retention());
            return new Tuned(new Subnetwork(tuned, subnetwork.bypassed()), before, steps);
        }
    }

    /** Takes so many steps of Gauss-Newton without a ridge, or fewer where none improves any more. */
    Tuned gaussNewton(Subnetwork subnetwork, int steps, Progress progress) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = problem.cut(subnetwork, identities, meter);
            float[] start = passes.layout().vector(subnetwork.scores());
            double[] equal = new double[(int) problem.tuning().size()];
            Arrays.fill(equal, 1.0 / equal.length);
            GaussNewton.Ridge none = new GaussNewton.Ridge(start, 0);
            GaussNewton descent = new GaussNewton(passes, problem.tuning(), equal, none, GaussNewton.LEAST_DAMPING);
            GaussNewton.Point point = descent.at(Tensor.of(start, start.length));
            double before = point.meanKl();
            int step = 0;
            for (double last = Double.POSITIVE_INFINITY; step < steps && point.value() < last; step++) {
                progress.check();
                last = point.value();
                point = descent.step(point);
                progress.report("fine-tuning", step + 1, steps, String.format(Locale.ROOT, "KL %.4f", point.meanKl()));
            }
            Scores tuned =
                    subnetwork.scores().with(passes.layout(), point.scores().toFloats(), subnetwork.retention());
            return new Tuned(new Subnetwork(tuned, subnetwork.bypassed()), before, step);
        }
    }
}
