package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.Progress;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Budgets with room for what two draws of a region agree on. */
class StableSearchTest {
    private static final ShrinkOptions USUAL = ShrinkOptions.defaults();

    static LongStream seeds() {
        return LongStream.range(0, 16);
    }

    static LongStream fewSeeds() {
        return LongStream.range(0, 6);
    }

    /** All parts of a search for a budget. */
    private record Search(Problem problem, UnitLayout layout, Trail trail, StableSearch stable) {
        static Search of(Problem problem, ShrinkOptions options) {
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Tuner tuner = new Tuner(problem, layout, true, null, options.maxKl(), Progress.NONE);
            Trail trail = new Trail(problem, layout, options);
            Rounds rounds = new Rounds(options, layout, tuner, new Bypasses(problem, layout, tuner, trail));
            return new Search(problem, layout, trail, new StableSearch(options, layout, rounds, tuner, trail));
        }
    }

    // --- what two draws agree on ---

    /** Each class's share of the images, above the mean of all logits; the fifth class has no output of its own. */
    @Test
    void outputsAreTheClassesThatARegionHas() {
        try (Scope scope = Scope.open()) {
            int[] predicted = {6, 6, 6, 6, 0, 0, 0, 4, 4, 3, 3, 1};
            float[] values = new float[12 * 8];
            for (int i = 0; i < predicted.length; i++) {
                values[8 * i + predicted[i]] = 1;
            }
            List<float[]> outputs = RegionOutputs.of(Tensor.of(values, 12, 8));
            assertThat(outputs).hasSize(4);
            assertThat(outputs.get(0)[6]).isCloseTo(4 / 12f - 5 / 96f, within(1e-6f));
            assertThat(outputs.get(0)[1]).as("the fifth").isCloseTo(1 / 12f - 5 / 96f, within(1e-6f));
            assertThat(outputs.get(1)[0]).isCloseTo(3 / 12f - 3 / 96f, within(1e-6f));
            assertThat(outputs.get(1)[5]).isCloseTo(-3 / 96f, within(1e-6f));
            for (float[] output : outputs) {
                assertThat(IntStream.range(0, 8).mapToDouble(c -> output[c]).sum())
                        .isCloseTo(0, within(1e-6));
            }
        }
    }

