package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.Progress;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Eq. 8, its derivatives and the paper's solver on networks of one pixel, against closed forms. */
class ToySolverTest {
    private static final double LAMBDA = 0.0065;
    private static final PaperOptions PAPER = PaperOptions.defaults("cifar-resnet20");

    /** Closed forms: logits (S0, 2 S1) against (1, 2), softmax and its derivative by hand. */
    @ParameterizedTest
    @CsvSource({
        // S0, S1, KL, dKL/dS0, dKL/dS1, S0 and S1 after one step of Adam on KL + .0065 (|S0| + |S1|)
        "1, 1, 0, 0, 0, 0.9950000076922959, 0.9950000076922959",
        "0.5, 1, 0.022622301149527166, -0.08651589756363878, 0.1730317951272775, 0.5049999993751243, 0.9950000002785022",
        "1, 0.5, 0.11094407167172737, 0.2310585786300049, -0.4621171572600098, 0.9950000002104744, 0.5049999998902588",
        "1.2, 0.3, 0.2939199887756708, 0.3767148848558003, -0.7534297697116008, 1.195000000130475, 0.3049999999330593",
        "-0.2, 1, 0.08260774489474496, 0, 0.29947699869575484, -0.19500000769229586, 0.995000000163411",
        "0, 1, 0.08260774489474496, 0, 0.29947699869575484, 0, 0.995000000163411"
    })
    void twoFilters(float s0, float s1, double kl, double slope0, double slope1, double after0, double after1) {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.twoFilters();
            BatchedPasses passes = new BatchedPasses(UnitLayout.of(problem.network(), true), 1, problem.meter());
            Tensor scores = Tensor.of(new float[] {s0, s1}, 2);
            Divergence slope = Divergence.at(passes, problem.region(), scores);
            assertThat(slope.kl()).isCloseTo(kl, within(1e-6));
            assertThat(slope.scores().toDoubles()).containsExactly(new double[] {slope0, slope1}, within(1e-6));
            Tensor logits = passes.logits(problem.images(), scores);
            assertThat(OutputKind.MULTI_CLASS
                            .divergence(problem.logits(), logits)
                            .mean()
                            .item())
                    .isCloseTo(kl, within(1e-6));

            new Adam(List.of(scores), 0.005)
                    .step(List.of(slope.scores().add(scores.sign().mul(LAMBDA))));
            assertThat(scores.toDoubles()).containsExactly(new double[] {after0, after1}, within(1e-6));
        }
    }

    /** Closed forms: H = G max(0, S u h) + (1 - G) h with h = (1, 3), u = (2, 1). */
    @ParameterizedTest
    @CsvSource({
        // S0, S1, alpha, KL, dLoss/dS0, dLoss/dS1, dLoss/dalpha with lambda .0065 and lambda_g .1
        "1, 1, 0, 0.022622301149527166, -0.08001589756363878, 0.13627384634545814, -0.008144871954548466",
        "1, 1, 0.1, 0.013175067256081724, -0.07757826068450051, 0.1326173910267509, 0.020642593074472165",
        "0.5, 0.8, -0.2, 0.059869230873456705, -0.06435457001895523, 0.11278185502843291, 0.022301738128753676",
        "0, 1, 0.3, 0.23359306150676207, 0, 0.5278498657491126, 0.258512537242759"
    })
    void gatedLayer(float s0, float s1, float alpha, double kl, double slope0, double slope1, double gateSlope) {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.gated();
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            assertThat(layout.groups()).containsExactly("conv");
            Tensor scores = Tensor.of(new float[] {s0, s1}, 2);
            Divergence slope = Divergence.at(
                    new BatchedPasses(layout, 1, problem.meter()),
                    problem.region(),
                    scores,
                    Tensor.of(new float[] {alpha}, 1),
                    0.2);
            assertThat(slope.kl()).isCloseTo(kl, within(1e-6));
            assertThat(slope.scores().add(scores.sign().mul(LAMBDA)).toDoubles())
                    .containsExactly(new double[] {slope0, slope1}, within(1e-6));
            assertThat(Objects.requireNonNull(slope.gates()).item() + 0.1).isCloseTo(gateSlope, within(1e-6));
        }
    }

    @Test
    void divergenceOfKnownProbabilities() {
        try (Scope scope = Scope.open()) {
            float three = (float) Math.log(3);
            Tensor original = Tensor.of(new float[] {0, three, 0, 0}, 2, 2);
            Tensor chain = Tensor.of(new float[] {0, 0, 0, three}, 2, 2);
            assertThat(OutputKind.MULTI_CLASS.divergence(original, chain).toDoubles())
                    .containsExactly(new double[] {0.13081203594113697, 0.14384103622589045}, within(1e-6));
            assertThat(OutputKind.MULTI_CLASS.divergence(original, chain).mean().item())
                    .isCloseTo(0.1373265360835137, within(1e-6));
            assertThat(OutputKind.MULTI_CLASS
                            .divergence(original, original)
                            .mean()
                            .item())
                    .isZero();
            Tensor far = Tensor.of(new float[] {200, -200, 0, 0}, 2, 2);
            assertThat(OutputKind.MULTI_CLASS.divergence(far, chain).mean().item())
                    .as("no logarithm of zero")
                    .isBetween(0.3, 0.6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OutputKind.MULTI_CLASS.divergence(original, chain.narrow(0, 0, 1)))
                    .withMessageContaining("[2, 2]");
        }
    }

    @Test
    void outcomeOfKnownProbabilities() {
        try (Scope scope = Scope.open()) {
            float three = (float) Math.log(3);
            Tensor original = Tensor.of(new float[] {0, three, three, 0}, 2, 2);
            Tensor chain = Tensor.of(new float[] {0, three, 0, three}, 2, 2);
            Outcome outcome = Outcome.of(OutputKind.MULTI_CLASS, original, chain);
            assertThat(outcome.agreement()).isEqualTo(0.5);
            assertThat(outcome.probabilityDrop()).isCloseTo((0 + 0.75 - 0.25) / 2, within(1e-6));
            assertThat(outcome.kl()).isCloseTo(0.5 * (0.75 - 0.25) * Math.log(3), within(1e-6));
        }
    }

    // --- the whole solver ---

    private static PaperOptions options(double lambdaGate, int steps, double rate, double threshold, double maxKl) {
        return PAPER.with()
                .lambda(LAMBDA)
                .lambdaGate(lambdaGate)
                .threshold(threshold)
                .steps(steps)
                .learningRate(rate)
                .fineTuneSteps(2)
                .maxKl(maxKl)
                .build();
    }

    private static Solution solve(Problem problem, PaperOptions options) {
        return new PaperSolver(options).solve(problem, Progress.NONE);
    }

    @Test
    void theFirstStep() {
        try (Scope scope = Scope.open()) {
            List<PaperSolver.Step> steps = new ArrayList<>();
            new PaperSolver(options(0.1, 1, 0.005, 0.1, 1)).solve(Toys.gated(), Progress.NONE, steps::add);
            assertThat(steps).hasSize(1);
            PaperSolver.Step step = steps.get(0);
            assertThat(step.kl()).isCloseTo(0.022622301149527166, within(1e-6));
            assertThat(step.loss()).isCloseTo(0.035622301149527164, within(1e-6));
            // each score and alpha moves by lr against the sign of its slope
            assertThat(step.scores()).containsExactly(new float[] {1.005f, 0.995f}, within(1e-6f));
            assertThat(step.alphas()).containsExactly(new float[] {0.005f}, within(1e-6f));
        }
    }

    @Test
    void aGateBelowAHalfIsABypass() {
        try (Scope scope = Scope.open()) {
            // dKL/dalpha at 0 is -.108: lambda_g .1 opens the gate, 2 closes it
            Solution open = solve(Toys.gated(), options(0.1, 1, 0.005, 0.1, 1));
            assertThat(open.subnetwork().bypassed()).isEmpty();
            assertThat(open.subnetwork().size(Toys.gated().network())).isEqualTo(new Subnetwork.Size(2, 0, 1));
            Solution closed = solve(Toys.gated(), options(2, 1, 0.005, 0.1, 1));
            assertThat(closed.subnetwork().bypassed()).containsExactly("conv");
            assertThat(closed.subnetwork().size(Toys.gated().network())).isEqualTo(new Subnetwork.Size(0, 0, 0));
            // H = h = (1, 3) against (2, 3)
            double p = 1 / (1 + Math.E);
            double q = 1 / (1 + Math.exp(2));
            double kl = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
            assertThat(closed.outcome().kl()).isCloseTo(kl, within(1e-6));
        }
    }

    @Test
    void aScoreAtTheThresholdIsRetained() {
        try (Scope scope = Scope.open()) {
            List<PaperSolver.Step> steps = new ArrayList<>();
            new PaperSolver(options(0, 1, 0.9, 0.05, 9)).solve(Toys.twoFilters(), Progress.NONE, steps::add);
            double score = steps.get(0).scores()[0];
            assertThat(score).isCloseTo(0.1, within(1e-5));

            Solution at = solve(Toys.twoFilters(), options(0, 1, 0.9, score, 9));
            assertThat(at.cutThrough()).isFalse();
            assertThat(at.beforeCleanUp().filters()).isEqualTo(2);
            Solution above = solve(Toys.twoFilters(), options(0, 1, 0.9, Math.nextUp(score), 9));
            assertThat(above.cutThrough()).isTrue();
            assertThat(above.beforeCleanUp().filters()).isEqualTo(1);
        }
    }

    @Test
    void aNegativeScoreIsRetainedUnlessTheThresholdIsSigned() {
        try (Scope scope = Scope.open()) {
            PaperOptions absolute = options(0, 1, 1.5, 0.1, 9);
            assertThat(solve(Toys.twoFilters(), absolute).cutThrough()).isFalse();
            PaperOptions signed = absolute.withSigned(true);
            assertThat(solve(Toys.twoFilters(), signed).cutThrough()).isTrue();
        }
    }

    @Test
    void countsItsWorkInFullPasses() {
        try (Scope scope = Scope.open()) {
            // F once: 1/2; three steps: 3; the divergence after thresholding and after the clean-up: 1
            Solution untuned = solve(Toys.twoFilters(), options(0, 3, 0.005, 0.1, 9));
            assertThat(untuned.effort().steps()).isEqualTo(3);
            assertThat(untuned.effort().fullPasses()).isCloseTo(4.5, within(1e-9));
            assertThat(untuned.effort().reachedGoal()).isTrue();
            // and two steps of fine-tuning, since no score is exactly 1 any more
            Solution tuned = solve(Toys.twoFilters(), options(0, 3, 0.05, 0.1, 0));
            assertThat(tuned.effort().steps()).isEqualTo(5);
            assertThat(tuned.effort().fullPasses()).isCloseTo(6.5, within(1e-9));
            assertThat(tuned.effort().reachedGoal()).isFalse();
        }
    }

    @Test
    void fineTuningLowersTheDivergence() {
        try (Scope scope = Scope.open()) {
            PaperOptions options = options(0, 60, 0.01, 0.1, 0.001)
                    .with()
                    .lambda(0.5)
                    .fineTuneSteps(200)
                    .build();
            Solution solution = solve(Toys.twoFilters(), options);
            assertThat(solution.klBeforeFineTune()).isGreaterThan(0.01);
            assertThat(solution.outcome().kl()).isLessThan(0.002);
        }
    }

    @Test
    void stopsOnAPlateauOnlyFromStep200() {
        try (Scope scope = Scope.open()) {
            PaperOptions off = options(0, 300, 0.005, 0.1, 9).withLambda(0);
            PaperOptions wide = off.withStopDelta(0.02);
            assertThat(solve(Toys.twoFilters(), wide).effort().steps()).isEqualTo(200);
            assertThat(solve(Toys.twoFilters(), off).effort().steps()).isEqualTo(300);
        }
    }

    @Test
    void stopsWithinAStepWhenCancelled() {
        List<Long> heard = new ArrayList<>();
        Progress impatient = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {
                heard.add(done);
                assertThat(stage).isEqualTo("paper");
                assertThat(total).isEqualTo(300);
                assertThat(detail).matches("KL \\d+\\.\\d{4}, 2 filters");
            }

            @Override
            public boolean cancelled() {
                return heard.size() == 2;
            }
        };
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.twoFilters();
            assertThatThrownBy(() -> new PaperSolver(PAPER).solve(problem, impatient))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(heard).containsExactly(1L, 2L);
    }
}
