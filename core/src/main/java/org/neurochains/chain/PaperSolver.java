package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.Progress;
import org.neurochains.network.Retention;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The paper's solver: Adam on all scores and gates for Eq. 8, then thresholds, then fine-tuning of the surviving scores
 * on KL alone.
 *
 * <p>The gates' penalty is on alpha itself, as in Eq. 8, not on G.
 */
public final class PaperSolver implements Solver {
    private static final int PLATEAU_FROM = 200;
    private static final int PLATEAU_LENGTH = 10;

    private final PaperOptions options;

    /** A solver with these options. */
    public PaperSolver(PaperOptions options) {
        this.options = options;
    }

    @Override
    public PaperOptions options() {
        return options;
    }

    /**
     * The state before one step's update, and after it.
     *
     * @param kl before the update, in nats, as for loss (Eq. 8)
     * @param scores after the update, by unit
     * @param alphas after the update, by group
     */
    record Step(int number, double kl, double loss, float[] scores, float[] alphas) {}

    /** Hears every step; for tests. */
    interface Listener {
        void step(Step step);
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        return solve(problem, progress, step -> {});
    }

    Solution solve(Problem problem, Progress progress, Listener listener) {
        PassMeter meter = problem.meter(progress);
        try (Scope scope = Scope.open()) {
            UnitLayout layout = UnitLayout.of(problem.network(), options.scoreIdentities());
            Learned learned = learn(problem, layout, meter, progress, listener);
            return conclude(problem, layout, learned, meter, progress);
        }
    }

    /** Scores and gate logits after the last step. */
    private record Learned(float[] scores, float[] alphas, int steps) {}

    private Learned learn(Problem problem, UnitLayout layout, PassMeter meter, Progress progress, Listener listener) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = new BatchedPasses(layout, problem.microBatch(), meter);
            Tensor scores = Tensor.full(1, layout.size());
            Tensor alphas = Tensor.full(0, layout.groups().size());
            Batch batch = problem.tuning();
            Adam adam = new Adam(List.of(scores, alphas), options.learningRate());
            Plateau plateau = new Plateau(options.stopDelta());
            int step = 0;
            boolean stop = false;
            while (step < options.steps() && !stop) {
                progress.check();
                try (Scope inner = Scope.open()) {
                    Divergence slope = Divergence.at(passes, batch, scores, alphas, options.temperature());
                    double loss = slope.kl()
                            + options.lambda() * scores.abs().sum().item()
                            + options.lambdaGate() * alphas.sum().item();
                    Tensor alphaSlope = slope.gates() == null ? alphas.zerosLike() : slope.gates();
                    adam.step(List.of(
                            slope.scores().add(scores.sign().mul(options.lambda())),
                            alphaSlope.add(options.lambdaGate())));
                    step++;
                    stop = plateau.reached(step, loss);
                    listener.step(new Step(step, slope.kl(), loss, scores.toFloats(), alphas.toFloats()));
                    tell(progress, step, slope.kl(), scores, layout);
                }
            }
            return new Learned(scores.toFloats(), alphas.toFloats(), step);
        }
    }

    private void tell(Progress progress, int step, double kl, Tensor scores, UnitLayout layout) {
        float[] values = scores.toFloats();
        boolean[] kept = new boolean[values.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = Math.abs(values[i]) > options.threshold();
        }
        progress.report(
                "paper", step, options.steps(), String.format(Locale.ROOT, "KL %.4f, %s", kl, layout.inWords(kept)));
        progress.chain(kl, layout.counts(kept));
    }

    private Solution conclude(Problem problem, UnitLayout layout, Learned learned, PassMeter meter, Progress progress) {
        Set<String> bypassed = new TreeSet<>();
        for (int i = 0; i < learned.alphas().length; i++) {
            if (learned.alphas()[i] < 0) { // G < 0.5
                bypassed.add(layout.groups().get(i));
            }
        }
        boolean[] kept = new boolean[layout.size()];
        for (int i = 0; i < kept.length; i++) {
            float s = learned.scores()[i];
            kept[i] = options.signed() ? s >= options.threshold() : Math.abs(s) >= options.threshold();
        }
        Retention thresholded = layout.retention(kept, bypassed);
        Scores learnedScores =
                Scores.ones(problem.network()).with(layout, learned.scores(), Retention.all(problem.network()));
        Retention retained = CleanUp.reconnect(problem.network(), thresholded, learnedScores);
        Scores scores = Scores.ones(problem.network()).with(layout, learned.scores(), retained);
        Subnetwork subnetwork = new Subnetwork(scores, bypassed);
        Subnetwork.Size before = subnetwork.size(problem.network());
        int steps = learned.steps();
        ScoreTuning.Tuned tuned = new ScoreTuning(problem, options.scoreIdentities(), meter)
                .adamAbove(
                        options.maxKl(), subnetwork, options.fineTuneSteps(), options.fineTuneLearningRate(), progress);
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(tuned.subnetwork(), progress);
        Subnetwork.Size size = clean.subnetwork().size(problem.network());
        Outcome outcome = clean.outcome();
        Solution.CurvePoint point = new Solution.CurvePoint(size, outcome.kl(), outcome.agreement(), null);
        return new Solution(
                clean.subnetwork(),
                outcome,
                tuned.klBefore(),
                before,
                !retained.equals(thresholded),
                clean.notes(),
                List.of(point),
                new Solution.Effort(steps + tuned.steps(), meter.fullPasses(), outcome.kl() <= options.maxKl()),
                Solution.End.USUAL);
    }

    /** Whether the loss has stood still for long enough. */
    private static final class Plateau {
        private final double delta;
        private final List<Double> losses = new ArrayList<>();

        Plateau(double delta) {
            this.delta = delta;
        }

        boolean reached(int step, double loss) {
            losses.add(loss);
            int n = losses.size();
            if (delta == 0 || step < PLATEAU_FROM || n <= PLATEAU_LENGTH) {
                return false;
            }
            for (int i = n - PLATEAU_LENGTH; i < n; i++) {
                if (Math.abs(losses.get(i) - losses.get(i - 1)) >= delta) {
                    return false;
                }
            }
            return true;
        }
    }
}
