package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.RandomGraph;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** The shrinking solver: importance against removal by brute force, then what must hold on any network. */
class ShrinkSolverTest {
    private static final ShrinkOptions USUAL = ShrinkOptions.defaults();
    private static final ShrinkOptions SWEEP = ShrinkOptions.of(new SolverValues(Map.of("sweep", true, "maxKl", 0.1)));

    static LongStream seeds() {
        return LongStream.range(0, 16);
    }

    private static Tuner tuner(Problem problem, UnitLayout layout) {
        return new Tuner(problem, layout, true, null, 0.1, Progress.NONE);
    }

    private static void assertSameScores(Subnetwork first, Subnetwork second) {
        first.scores()
                .byUnit()
                .forEach((unit, scores) -> assertThat(second.scores().of(unit)).containsExactly(scores));
    }

    private static Solution solve(Problem problem, ShrinkOptions options) {
        return new ShrinkSolver(options).solve(problem, Progress.NONE);
    }

    // --- importance ---

    /** Rectifiers without bias: a score times its slope is exactly what removing its channel takes from the margin. */
    @Test
    void importanceIsWhatRemovalTakesFromTheMargin() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Objective objective = new Objective(layout, 2, problem.meter());
            float[] importance =
                    objective.importance(problem.batch(), Tensor.full(1, 4)).units();
            double[] margins = margins(objective, problem, -1);
            for (int removed = 0; removed < 4; removed++) {
                double[] without = margins(objective, problem, removed);
                double expected = IntStream.range(0, 2)
                        .mapToDouble(i -> Math.abs(margins[i] - without[i]))
                        .average()
                        .orElseThrow();
                assertThat(importance[removed]).as("unit %d", removed).isCloseTo((float) expected, within(1e-4f));
            }
        }
    }

    /** z_0 - z_1, the first class being the likelier one. */
    private static double[] margins(Objective objective, Problem problem, int removed) {
        float[] scores = {1, 1, 1, 1};
        if (removed >= 0) {
            scores[removed] = 0;
        }
        double[] z = objective.logits(problem.images(), Tensor.of(scores, 4)).toDoubles();
        return new double[] {z[0] - z[1], z[2] - z[3]};
    }

    @Test
    void eachImagesDivergenceAddsUpToTheObjective() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(3);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tensor scores = Tensor.full(0.7, layout.size());
            Objective.Slope slope = new Objective(layout, 4, problem.meter()).slope(problem.batch(), scores, null, 1);
            Objective.Divergences each =
                    new Objective(layout, 3, problem.meter()).divergences(problem.batch(), scores, null);
            assertThat(Arrays.stream(each.kl()).average().orElseThrow()).isCloseTo(slope.kl(), within(1e-5));
            float[] expected = slope.scores().toFloats();
            for (int u = 0; u < layout.size(); u++) {
                double sum = 0;
                for (float[] row : each.derivatives()) {
                    sum += row[u] / 4;
                }
                assertThat(sum).isCloseTo(expected[u], within(1e-4));
            }
        }
    }

    /** Four images, kept in one pass and in two of unlike size, against passes made anew. */
    @ParameterizedTest
    @EnumSource(NewtonRows.class)
    void keptPassesGiveTheSameRows(NewtonRows rows) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(7);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tensor scores = Tensor.full(0.7, layout.size());
            Objective whole = new Objective(layout, 4, problem.meter());
            NewtonRows.Equations anew = rows.of(whole, problem.batch(), scores, null);
            for (int passBatch : new int[] {4, 3}) {
                Objective objective = new Objective(layout, layout.network(), 4, passBatch, problem.meter());
                Objective.Kept kept = objective.kept(problem.batch(), scores);
                assertThat(objective.fit(problem.batch(), kept).kl())
                        .isCloseTo(whole.kl(problem.batch(), scores), within(1e-6));
                NewtonRows.Equations found = rows.of(objective, problem.batch(), scores, kept);
                assertThat(found.residuals()).containsExactly(anew.residuals(), within(1e-4));
                for (int i = 0; i < found.matrix().length; i++) {
                    assertThat(found.matrix()[i]).containsExactly(anew.matrix()[i], within(1e-3));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NewtonRows.class)
    void aStepLowersTheDivergence(NewtonRows rows) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(5);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Objective objective = new Objective(layout, 4, problem.meter());
            Newton newton = new Newton(objective, problem.batch(), null, 0, rows, new Newton.Damping());
            Newton.Point point = newton.start(Tensor.full(0.6, layout.size()));
            double first = point.kl();
            for (int step = 0; step < 8; step++) {
                Newton.Point next = newton.step(point);
                assertThat(next.kl()).isLessThanOrEqualTo(point.kl());
                point = next;
            }
            assertThat(point.kl()).isLessThan(0.2 * first);
            assertThat(point.kl()).isCloseTo(objective.kl(problem.batch(), point.scores()), within(1e-6));
        }
    }

    // --- every round ---

    @ParameterizedTest
    @MethodSource("seeds")
    void masksAndCutsAlikeAfterEveryRound(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            Solution solution = solve(problem, SWEEP);
            assertThat(solution.curve()).isNotEmpty();
            for (Solution.CurvePoint point : solution.curve()) {
                assertMaskedAgrees(problem, java.util.Objects.requireNonNull(point.subnetwork()), point.kl());
            }
            assertMaskedAgrees(
                    problem, solution.subnetwork(), solution.outcome().kl());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void masksAndCutsAlikeWithBypasses(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed);
            Solution solution = solve(problem, USUAL.withMaxKl(0.3));
            assertMaskedAgrees(
                    problem, solution.subnetwork(), solution.outcome().kl());
            assertThat(solution.effort().reachedGoal())
                    .isEqualTo(solution.outcome().kl() <= 0.3);
        }
    }

    private static void assertMaskedAgrees(Problem problem, Subnetwork subnetwork, double kl) {
        Tensor masked = Executor.unfolded(problem.network()).logits(problem.images(), subnetwork.scoring());
        double whole = Divergence.mean(problem.logits(), masked).item();
        double largest = masked.abs().max(1L).toDoubles()[0];
        assertThat(kl).isCloseTo(whole, within(1e-4 * Math.max(1, largest)));
        Objective cut = problem.cut(subnetwork, true, problem.meter());
        float[] scores = cut.layout().vector(subnetwork.scores());
        double[] logits =
                cut.logits(problem.images(), Tensor.of(scores, scores.length)).toDoubles();
        double[] expected = masked.toDoubles();
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).isCloseTo(expected[i], within(1e-4 * Math.max(scale, 1e-3)));
        }
    }

    @Test
    void findsTheSameChainAgain() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(2);
            ShrinkOptions options = USUAL.withHeld(new ShrinkOptions.Held(2, 0, 7));
            Subnetwork first = solve(problem, options).subnetwork();
            Subnetwork second = solve(problem, options).subnetwork();
            assertThat(second.bypassed()).isEqualTo(first.bypassed());
            assertSameScores(first, second);
        }
    }

    /** A seed changes copies and what is drawn of further images; where there are neither, nothing. */
    @Test
    void withoutFurtherImagesTheSeedChangesNothing() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(3);
            Solution usual = solve(problem, USUAL);
            Solution other = solve(problem, USUAL.withHeld(new ShrinkOptions.Held(0, 0, 1)));
            assertThat(other.effort().fullPasses()).isEqualTo(usual.effort().fullPasses());
            assertSameScores(usual.subnetwork(), other.subnetwork());
        }
    }

    // --- bypasses ---

    /** Whatever is lost, some group goes, unless that leaves too few filters or more is lost than is accepted. */
    @ParameterizedTest
    @MethodSource("seeds")
    void hastyBypassesKeepTheFiltersAskedForAndTheDivergenceAccepted(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tuner tuner = tuner(problem, layout);
            Trail trail = new Trail(problem, layout, USUAL);
            Bypasses bypasses = new Bypasses(problem, layout, tuner, trail);
            Tuner.Tuned whole = tuner.whole(problem.batch());
            TuningPlan plan = new TuningPlan(1, 0, Double.POSITIVE_INFINITY);
            double all = Double.POSITIVE_INFINITY;
            int filters = trail.filters(whole.stage());
            Stage shortest = bypasses.hastily(whole, plan, all, 0, all).stage();
            assertThat(shortest.bypassed()).isNotEmpty();
            assertThat(shortest.cutThrough(layout)).isFalse();
            assertThat(bypasses.hastily(whole, plan, -1, 0, all).stage().bypassed())
                    .isEmpty();
            assertThat(bypasses.hastily(whole, plan, all, filters, all).stage().bypassed())
                    .isEmpty();
            int between = (trail.filters(shortest) + filters) / 2;
            assertThat(trail.filters(
                            bypasses.hastily(whole, plan, all, between, all).stage()))
                    .isGreaterThanOrEqualTo(between);
        }
    }

    @Test
    void budgetsAreShort() {
        ShrinkOptions budget = USUAL.withBudget(1);
        ShrinkOptions none = ShrinkOptions.of(new SolverValues(Map.of("budget", 1, "bypass", "none")));
        ShrinkOptions supported = budget.withHeld(new ShrinkOptions.Held(0, 4, 0));
        assertThat(seeds().filter(seed -> bypasses(seed, budget))).hasSizeGreaterThan(8);
        assertThat(seeds().filter(seed -> bypasses(seed, none))).isEmpty();
        assertThat(seeds().filter(seed -> bypasses(seed, supported))).hasSizeGreaterThan(8);
    }

    private static boolean bypasses(long seed, ShrinkOptions options) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed)
                    .withSupport(RandomProblems.stack(seed).images());
            return !solve(problem, options).subnetwork().bypassed().isEmpty();
        }
    }

    // --- lost starts ---

    /** Scores that make outputs confident of wrong classes, for one step: outputs that say nothing are no worse than ln classes. */
    @ParameterizedTest
    @MethodSource("seeds")
    void tuningEndsNoWorseThanOutputsThatSayNothing(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tuner tuner = tuner(problem, layout);
            float[] scores = new float[layout.size()];
            Random random = new Random(seed);
            for (int i = 0; i < scores.length; i++) {
                scores[i] = 10 * random.nextFloat();
            }
            Stage whole = Stage.whole(layout.size());
            Stage lost = whole.with(scores, whole.fit());
            double kl = tuner.finish(lost, new TuningPlan(1, 0.1, Double.POSITIVE_INFINITY))
                    .kl();
            assertThat(kl).isLessThanOrEqualTo(Math.log(problem.network().classes()));
        }
    }

    // --- what cannot go ---

    @ParameterizedTest
    @EnumSource(Ranking.class)
    void aLayerThatWouldBeEmptiedKeepsItsBestFilter(Ranking ranking) {
        try (Scope scope = Scope.open()) {
            Network network = Toys.stack().network();
            UnitLayout layout = UnitLayout.of(network, true);
            // the first layer's units all rank below the second's
            Objective.Importance importance =
                    new Objective.Importance(new float[] {1, 2, 50, 40}, new float[] {3, 90}, new Objective.Fit(0, 1));
            boolean[] kept = new Selection(layout, 1).top(Stage.whole(4), ranking.ranks(layout, importance), 2);
            assertThat(kept).containsExactly(false, true, true, false);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noRankingCutsANetworkThrough(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Objective.Importance importance = new Objective(layout, 4, problem.meter())
                    .importance(problem.batch(), Tensor.full(1, layout.size()));
            for (Ranking ranking : Ranking.values()) {
                for (int size = 1; size < layout.size(); size += 7) {
                    float[] ranks = ranking.ranks(layout, importance);
                    Stage stage = Stage.whole(layout.size())
                            .keeping(new Selection(layout, 1).top(Stage.whole(layout.size()), ranks, size));
                    assertThat(stage.cutThrough(layout))
                            .as("%s to %d", ranking, size)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aBudgetBelowWhatIsNeededIsMissedAndSaid() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            Solution least = solve(problem, USUAL.withBudget(1));
            assertThat(least.subnetwork().size(problem.network()).filters()).isEqualTo(2);
            assertThat(least.effort().reachedGoal()).isFalse();
            assertThat(solve(problem, USUAL.withBudget(4)).effort().reachedGoal())
                    .isTrue();
            assertThatThrownBy(() -> solve(problem, USUAL.withBudget(5)))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("--budget: is 5; the network has 4 filters");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aBudgetIsKept(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed);
            Solution solution = solve(problem, USUAL.withBudget(9));
            assertThat(solution.subnetwork().size(problem.network()).filters()).isLessThanOrEqualTo(9);
        }
    }

    @Test
    void aGoalOfZeroGivesTheBestChainAndIsMissed() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(3);
            Solution solution = solve(problem, USUAL.withMaxKl(0));
            assertThat(solution.effort().reachedGoal()).isFalse();
            double least = solution.curve().stream()
                    .mapToDouble(Solution.CurvePoint::kl)
                    .min()
                    .orElseThrow();
            assertThat(solution.outcome().kl()).isCloseTo(least, within(1e-5));
        }
    }

    // --- interruption and further images ---

    @Test
    void interruptedItReturnsTheChainThatHoldsSoFar() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(3);
            int steps = solve(problem, USUAL).effort().steps();
            assertThat(steps).isGreaterThan(10);
            int[] heard = {0};
            Progress impatient = new Progress() {
                @Override
                public void report(String stage, long done, long total, String detail) {
                    heard[0]++;
                }

                @Override
                public boolean cancelled() {
                    return heard[0] >= steps / 2;
                }
            };
            Solution solution = new ShrinkSolver(USUAL).solve(problem, impatient);
            assertThat(heard[0]).isLessThan(steps);
            assertThat(solution.outcome().kl()).isLessThanOrEqualTo(0.1);
        }
    }

    @Test
    void holdsItsChainToFurtherImages() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(6);
            Tensor further = RandomGraph.images(problem.network(), 30, 99);
            Solution alone = solve(problem, USUAL.withBudget(12));
            Solution supported = solve(
                    problem.withSupport(further), USUAL.withBudget(12).withHeld(new ShrinkOptions.Held(0, 30, 0)));
            assertThat(divergence(problem, further, supported)).isLessThan(divergence(problem, further, alone));
            assertThatThrownBy(() -> solve(problem, USUAL.withHeld(new ShrinkOptions.Held(0, 30, 0))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("--support: is 30, and there are 0");
        }
    }

    private static double divergence(Problem problem, Tensor images, Solution solution) {
        Executor executor = Executor.of(problem.network());
        Tensor original = executor.logits(images, org.neurochains.network.Scoring.NONE);
        return Divergence.mean(
                        original, executor.logits(images, solution.subnetwork().scoring()))
                .item();
    }

    @Test
    void copiesAreShiftedMirroredAndOfOtherContrast() {
        try (Scope scope = Scope.open()) {
            float[] ramp = new float[64];
            for (int i = 0; i < 64; i++) {
                ramp[i] = i % 8; // columns 0 to 7
            }
            Tensor copies = new Augmentation(3).copies(Tensor.of(ramp, 1, 1, 8, 8), 40);
            assertThat(copies.shape()).containsExactly(40, 1, 8, 8);
            boolean mirrored = false;
            boolean upright = false;
            for (int i = 0; i < 40; i++) {
                float[] copy = copies.narrow(0, i, 1).toFloats();
                double slope = copy[4] - copy[3];
                assertThat(Math.abs(slope)).isBetween(0.8, 1.2);
                mirrored |= slope < 0;
                upright |= slope > 0;
            }
            assertThat(mirrored && upright).isTrue();
            Tensor flat = Tensor.full(2, 1, 1, 8, 8);
            assertThat(new Augmentation(3).copies(flat, 2).toDoubles()).containsOnly(2);
            assertThat(new Augmentation(3).copies(flat, 2).toDoubles())
                    .containsExactly(new Augmentation(3).copies(flat, 2).toDoubles());
        }
    }

    @Test
    void namesItsOptions() {
        assertThat(Solvers.options("shrink"))
                .containsAll(Set.of("maxKl", "budget", "sweep", "augment", "support", "ranking", "bypass"));
        assertThat(List.of(
                        Solvers.of("shrink", "", Map.of("support", 4)).support(),
                        Solvers.of("paper", "", Map.of()).support()))
                .containsExactly(4, 0);
        assertThatThrownBy(() -> Solvers.of("shrink", "", Map.of("augment", -1)))
                .hasMessageContaining("--augment: is -1; give 0 or more");
    }
}