    /** Logits x and 2x at x = 1: terms 1 and 2; by outputs 3 z_0 and 4 z_0 + z_1 the norms are 5 and 2. */
    @Test
    void importanceToSeveralOutputsIsTheNorm() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.twoFilters();
            Objective objective = new Objective(UnitLayout.of(problem.network(), true), 1, problem.meter());
            List<float[]> outputs = List.of(new float[] {3, 0}, new float[] {4, 1});
            Objective.Importance importance = objective.importanceTo(outputs, problem.batch(), Tensor.full(1, 2));
            assertThat(importance.units()[0]).isCloseTo(5, within(1e-5f));
            assertThat(importance.units()[1]).isCloseTo(2, within(1e-5f));
            assertThat(importance.layers()[0]).isCloseTo((float) Math.hypot(3, 6), within(1e-5f));
        }
    }

    /** Halves of the twenty images, chains of 250 of 688 filters. */
    @Test
    void twoDrawsShareMostOfALargeBudget() {
        try (Scope scope = Scope.open()) {
            Network network = Cifar20.resnet20();
            Tensor images = Cifar20.images();
            boolean[] first = kept(network, images, 0);
            boolean[] second = kept(network, images, 1);
            long both = IntStream.range(0, first.length)
                    .filter(i -> first[i] && second[i])
                    .count();
            long either = IntStream.range(0, first.length)
                    .filter(i -> first[i] || second[i])
                    .count();
            assertThat((double) both / either).isGreaterThan(0.65);
        }
    }

    private static boolean[] kept(Network network, Tensor images, int remainder) {
        int[] chosen = IntStream.range(0, (int) images.dim(0))
                .filter(i -> i % 2 == remainder)
                .toArray();
        Search search =
                Search.of(Problem.of(network, images.indexSelect(0, Tensor.indices(chosen))), USUAL.withBudget(250));
        Stage stage = search.stable().fill();
        assertThat(search.layout().filters(stage.kept())).isBetween(245, 250);
        assertThat(search.trail().holds(stage)).isTrue();
        return stage.kept();
    }

    // --- filling and exchanging ---

    /** What leads nowhere makes room for other filters. */
    @ParameterizedTest
    @MethodSource("seeds")
    void filledStagesAreConnectedAndFuller(long seed) {
        try (Scope scope = Scope.open()) {
            UnitLayout layout = UnitLayout.of(RandomProblems.plain(seed).network(), true);
            float[] ranks = RandomProblems.ranks(layout, seed);
            Selection selection = new Selection(layout, 1);
            Stage whole = Stage.whole(layout.size());
            int wanted = layout.filters() / 2;
            Stage once =
                    whole.keeping(selection.topFilters(whole, ranks, wanted)).connected(layout);
            Stage filled = selection.filled(whole, ranks, wanted);
            assertThat(layout.filters(filled.kept())).isBetween(layout.filters(once.kept()), wanted);
            assertThat(filled.connected(layout).kept()).containsExactly(filled.kept());
            assertThat(filled.cutThrough(layout)).isFalse();
        }
    }

    /** Against differences of KL above a score of zero; below it a rectifier passes on what is negative. */
    @ParameterizedTest
    @MethodSource("seeds")
    void slopesAreThoseOfTheDivergence(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            UnitLayout layout = UnitLayout.of(problem.network(), true);
            Objective objective = new Objective(layout, 4, problem.meter());
            float[] scores = new float[layout.size()];
            Random chance = new Random(seed);
            for (int i = 0; i < scores.length; i++) {
                scores[i] = i % 5 == 2 ? 0 : 0.5f + chance.nextFloat();
            }
            float[] slopes = objective.slopes(problem.batch(), Tensor.of(scores, scores.length));
            double largest = IntStream.range(0, slopes.length)
                    .mapToDouble(i -> slopes[i])
                    .max()
                    .orElse(0);
            for (int i = 2; i < scores.length; i += 5) {
                double difference =
                        (moved(objective, problem, scores, i, 0.0007f) - moved(objective, problem, scores, i, 0))
                                / 0.0007;
                assertThat((double) slopes[i]).as("unit %d", i).isCloseTo(Math.abs(difference), within(0.05 * largest));
            }
        }
    }

    private static double moved(Objective objective, Problem problem, float[] scores, int unit, float by) {
        float[] other = scores.clone();
        other[unit] += by;
        return objective.kl(problem.batch(), Tensor.of(other, other.length));
    }

    /** An order that knows nothing, and a goal that nothing holds: exchanges bring many a divergence down by far, and none up. */
    @Test
    void exchangesLowerTheDivergence() {
        List<Double> left = new ArrayList<>();
        for (long seed = 0; seed < 16; seed++) {
            try (Scope scope = Scope.open()) {
                Problem problem = RandomProblems.plain(seed);
                int budget = UnitLayout.of(problem.network(), true).filters() / 3;
                Search search = Search.of(problem, unreachable(budget));
                float[] order = RandomProblems.ranks(search.layout(), seed);
                Stage first = search.stable().first(order);
                Stage exchanged = search.stable().exchanged(first, order);
                assertThat(search.layout().filters(exchanged.kept()))
                        .isLessThanOrEqualTo(Math.max(budget, search.layout().filters(first.kept())));
                left.add(exchanged.kl() / first.kl());
            }
        }
        assertThat(left).allMatch(share -> share <= 1);
        assertThat(left).filteredOn(share -> share < 0.7).hasSizeGreaterThan(3);
    }

    private static ShrinkOptions unreachable(int budget) {
        return ShrinkOptions.of(new SolverValues(Map.of("budget", budget, "maxKl", 0.0)));
    }

    // --- when ---

    @Test
    void thereIsRoomFromATenthOfTheFiltersOnWithoutFurtherImages() {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(3);
            int filters = UnitLayout.of(problem.network(), true).filters();
            ShrinkOptions enough = USUAL.withBudget((filters + 9) / 10);
            assertThat(Search.of(problem, enough).stable().hasRoom()).isTrue();
            assertThat(Search.of(problem, USUAL.withBudget((filters + 9) / 10 - 1))
                            .stable()
                            .hasRoom())
                    .isFalse();
            ShrinkOptions held = enough.withHeld(new ShrinkOptions.Held(2, 0, 0));
            assertThat(Search.of(problem, held).stable().hasRoom()).isFalse();
        }
    }

    /** A goal that nothing holds: the ordinary way has its turn, and the better of the two is left. */
    @ParameterizedTest
    @MethodSource("fewSeeds")
    void whereItDoesNotHoldTheOrdinaryWayHasItsTurn(long seed) {
        try (Scope scope = Scope.open()) {
            Problem problem = RandomProblems.plain(seed);
            int budget = UnitLayout.of(problem.network(), true).filters() / 3;
            ShrinkOptions options = unreachable(budget);
            Search search = Search.of(problem, options);
            Stage stable = search.stable().fill();
            Solution solution = new ShrinkSolver(options).solve(problem, Progress.NONE);
            assertThat(search.trail().holds(stable)).isFalse();
            assertThat(solution.subnetwork().size(problem.network()).filters()).isLessThanOrEqualTo(budget);
            assertThat(solution.klBeforeFineTune()).isLessThanOrEqualTo(stable.kl() + 1e-4);
        }
    }
}
