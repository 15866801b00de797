package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.image.FurtherImages;
import org.neurochains.network.Executor;
import org.neurochains.network.OutputKind;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** The shrinking solver: importance against removal by brute force, then what must hold on any network. */
@Tag("slow")
class ShrinkSolverTest {
    private static final ShrinkOptions USUAL = ShrinkOptions.defaults();
    private static final ShrinkOptions SWEEP = ShrinkOptions.defaults().withSweep(true);

    static LongStream seeds() {
        return LongStream.range(0, 16);
    }

    /** Some of them, with every kind of normalisation and of enlargement that random networks have. */
    static LongStream someSeeds() {
        return LongStream.of(0, 1, 3, 4, 5, 7, 9, 11);
    }

    /** Families of stacks by seed, made once for all that is asked of them. */
    private static final Map<Long, Solution> SWEPT = new TreeMap<>();

    private static Solution swept(long seed) {
        return SWEPT.computeIfAbsent(seed, any -> {
            try (Scope scope = Scope.open()) {
                return solve(RandomProblems.stack(seed), SWEEP);
            }
        });
    }

    @Test
    void copiesThatTheNetworkIsLessSureOfThanOfAnyImageAreLeftOut() {
        try (Scope scope = Scope.open()) {
            Tensor original = Tensor.of(new float[] {4, 0, 0, 2}, 2, 2);
            Tensor copies = Tensor.of(new float[] {3, 0, 1, 0, 0, 5, 3, 0}, 4, 2);
            assertThat(Shrinking.sure(OutputKind.MULTI_CLASS, original, copies, 2))
                    .containsExactly(0, 2);
        }
    }

