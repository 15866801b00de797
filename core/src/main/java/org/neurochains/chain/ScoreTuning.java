package org.neurochains.chain;

import java.util.List;
import java.util.Locale;
import org.neurochains.Progress;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Tunes a candidate's scores on KL alone by Adam, in the cut network, as the paper does after thresholding. */
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

    /** A tuned candidate, the divergence before, in nats, and the steps taken. */
    record Tuned(Candidate candidate, double klBefore, int steps) {}

    /** Takes the given number of steps if the divergence exceeds t. */
    Tuned adamAbove(double maxKl, Candidate candidate, int steps, double learningRate, Progress progress) {
        double before = problem.kl(candidate, meter);
        return before <= maxKl
                ? new Tuned(candidate, before, 0)
                : adam(candidate, before, steps, learningRate, progress);
    }

    /** Takes the given number of steps. */
    Tuned adam(Candidate candidate, int steps, double learningRate, Progress progress) {
        return adam(candidate, problem.kl(candidate, meter), steps, learningRate, progress);
    }

    private Tuned adam(Candidate candidate, double before, int steps, double learningRate, Progress progress) {
        try (Scope scope = Scope.open()) {
            Objective objective = problem.cut(candidate, identities, meter);
            float[] start = objective.layout().vector(candidate.scores());
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
            Scores tuned = candidate.scores().with(objective.layout(), scores.toFloats(), candidate.retention());
            return new Tuned(new Candidate(tuned, candidate.bypassed()), before, steps);
        }
    }
}
