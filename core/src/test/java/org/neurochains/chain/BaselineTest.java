package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.network.Network;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;

@Tag("slow")
class BaselineTest {
    private static Solution solve(BaselineOptions options, Problem problem) {
        return new Baseline(options).solve(problem, Progress.NONE);
    }

    /** Two filters of weights 1 and 2 on x = 1: the second's map is the larger one. */
    @Test
    void magnitudeTakesTheLargestMap() {
        try (Scope scope = Scope.open()) {
            Solution solution = solve(BaselineOptions.of(Baseline.Choice.MAGNITUDE, 1), Toys.twoFilters());

            Subnetwork subnetwork = solution.subnetwork();
            assertThat(subnetwork.retention().of("conv").toArray()).containsExactly(1);
            assertThat(subnetwork.size(Toys.twoFilters().network()).filters()).isEqualTo(1);
        }
    }

    /** Of a stack's two layers of two filters, three filters: two in the first, one in the second. */
    @Test
    void magnitudeSpreadsTheBudgetOverTheLayers() {
        try (Scope scope = Scope.open()) {
            BaselineOptions untuned =
                    BaselineOptions.of(Baseline.Choice.MAGNITUDE, 3).withFineTuneSteps(0);
            Problem stack = Toys.stack();
            FilterChoice choice = new FilterChoice(stack, UnitLayout.of(stack.network(), true), untuned, stack.meter());

            assertThat(choice.choose().kept()).containsExactly(true, true, true, false);
        }
    }

    @Test
    void magnitudeFollowsAChainsNumbersAndBypasses() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(3));
            Problem problem = Problem.of(network, RandomGraph.images(network, 4, 3));
            Solution model = solve(BaselineOptions.of(Baseline.Choice.RANDOM, 9), problem);
            BaselineOptions options = BaselineOptions.of(Baseline.Choice.MAGNITUDE, 9)
                    .like(model.subnetwork().retention());

            FilterChoice choice = new FilterChoice(problem, UnitLayout.of(network, true), options, problem.meter());
            boolean[] kept = choice.choose().kept();

            Map<String, Integer> counted = new LinkedHashMap<>();
            int at = 0;
            for (UnitLayout.Unit unit : UnitLayout.of(network, true).units()) {
                counted.merge(unit.layer(), kept[at++] ? 1 : 0, Integer::sum);
            }
            options.counts()
                    .forEach((layer, count) ->
                            assertThat(counted.get(layer)).as(layer).isGreaterThanOrEqualTo(count));
        }
    }

    /** As many filters and shortcut channels as a chain that was found otherwise. */
    @ParameterizedTest
    @EnumSource(Baseline.Choice.class)
    void areOfTheSizeOfAChain(Baseline.Choice choice) {
        int equal = 0;
        for (long seed = 0; seed < 12; seed++) {
            try (Scope scope = Scope.open()) {
                Network network = UnitPlacement.place(RandomGraph.plain(seed));
                Problem problem = Problem.of(network, RandomGraph.images(network, 4, seed));
                BaselineOptions some =
                        BaselineOptions.of(Baseline.Choice.RANDOM, 9).withSeed(seed + 100);
                Subnetwork.Size size = chosen(problem, some);

                Subnetwork.Size found = chosen(
                        problem,
                        some.with()
                                .choice(choice)
                                .budget(size.filters())
                                .shortcutChannels(size.shortcutChannels())
                                .build());

                assertThat(found.filters()).as("seed %d", seed).isGreaterThanOrEqualTo(size.filters());
                assertThat(found.shortcutChannels()).isGreaterThanOrEqualTo(size.shortcutChannels());
                boolean same = found.filters() == size.filters() && found.shortcutChannels() == size.shortcutChannels();
                equal += same ? 1 : 0;
            }
        }
        assertThat(equal).isGreaterThanOrEqualTo(11);
    }

    private static Subnetwork.Size chosen(Problem problem, BaselineOptions options) {
        UnitLayout layout = UnitLayout.of(problem.network(), true);
        return new FilterChoice(problem, layout, options, problem.meter())
                .choose()
                .subnetwork(layout)
                .size(problem.network());
    }

    @ParameterizedTest
    @EnumSource(Baseline.Choice.class)
    void fillsItsBudgetOnRandomNetworks(Baseline.Choice choice) {
        for (long seed = 0; seed < 3; seed++) {
            try (Scope scope = Scope.open()) {
                Network network = UnitPlacement.place(RandomGraph.plain(seed));
                Problem problem = Problem.of(network, RandomGraph.images(network, 4, seed));
                for (BaselineOptions.Tuning tuning : BaselineOptions.Tuning.values()) {
                    Solution solution = solve(BaselineOptions.of(choice, 12).withTuning(tuning), problem);

                    int filters = solution.subnetwork().size(network).filters();
                    assertThat(filters).isGreaterThanOrEqualTo(12);
                    assertThat(filters > 12 && solution.effort().reachedGoal()).isFalse();
                    assertThat(solution.outcome().kl()).isNotNaN();
                    assertThat(solution.effort().fullPasses()).isPositive();
                }
            }
        }
    }

    @Test
    void theSeedDecidesWhatIsRandom() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(1));
            Problem problem = Problem.of(network, RandomGraph.images(network, 4, 1));
            BaselineOptions options = BaselineOptions.of(Baseline.Choice.RANDOM, 10);

            Solution one = solve(options, problem);
            Solution same = solve(options, problem);
            Solution other = solve(options.withSeed(7L), problem);

            assertThat(same.subnetwork().retention()).isEqualTo(one.subnetwork().retention());
            assertThat(other.subnetwork().retention())
                    .isNotEqualTo(one.subnetwork().retention());
        }
    }

    @Test
    void aMissingOrTooLargeBudgetIsRefused() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.twoFilters();
            assertThatThrownBy(() -> Solvers.of("random", "", Map.of()).solve(problem, Progress.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessage("budget: is needed with solver random; give the number of filters, 1 to 2");
            assertThatThrownBy(() -> solve(BaselineOptions.of(Baseline.Choice.CONTRIBUTION, 3), problem))
                    .hasMessage("budget: is 3; the network has 2 filters");
            assertThatThrownBy(() -> Solvers.of("magnitude", "", Map.of("budget", 1, "counts", Map.of("conv", "x"))))
                    .isInstanceOf(InputException.class);
            assertThatThrownBy(() -> Solvers.of("magnitude", "", Map.of("budget", 1, "counts", Map.of("no", 1)))
                            .solve(problem, Progress.NONE))
                    .hasMessageContaining("like: has the layer no");
            assertThatThrownBy(() -> Solvers.of("random", "", Map.of("tuning", "hope")))
                    .hasMessageContaining("adam or newton");
        }
    }

    @Test
    void optionsReadBackAreTheSame() {
        BaselineOptions options = BaselineOptions.of(Baseline.Choice.RANDOM, 5)
                .withTuning(BaselineOptions.Tuning.NEWTON)
                .withSeed(4L);
        assertThat(Solvers.of("random", "", Solvers.values(options)).options()).isEqualTo(options);
        BaselineOptions sized = options.with()
                .budget(7)
                .shortcutChannels(3)
                .bypassed(Set.of("L1B2"))
                .build();
        assertThat(Solvers.of("random", "", Solvers.values(sized)).options()).isEqualTo(sized);
        assertThat(Solvers.options("magnitude")).contains("budget", "counts", "tuning", "fineTuneSteps");
        assertThat(Solvers.values(options.withChoice(Baseline.Choice.CONTRIBUTION)))
                .doesNotContainKey("seed");
    }
}