    /** Log odds of 2.94 are a probability of .95. */
    @Test
    void copiesWithTheProbabilityThatRegionsAskForStay() {
        try (Scope scope = Scope.open()) {
            Tensor original = Tensor.of(new float[] {9, 0, 0, 8}, 2, 2);
            Tensor copies = Tensor.of(new float[] {3, 0, 0, 2.9f}, 2, 2);
            assertThat(Shrinking.sure(OutputKind.MULTI_CLASS, original, copies, 1))
                    .containsExactly(0);
        }
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
            BatchedPasses passes = new BatchedPasses(layout, 2, problem.meter());
            float[] importance = Importance.of(passes, problem.region());
            double[] margins = margins(passes, problem, -1);
            for (int removed = 0; removed < 4; removed++) {
                double[] without = margins(passes, problem, removed);
                double expected = IntStream.range(0, 2)
                        .mapToDouble(i -> Math.abs(margins[i] - without[i]))
                        .average()
                        .orElseThrow();
                assertThat(importance[removed]).as("unit %d", removed).isCloseTo((float) expected, within(1e-4f));
            }
        }
    }

    /** z_0 - z_1, the first class being the likelier one. */
    private static double[] margins(BatchedPasses passes, Problem problem, int removed) {
        float[] scores = {1, 1, 1, 1};
        if (removed >= 0) {
            scores[removed] = 0;
        }
        double[] z = passes.logits(problem.images(), Tensor.of(scores, 4)).toDoubles();
        return new double[] {z[0] - z[1], z[2] - z[3]};
    }

    // --- a step ---

    private static GaussNewton descent(BatchedPasses passes, Problem problem, double rest, double ridge) {
        return descent(passes, problem, ridge(passes, rest, ridge), GaussNewton.LEAST_DAMPING);
    }

    private static GaussNewton descent(BatchedPasses passes, Problem problem, GaussNewton.Ridge ridge, double damping) {
        double[] equal = new double[(int) problem.region().size()];
        Arrays.fill(equal, 1.0 / equal.length);
        return new GaussNewton(passes, problem.region(), equal, ridge, damping);
    }

    private static GaussNewton.Ridge ridge(BatchedPasses passes, double rest, double weight) {
        float[] rests = new float[passes.layout().size()];
        Arrays.fill(rests, (float) rest);
        return new GaussNewton.Ridge(rests, weight);
    }

    /** A step so damped that it is along the slope gains what the linear model promises, so the next is damped less. */
    @ParameterizedTest
    @MethodSource("seeds")
    void dampsLessWhereTheModelHolds(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            BatchedPasses passes = new BatchedPasses(layout, 4, problem.meter());
            GaussNewton descent = descent(passes, problem, ridge(passes, 1, 0.5), 1e3);
            GaussNewton.Point from = descent.at(Tensor.full(0.6, layout.size()));
            GaussNewton.Point to = descent.step(from);
            assertThat(to.value()).isLessThan(from.value());
            assertThat(descent.damping()).isEqualTo(250);
        }
    }

    /** Where nothing improves any more, as at the minimum of the ridge alone, damping stays what it was. */
    @Test
    void keepsItsDampingWhereNoStepImproves() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(6);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            GaussNewton descent = descent(new BatchedPasses(layout, 4, problem.meter()), problem, 1, 1);
            GaussNewton.Point whole = descent.at(Tensor.full(1, layout.size()));
            assertThat(descent.step(whole).value()).isEqualTo(whole.value());
            assertThat(descent.damping()).isEqualTo(GaussNewton.LEAST_DAMPING);
        }
    }

    /** Four images, kept in one pass, against the same in two passes made anew. */
    @Test
    void keptPassesGiveTheSameStep() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(7);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tensor scores = Tensor.full(0.7, layout.size());
            BatchedPasses whole = new BatchedPasses(layout, 4, problem.meter());
            BatchedPasses parts = new BatchedPasses(layout, layout.network(), 3, problem.meter());
            GaussNewton kept = descent(whole, problem, 1, 0.01);
            GaussNewton anew = descent(parts, problem, 1, 0.01);
            assertThat(kept.at(scores).pass()).isNotNull();
            assertThat(anew.at(scores).pass()).isNull();
            float[] first = kept.step(kept.at(scores)).scores().toFloats();
            float[] second = anew.step(anew.at(scores)).scores().toFloats();
            assertThat(first).containsExactly(second, within(1e-3f));
        }
    }

    @Test
    void stepsLowerWhatIsMinimised() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(6);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            BatchedPasses passes = new BatchedPasses(layout, 4, problem.meter());
            GaussNewton descent = descent(passes, problem, 1, 0);
            GaussNewton.Point point = descent.at(Tensor.full(0.6, layout.size()));
            double first = point.meanKl();
            for (int step = 0; step < 8; step++) {
                GaussNewton.Point next = descent.step(point);
                assertThat(next.value()).isLessThanOrEqualTo(point.value());
                point = next;
            }
            assertThat(point.meanKl()).isLessThan(0.2 * first);
            Tensor logits = passes.logits(problem.images(), point.scores());
            assertThat(point.meanKl())
                    .isCloseTo(
                            OutputKind.MULTI_CLASS
                                    .divergence(problem.logits(), logits)
                                    .mean()
                                    .item(),
                            within(1e-6));
        }
    }

    /** Where the ridge outweighs all that the images ask for, scores end where it pulls them. */
    @Test
    void aStrongRidgeLeadsToItsRest() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(5);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            GaussNewton descent = descent(new BatchedPasses(layout, 4, problem.meter()), problem, 0.9, 1e4);
            GaussNewton.Point point = descent.at(Tensor.full(0.6, layout.size()));
            for (int step = 0; step < 4; step++) {
                point = descent.step(point);
            }
            float[] rest = new float[layout.size()];
            Arrays.fill(rest, 0.9f);
            assertThat(point.scores().toFloats()).containsExactly(rest, within(1e-2f));
        }
    }

    /** One unit, one row by hand: KL's slope g and curvature a give (g + 2 r (s - 1)) / (a + 2 r). */
    @Test
    void weightsOfImagesAreThoseOfTheMean() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(6);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            BatchedPasses passes = new BatchedPasses(layout, 4, problem.meter());
            Tensor scores = Tensor.full(0.8, layout.size());
            double[] kl = OutputKind.MULTI_CLASS
                    .divergence(problem.logits(), passes.logits(problem.images(), scores))
                    .toDoubles();
            double[] weights = {0.7, 0.1, 0.1, 0.1};
            GaussNewton descent = new GaussNewton(
                    passes, problem.region(), weights, ridge(passes, 1, 0.5), GaussNewton.LEAST_DAMPING);
            double expected = 0.7 * kl[0] + 0.1 * (kl[1] + kl[2] + kl[3]);
            GaussNewton.Point point = descent.at(scores);
            assertThat(point.meanKl()).isCloseTo(expected, within(1e-6));
            assertThat(point.value()).isCloseTo(expected + 0.5 * layout.size() * 0.04, within(1e-4));
        }
    }

    // --- every round ---

    @ParameterizedTest
    @MethodSource("someSeeds")
    void masksAndCutsAlikeAfterEveryRound(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            assertEveryMemberAgrees(problem, solve(problem, SWEEP));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void masksAndCutsAlikeWithBypasses(long seed) {
        try (Scope scope = Scope.open()) {
            Solution solution = swept(seed);
            assertEveryMemberAgrees(RandomProblems.stack(seed), solution);
            assertThat(solution.effort().reachedGoal())
                    .isEqualTo(solution.outcome().kl() <= 0.1);
        }
    }

    private static void assertEveryMemberAgrees(Problem problem, Solution solution) {
        assertThat(solution.curve()).isNotEmpty();
        for (Solution.CurvePoint point : solution.curve()) {
            assertMaskedAgrees(problem, java.util.Objects.requireNonNull(point.subnetwork()), point.kl());
        }
        assertMaskedAgrees(problem, solution.subnetwork(), solution.outcome().kl());
    }

    private static void assertMaskedAgrees(Problem problem, Subnetwork subnetwork, double kl) {
        Tensor masked = Executor.unfolded(problem.network()).logits(problem.images(), subnetwork.scoring());
        double whole = OutputKind.MULTI_CLASS
                .divergence(problem.logits(), masked)
                .mean()
                .item();
        double largest = masked.abs().max(1L).toDoubles()[0];
        assertThat(kl).isCloseTo(whole, within(1e-4 * Math.max(1, largest)));
        BatchedPasses cut = problem.cut(subnetwork, true, problem.meter());
        float[] scores = cut.layout().vector(subnetwork.scores());
        double[] logits =
                cut.logits(problem.images(), Tensor.of(scores, scores.length)).toDoubles();
        double[] expected = masked.toDoubles();
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).isCloseTo(expected[i], within(1e-4 * Math.max(scale, 1e-3)));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyChainOfTheFamilyIsPartOfTheLargerOnes(long seed) {
        List<Subnetwork> family = family(seed);
        assertThat(family).hasSizeGreaterThan(3);
        for (int i = 1; i < family.size(); i++) {
            Subnetwork smaller = family.get(i);
            Subnetwork larger = family.get(i - 1);
            assertThat(smaller.bypassed()).containsAll(larger.bypassed());
            smaller.scores().byUnit().forEach((unit, scores) -> {
                float[] before = larger.scores().of(unit);
                for (int c = 0; c < scores.length; c++) {
                    assertThat(scores[c] == 0 || before[c] != 0).as(unit).isTrue();
                }
            });
        }
    }

    /** The members of a family, the whole network first. */
    private static List<Subnetwork> family(long seed) {
        return swept(seed).curve().stream()
                .map(point -> java.util.Objects.requireNonNull(point.subnetwork()))
                .toList();
    }

    @Test
    void findsTheSameChainAgain() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(2);
            Subnetwork first =
                    solve(problem, with(Map.of("augment", 2, "seed", 7))).subnetwork();
            Subnetwork second =
                    solve(problem, with(Map.of("augment", 2, "seed", 7))).subnetwork();
            assertThat(second.bypassed()).isEqualTo(first.bypassed());
            assertSameScores(first, second);
        }
    }

    private static ShrinkOptions with(Map<String, Object> values) {
        return (ShrinkOptions) Solvers.of("shrink", "", values).options();
    }

    /** A seed changes copies; where there are none, nothing. */
    @Test
    void withoutCopiesTheSeedChangesNothing() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(3);
            Solution usual = solve(problem, with(Map.of("augment", 0)));
            Solution other = solve(problem, with(Map.of("augment", 0, "seed", 1)));
            assertThat(other.effort().fullPasses()).isEqualTo(usual.effort().fullPasses());
            assertSameScores(usual.subnetwork(), other.subnetwork());
        }
    }

    // --- held-out images ---

    /** A member that a smaller one outdoes could end the test for all after it. */
    @Test
    void onlyMembersThatNoSmallerOneOutdoesAreTested() {
        Subnetwork any = new Subnetwork(Scores.of(Map.of()), Set.of());
        List<Shrinking.Member> family = DoubleStream.of(0, 0.02, 0.2, 0.02, 0.01, 0.03)
                .mapToObj(kl -> new Shrinking.Member(any, new Outcome(0.05, 1, 0), kl, kl))
                .toList();
        List<Shrinking.Member> worth = ShrinkSolver.worthTesting(family);
        assertThat(worth).containsExactly(family.get(0), family.get(4), family.get(5));
    }

    /** The family is the same whatever the held-out images are; only the choice of a member may differ. */
    @Test
    void heldOutImagesTakeNoPartInTheFamily() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(4);
            Tensor images = RandomGraph.images(problem.network(), 40, 7);
            Tensor noise = RandomGraph.images(problem.network(), 40, 8).mul(30);
            Solution one = solve(problem.withHeldOut(images), USUAL);
            Solution other = solve(problem.withHeldOut(noise), USUAL);
            assertThat(other.curve()).hasSameSizeAs(one.curve());
            for (int i = 0; i < one.curve().size(); i++) {
                assertSameScores(
                        java.util.Objects.requireNonNull(one.curve().get(i).subnetwork()),
                        java.util.Objects.requireNonNull(other.curve().get(i).subnetwork()));
            }
        }
    }

    /**
     * Whatever is chosen holds on the region, and on held-out images; the whole network where nothing else does, which
     * is no chain.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void theSmallestThatHoldsOnBothIsChosen(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(seed);
            Problem tested = problem.withHeldOut(RandomGraph.images(problem.network(), 60, seed));
            Solution solution = solve(tested, USUAL);
            HeldOut heldOut = HeldOut.of(
                    60,
                    tested.outcome(
                            solution.subnetwork(), java.util.Objects.requireNonNull(tested.heldOut()), tested.meter()));
            assertThat(solution.outcome().kl()).isLessThanOrEqualTo(0.1);
            assertThat(heldOut.lowerBound()).isGreaterThanOrEqualTo(0.8);
            int all = problem.network().units().stream()
                    .filter(unit -> unit.kind() != UnitKind.IDENTITY)
                    .mapToInt(UnitLayer::channels)
                    .sum();
            assertThat(solution.effort().reachedGoal())
                    .isEqualTo(solution.beforeCleanUp().filters() < all);
        }
    }

    @Test
    void theMemberWhoseTestEndedTheSearchIsNamed() {
        List<Solution> ended = new ArrayList<>();
        seeds().forEach(seed -> {
            try (Scope scope = Scope.open()) {
                Problem problem = RandomProblems.stack(seed);
                ended.add(solve(problem.withHeldOut(RandomGraph.images(problem.network(), 60, seed)), USUAL));
            }
        });
        ended.removeIf(solution -> solution.end().nextSmaller() == null);
        assertThat(ended).isNotEmpty().allSatisfy(solution -> {
            ChainRecord.NextSmaller next =
                    java.util.Objects.requireNonNull(solution.end().nextSmaller());
            assertThat(next.heldOut().lowerBound()).isLessThan(0.8);
            assertThat(next.filters())
                    .isLessThanOrEqualTo(solution.beforeCleanUp().filters());
            assertThat(solution.curve())
                    .extracting(point -> point.size().filters())
                    .contains(next.filters());
        });
    }

    // --- bypasses ---

    @Test
    void groupsGoLikeFilters() {
        assertThat(seeds().mapToObj(ShrinkSolverTest::family)
                        .filter(family ->
                                !family.get(family.size() - 1).bypassed().isEmpty()))
                .hasSizeGreaterThan(4);
    }

    // --- what cannot go ---

    @Test
    void aLayerThatWouldBeEmptiedKeepsItsBestFilter() {
        UnitLayout layout = UnitLayout.of(Toys.stack().network(), true);
        // the first layer's units all rank below the second's
        boolean[] kept = new Selection(layout).top(Stage.whole(4), new float[] {1, 2, 50, 40}, 2);
        assertThat(kept).containsExactly(false, true, true, false);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOrderCutsANetworkThrough(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Stage whole = Stage.whole(layout.size());
            for (int size = 1; size < layout.size(); size += 7) {
                boolean[] kept = new Selection(layout).top(whole, RandomProblems.ranks(layout, seed), size);
                assertThat(whole.keeping(kept).cutThrough(layout))
                        .as("to %d", size)
                        .isFalse();
            }
        }
    }

    /**
     * Two layers of four units: 1 of all importance each in the first, 4 in the second; halves of both by their layer's
     * root.
     */
    @Test
    void importanceIsSharedOutFairlyBetweenLayers() {
        UnitLayout layout = UnitLayout.of(Toys.stack().network(), true);
        float[] balanced = Pruning.balanced(layout, Stage.whole(4), new float[] {1, 3, 4, 12});
        assertThat(balanced).containsExactly(new float[] {0.5f, 1.5f, 1, 3}, within(1e-6f));
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
                    .hasMessageContaining("budget: is 5; the network has 4 filters");
        }
    }

    @ParameterizedTest
    @MethodSource("someSeeds")
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
            Problem problem = RandomProblems.stack(3);
            int members = solve(problem, USUAL).curve().size();
            assertThat(members).isGreaterThan(4);
            int[] heard = {0};
            Progress impatient = new Progress() {
                @Override
                public void report(String stage, long done, long total, String detail) {
                    heard[0]++;
                }

                @Override
                public boolean cancelled() {
                    return heard[0] >= members / 2;
                }
            };
            Solution solution = new ShrinkSolver(USUAL).solve(problem, impatient);
            assertThat(solution.curve()).hasSizeBetween(2, members - 1);
            assertThat(solution.outcome().kl()).isLessThanOrEqualTo(0.1);
        }
    }

    /** Of each member but the whole network, in the family's order; a round that is made again is heard of, too. */
    @Test
    void tellsWhatIsLeftOfEachLayerOnTheWay() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.stack(3);
            List<List<Progress.Layer>> heard = new ArrayList<>();
            Progress listening = new Progress() {
                @Override
                public void report(String stage, long done, long total, String detail) {}

                @Override
                public void chain(double kl, List<Layer> layers) {
                    heard.add(layers);
                }
            };
            Solution solution = new ShrinkSolver(USUAL).solve(problem, listening);
            assertThat(heard.get(0)).extracting(Progress.Layer::units).doesNotContain(0);
            List<Integer> left = heard.stream()
                    .map(layers ->
                            layers.stream().mapToInt(Progress.Layer::retained).sum())
                    .toList();
            List<Integer> members = solution.curve().stream()
                    .map(point -> java.util.Objects.requireNonNull(point.subnetwork())
                            .retention()
                            .size())
                    .toList();
            assertThat(left).containsSubsequence(members.subList(1, members.size()));
        }
    }

    /** Statistical: over several networks, not in each. */
    @Test
    void chainsHeldToFurtherImagesDivergeLessThereInTheMean() {
        double alone = 0;
        double supported = 0;
        for (long seed = 0; seed < 8; seed++) {
            try (Scope scope = Scope.open()) {
                Problem problem = RandomProblems.stack(seed);
                Tensor further = RandomGraph.images(problem.network(), 30, 99);
                alone += divergence(problem, further, solve(problem, USUAL.withBudget(12)));
                supported += divergence(problem, further, solve(problem.withSupport(further), USUAL.withBudget(12)));
            }
        }
        assertThat(supported).isLessThan(0.9 * alone);
    }

    private static double divergence(Problem problem, Tensor images, Solution solution) {
        Executor executor = Executor.of(problem.network());
        Tensor original = executor.logits(images, org.neurochains.network.Scoring.NONE);
        return OutputKind.MULTI_CLASS
                .divergence(
                        original, executor.logits(images, solution.subnetwork().scoring()))
                .mean()
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
                .containsAll(Set.of("maxKl", "minAgreement", "budget", "sweep", "augment", "support", "heldOut"));
        assertThat(Solvers.of("shrink", "", Map.of("support", 4)).options().further())
                .isEqualTo(new FurtherImages(4, null));
        assertThat(Solvers.of("shrink", "", Map.of("support", "auto", "heldOut", 0))
                        .options()
                        .further())
                .isEqualTo(new FurtherImages(null, 0));
        assertThat(Solvers.of("paper", "", Map.of()).options().further()).isEqualTo(new FurtherImages(0, null));
        assertThatThrownBy(() -> Solvers.of("shrink", "", Map.of("augment", -1)))
                .hasMessageContaining("augment: is -1; give 0 or more");
    }
}
