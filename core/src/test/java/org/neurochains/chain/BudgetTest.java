package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.Progress;
import org.neurochains.network.Flow;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * {@code --budget} on a network with inverted residuals, depthwise filters and groups of eight: no chain has more
 * filters than it may, a larger budget gives no smaller chain, and nothing that is counted reads nothing.
 */
@Tag("slow")
class BudgetTest {
    private static final int[] BUDGETS = {8, 12, 20, 40, 90};
    private static final int IMAGES = 6;

    private final Random random = new Random(3);

    static Stream<String> solvers() {
        return Stream.of("shrink", "magnitude", "contribution", "random");
    }

    private static Solver solver(String name, int budget) {
        return switch (name) {
            case "magnitude" -> new Baseline(BaselineOptions.of(Baseline.Choice.MAGNITUDE, budget));
            case "contribution" -> new Baseline(BaselineOptions.of(Baseline.Choice.CONTRIBUTION, budget));
            case "random" -> new Baseline(BaselineOptions.of(Baseline.Choice.RANDOM, budget));
            default -> new ShrinkSolver(ShrinkOptions.defaults().withBudget(budget));
        };
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aLargerBudgetGivesNoSmallerChainAndNoneExceedsIt(String name) {
        try (Scope scope = Scope.open()) {
            Network network = network();
            Problem problem = Problem.of(network, tensor(1, IMAGES, 3, 8, 8));
            List<Integer> counts = new ArrayList<>();
            for (int budget : BUDGETS) {
                Solution solution = solver(name, budget).solve(problem, Progress.NONE);
                int filters = solution.subnetwork().size(network).filters();
                assertThat(filters)
                        .as("%s --budget %d", name, budget)
                        .isPositive()
                        .isLessThanOrEqualTo(budget);
                assertReads(network, solution);
                counts.add(filters);
            }
            assertThat(counts).as(name).isSorted();
            assertThat(counts.get(BUDGETS.length - 1)).as("%s of %d", name, 90).isGreaterThan(60);
        }
    }

    /** Every filter has an input and a way to the logits. */
    private static void assertReads(Network network, Solution solution) {
        Retention retained = solution.subnetwork().retention();
        Flow flow = Flow.of(network, retained);
        network.units().forEach(unit -> {
            if (unit.group() == null || !retained.bypassed().contains(unit.group())) {
                assertThat(flow.connected().of(unit.name())).as(unit.name()).isEqualTo(retained.of(unit.name()));
            }
        });
    }

    private Network network() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 8, 8));
        int x = layer(graph, "stem", 0, 16, 3, 1);
        x = inverted(graph, "a", x, 16, 32);
        x = inverted(graph, "b", x, 16, 32);
        x = layer(graph, "groups", x, 16, 3, 2); // two groups of eight channels
        x = layer(graph, "mix", x, 24, 1, 1);
        x = layer(graph, "last", x, 24, 3, 3); // three groups of eight
        x = graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x);
        x = graph.add("flat", new Op.Flatten(), x);
        graph.add("fc", new Op.Linear(tensor(.5, 4, 24), tensor(.1, 4)), x);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    /** Expansion, depthwise filters, projection, and the sum with the input, as in MobileNetV2. */
    private int inverted(GraphBuilder graph, String name, int input, int width, int expanded) {
        int x = layer(graph, name + "expand", input, expanded, 1, 1);
        x = layer(graph, name + "depthwise", x, expanded, 3, expanded);
        x = graph.add(name + "project", convolution(graph, x, width, 1, 1), x);
        return graph.add(name + "sum", new Op.Add(), x, input);
    }

    private int layer(GraphBuilder graph, String name, int input, int outputs, int side, int groups) {
        int x = graph.add(name, convolution(graph, input, outputs, side, groups), input);
        return graph.add(name + ".clip", new Op.Activation(Op.Activation.Kind.CLIP, 0, 6), x);
    }

    private Op.Conv convolution(GraphBuilder graph, int input, int outputs, int side, int groups) {
        int in = graph.shape(input).channels() / groups;
        Op.Geometry plain = Op.Geometry.of(side, 1, side / 2);
        Op.Geometry geometry =
                new Op.Geometry(plain.kernel(), plain.stride(), plain.padding(), plain.dilation(), groups);
        return new Op.Conv(
                tensor(Math.sqrt(2.0 / (in * side * side)), outputs, in, side, side), tensor(.1, outputs), geometry);
    }

    private Tensor tensor(double deviation, long... shape) {
        long size = 1;
        for (long each : shape) {
            size *= each;
        }
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }
}
