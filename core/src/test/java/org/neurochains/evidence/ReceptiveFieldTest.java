package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.network.Executor;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitLayer;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class ReceptiveFieldTest {
    private static int conv(GraphBuilder graph, int x, int kernel, int stride, int dilation) {
        int channels = graph.shape(x).channels();
        Op.Geometry geometry = new Op.Geometry(
                Extent.square(kernel),
                Extent.square(stride),
                Extent.square(dilation * (kernel / 2)),
                Extent.square(dilation),
                1);
        Tensor weight = Tensor.full(1, 1, channels, kernel, kernel);
        return graph.add("conv" + graph.last(), new Op.Conv(weight, null, geometry), x);
    }

    @Test
    void growsWithKernelsStridesAndDilation() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 32, 32));
            int first = conv(graph, 0, 3, 1, 1);
            int pool = graph.add(
                    "pool",
                    new Op.MaxPool(Extent.square(2), Extent.square(2), Extent.square(0), Extent.square(1), false),
                    first);
            int second = conv(graph, pool, 3, 1, 1);
            int third = conv(graph, second, 3, 2, 2);
            Network network = Network.of(graph.nodes());

            assertThat(ReceptiveField.of(network, first, 5, 7)).isEqualTo(new ReceptiveField(4, 6, 7, 9));
            assertThat(ReceptiveField.of(network, pool, 5, 7)).isEqualTo(new ReceptiveField(9, 13, 13, 17));
            assertThat(ReceptiveField.of(network, second, 5, 7)).isEqualTo(new ReceptiveField(7, 11, 15, 19));
            // rows 2 (4) - 2 .. 2 (4) + 2 of second, that is 6 to 10
            assertThat(ReceptiveField.of(network, third, 4, 0)).isEqualTo(new ReceptiveField(9, 0, 25, 9));
            assertThat(ReceptiveField.of(network, first, 0, 31)).isEqualTo(new ReceptiveField(0, 30, 2, 32));
        }
    }

    static List<Long> seeds() {
        return java.util.stream.LongStream.range(0, 20).boxed().toList();
    }

    /** What the derivative reaches lies in the field. */
    @ParameterizedTest
    @MethodSource("seeds")
    void holdsEverythingThatAPlaceDependsOn(long seed) {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(seed));
            Tensor images = RandomGraph.images(network, 8, seed).leaf();
            for (UnitLayer unit : network.units()) {
                Shape shape = network.shape(unit.node());
                int row = shape.height() / 2;
                int column = shape.width() - 1;
                Tensor map = Executor.unfolded(network)
                        .evaluate(Map.of(0, images), List.of(unit.node()), Scoring.NONE)
                        .get(0);
                Tensor place = map.select(3, column).select(2, row).sum();
                double[] reach = Autograd.gradients(place, List.of(images))
                        .get(0)
                        .abs()
                        .sum(0, 1)
                        .toDoubles();
                ReceptiveField field = ReceptiveField.of(network, unit.node(), row, column);
                int width = network.inputShape().width();
                for (int i = 0; i < reach.length; i++) {
                    boolean inside = i / width >= field.top()
                            && i / width < field.bottom()
                            && i % width >= field.left()
                            && i % width < field.right();
                    assertThat(inside || reach[i] == 0)
                            .as(unit.name() + " " + i)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void ofASqueezedLayerItIsTheWholeImage() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 10, 12));
            int maps = conv(graph, 0, 3, 1, 1);
            int mean = graph.add("mean", new Op.AdaptiveAveragePool(1, 1), maps);
            int product = graph.add("product", new Op.Mul(), maps, mean);

            assertThat(ReceptiveField.of(Network.of(graph.nodes()), product, 3, 3))
                    .isEqualTo(new ReceptiveField(0, 0, 10, 12));
        }
    }
}
