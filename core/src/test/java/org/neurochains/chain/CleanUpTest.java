package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.Progress;
import org.neurochains.network.Channels;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.tensor.Scope;

/** What changes nothing goes, what is constant goes where it may, and no chain is cut through. */
class CleanUpTest {
    private static final double MAX_KL = 0.1;

    /** All scores 1 but those of one layer. */
    private static Scores scores(Network network, String unit, float... values) {
        Map<String, float[]> all = new LinkedHashMap<>(Scores.ones(network).byUnit());
        all.put(unit, values);
        return Scores.of(all);
    }

    private static CleanUp.Result clean(Problem problem, Scores scores) {
        return new CleanUp(problem, MAX_KL, problem.meter()).apply(new Subnetwork(scores, Set.of()), Progress.NONE);
    }

    @Test
    void filtersWithoutAPathToTheLogitsGo() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.residual(new float[] {1, 0, 0, 1}, 0, 0);
            CleanUp.Result clean = clean(problem, scores(problem.network(), "C2", 0, 0));
            assertThat(clean.subnetwork().scores().of("C1")).containsOnly(0);
            assertThat(clean.subnetwork().scores().of("stem")).containsOnly(1);
            assertThat(clean.subnetwork().size(problem.network())).isEqualTo(new Subnetwork.Size(2, 2, 1));
            assertThat(clean.notes()).isEmpty();
        }
    }

    @Test
    void aShortcutChannelWithADeadInputGoes() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.residual(new float[] {1, 0, 0, 1}, 0, 0);
            CleanUp.Result clean = clean(problem, scores(problem.network(), "stem", 1, 0));
            assertThat(clean.subnetwork().scores().of("blockSC")).containsExactly(1, 0);
            assertThat(clean.subnetwork().scores().of("stem")).containsExactly(1, 0);
        }
    }

    @Test
    void whatEmitsAConstantGoesWhileTheDivergenceHolds() {
        try (Scope scope = Scope.open()) {
            // C1 gives nothing at all, so that C2 emits its biases, in F too
            Problem problem = Toys.residual(new float[4], 0.01f, -0.01f);
            CleanUp.Result clean = clean(problem, scores(problem.network(), "C1", 0, 0));
            assertThat(clean.subnetwork().scores().of("C2")).containsOnly(0);
            assertThat(clean.notes()).isEmpty();
            assertThat(clean.kl()).isBetween(1e-6, 1e-3);
        }
    }

    @Test
    void constantsAreTriedInOrderOfTheirScores() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.residual(new float[4], 3, 0.01f);
            Map<String, float[]> all =
                    new LinkedHashMap<>(Scores.ones(problem.network()).byUnit());
            all.put("C1", new float[2]);
            all.put("C2", new float[] {1, 0.5f});
            CleanUp.Result clean = clean(problem, Scores.of(all));
            assertThat(clean.subnetwork().scores().of("C2")).containsExactly(1, 0);
            assertThat(clean.notes()).isEqualTo(Map.of("C2", Map.of(0, CleanUp.CONSTANT)));
            assertThat(clean.kl()).isLessThan(1e-3);
        }
    }

    @Test
    void constantsStayAndAreNotedWhereTheGoalIsMissedAnyway() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.residual(new float[4], 3, 2);
            Map<String, float[]> all =
                    new LinkedHashMap<>(Scores.ones(problem.network()).byUnit());
            all.put("C1", new float[2]);
            all.put("C2", new float[] {-1, 1});
            CleanUp.Result clean = clean(problem, Scores.of(all));
            assertThat(clean.kl()).isGreaterThan(MAX_KL);
            assertThat(clean.notes().get("C2")).containsOnlyKeys(0, 1);
        }
    }

    @Test
    void theDivergenceIsThatOfWhatIsLeft() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.residual(new float[] {1, 0, 0, 1}, 0, 0);
            CleanUp.Result clean = clean(problem, scores(problem.network(), "C2", 0, 0));
            // F: 2 (1, 2), the chain: (1, 2)
            double p = 1 / (1 + Math.exp(2));
            double q = 1 / (1 + Math.E);
            double kl = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
            assertThat(clean.kl()).isCloseTo(kl, within(1e-6));
        }
    }

    // --- cut through ---

    private static Retention reconnected(Network network, Scores full, Retention thresholded) {
        Retention filled = CleanUp.reconnect(network, thresholded, full);
        assertThat(Flow.of(network, filled).cutThrough()).isFalse();
        return filled;
    }

    @Test
    void anEmptiedLayerOfAStackKeepsItsLargestScore() {
        try (Scope scope = Scope.open()) {
            Network network = Toys.stack().network();
            Scores full = scores(network, "first", 0.02f, -0.09f);
            Retention all = Retention.all(network);
            Retention filled = reconnected(network, full, all.with("first", Channels.of()));
            assertThat(filled.of("first")).isEqualTo(Channels.of(1));
            assertThat(filled.of("second")).isEqualTo(Channels.of(0, 1));
        }
    }

    @Test
    void anEmptiedBranchOfAResidualBlockIsNotCutThrough() {
        try (Scope scope = Scope.open()) {
            Network network = Toys.residual(new float[] {1, 0, 0, 1}, 0, 0).network();
            Retention empty = Retention.all(network).with("C1", Channels.of()).with("C2", Channels.of());
            assertThat(Flow.of(network, empty).cutThrough()).isFalse();
            assertThat(CleanUp.reconnect(network, empty, Scores.ones(network))).isSameAs(empty);
        }
    }

    @Test
    void onlyWhatTheLogitsNeedIsPutBack() {
        try (Scope scope = Scope.open()) {
            Network network = Toys.residual(new float[] {1, 0, 0, 1}, 0, 0).network();
            Retention empty = Retention.all(network)
                    .with("C1", Channels.of())
                    .with("C2", Channels.of())
                    .with("stem", Channels.of());
            Retention filled = reconnected(network, scores(network, "stem", 0.01f, 0.05f), empty);
            assertThat(filled.of("stem")).isEqualTo(Channels.of(1));
            assertThat(filled.of("C1").size() + filled.of("C2").size()).isZero();
        }
    }

    @Test
    void aNetworkOfWhichNothingIsLeftIsReportedAndRepaired() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            PaperOptions fierce = PaperOptions.defaults("vgg")
                    .with()
                    .lambda(1)
                    .lambdaGate(0)
                    .threshold(0.5)
                    .steps(1)
                    .learningRate(1)
                    .fineTuneSteps(5)
                    .maxKl(MAX_KL)
                    .build();
            Solution solution = new PaperSolver(fierce).solve(problem, Progress.NONE);
            assertThat(solution.cutThrough()).isTrue();
            assertThat(solution.subnetwork().size(problem.network()).filters()).isBetween(2, 3);
            assertThat(Flow.of(problem.network(), solution.subnetwork().retention())
                            .cutThrough())
                    .isFalse();
            assertThat(solution.outcome().kl()).isFinite();
        }
    }
}
