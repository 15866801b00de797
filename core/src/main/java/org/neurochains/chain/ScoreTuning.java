package org.neurochains.chain;

import java.util.List;
import java.util.Locale;
import org.neurochains.Progress;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Tunes a subnetwork's scores on KL alone by Adam, in the cut network, as the paper does after thresholding. */
final class ScoreTuning {
    private final Problem problem;
    private final boolean identities;
    private final PassMeter meter;

    /** @param identities whether identity shortcuts are scored */
    ScoreTuning(Problem problem, boolean identities, PassMeter meter) {
        this.problem = problem;
        this.identities = identities;
        this.meter = meter;
    }

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
            Objective objective = problem.cut(subnetwork, identities, meter);
            float[] start = objective.layout().vector(subnetwork.scores());
            Tensor scores = Tensor.of(start, start.length);
            Adam adam = new Adam(List.of(scores), learningRate);
            for (int step = 1; step <= steps; step++) {
                progress.check();
                try (Scope inner = Scope.open()) {
                    Objective.Slope slope = objective.slope(problem.batch(), scores, null, 1);
                    adam.step(List.of(slope.scores()));
                    progress.report(
                            "fine-tuning",
                            step,
                            steps,
                            String.format(Locale.ROOT, "KL %.4f, %d units", slope.kl(), start.length));
                }
            }
            Scores tuned = subnetwork.scores().with(objective.layout(), scores.toFloats(), subnetwork.retention());
            return new Tuned(new Subnetwork(tuned, subnetwork.bypassed()), before, steps);
        }
    }
}
