package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.tensor.EngineException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Graphs, their shapes and their running, on networks worked out by hand. */
class NetworkTest {
    private static Op.Conv pointwise(float... weights) {
        int inputs = weights.length / 2;
        return new Op.Conv(Tensor.of(weights, 2, inputs, 1, 1), null, Op.Geometry.of(1, 1, 0));
    }

    /** Two filters 1 and 2 of one channel, ReLU, then w1 + w2 and w1 - w2; logits are the means. */
    private static Network twoLayers(int first, int second) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
        float[] one = first == 0 ? new float[] {1, 2} : new float[] {2, 1};
        float[] two = first == 0 ? new float[] {1, 1, 1, -1} : new float[] {1, 1, -1, 1};
        float[] swapped = second == 0 ? two : new float[] {two[2], two[3], two[0], two[1]};
        graph.add("a", pointwise(one), 0);
        graph.add("a.relu", new Op.Relu(), 1);
        graph.add("b", pointwise(swapped), 2);
        graph.add("pool", new Op.AdaptiveAveragePool(1, 1), 3);
        graph.add("flat", new Op.Flatten(), 4);
        float[] head = second == 0 ? new float[] {1, 0, 0, 1} : new float[] {0, 1, 1, 0};
        graph.add("fc", new Op.Linear(Tensor.of(head, 2, 2), null), 5);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    @Test
    void runs() {
        try (Scope scope = Scope.open()) {
            Network network = twoLayers(0, 0);
            Tensor images = Tensor.of(new float[] {1, 3, -1, 5}, 2, 1, 1, 2);
            // means of relu(x): 2 and 2.5
            assertThat(Executor.of(network).logits(images, Scoring.NONE).toFloats())
                    .containsExactly(6, -2, 7.5f, -2.5f);
            List<Tensor> values = Executor.unfolded(network)
                    .evaluate(
                            Map.of(0, images), List.of(network.indexOf("a.relu"), network.indexOf("a")), Scoring.NONE);
            assertThat(values.get(0).toFloats()).containsExactly(1, 3, 2, 6, 0, 5, 0, 10);
            assertThat(values.get(1).toFloats()).containsExactly(1, 3, 2, 6, -1, 5, -2, 10);
        }
    }

    @Test
    void runsFromAnyNode() {
        try (Scope scope = Scope.open()) {
            Network network = twoLayers(0, 0);
            Executor executor = Executor.of(network);
            Tensor maps = Tensor.of(new float[] {10, 1}, 1, 2, 1, 1);
            Tensor logits = executor.evaluate(
                            Map.of(network.indexOf("pool"), maps), List.of(network.output()), Scoring.NONE)
                    .get(0);
            assertThat(logits.toFloats()).containsExactly(10, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> executor.evaluate(
                            Map.of(network.indexOf("pool"), maps), List.of(network.indexOf("a")), Scoring.NONE))
                    .withMessageContaining("input");
        }
    }

    @Test
    void aPermutationOfChannelsChangesNoNumber() {
        try (Scope scope = Scope.open()) {
            Tensor images = Tensor.of(new float[] {1, 3, -1, 5}, 2, 1, 1, 2);
            Network network = twoLayers(0, 0);
            Network permuted = twoLayers(1, 1);
            Scoring scores = scoring(Map.of("a", new float[] {0.5f, 2}, "b", new float[] {3, 0}));
            Scoring same = scoring(Map.of("a", new float[] {2, 0.5f}, "b", new float[] {0, 3}));
            float[] expected = Executor.of(network).logits(images, scores).toFloats();
            // relu(x) (.5 + 4) 3 and nothing
            assertThat(expected).containsExactly(27, 0, 33.75f, 0);
            assertThat(Executor.of(permuted).logits(images, same).toFloats()).containsExactly(expected);

            Retention some = new Retention(Map.of("a", Channels.of(0, 1), "b", Channels.of(0)), Set.of());
            Retention others = new Retention(Map.of("a", Channels.of(0, 1), "b", Channels.of(1)), Set.of());
            Tensor cut = Executor.of(Cut.of(network, some)).logits(images, Scoring.NONE);
            Tensor other = Executor.of(Cut.of(permuted, others)).logits(images, Scoring.NONE);
            assertThat(cut.toFloats()).containsExactly(other.toFloats());
        }
    }

    private static Scoring scoring(Map<String, float[]> scores) {
        return new Mask.Leaves(
                scores.entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                Map.Entry::getKey, e -> Tensor.of(e.getValue(), e.getValue().length))),
                Set.of());
    }

    @Test
    void cutGathersWeightsBitForBit() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.stack(3, 3));
            String middle = network.units().get(1).name();
            String before = network.units().get(0).name();
            Retention some =
                    Retention.all(network).with(before, Channels.of(1, 3)).with(middle, Channels.of(0, 2, 3));
            Network cut = Cut.of(network, some);
            Op.Conv whole = (Op.Conv) network.node(network.indexOf(middle)).op();
            Op.Conv left = (Op.Conv) cut.node(cut.indexOf(middle)).op();
            Tensor expected = whole.weight().indexSelect(0, 0, 2, 3).indexSelect(1, 1, 3);
            assertThat(left.weight().shape()).containsExactly(3, 2, 3, 3);
            assertThat(left.weight().toFloats()).containsExactly(expected.toFloats());
            assertThat(cut.unit(middle).retained()).isEqualTo(Channels.of(0, 2, 3));
            assertThat(cut.unit(middle).channels()).isEqualTo(4);
        }
    }

    @Test
    void everyLayerOfAStackCanBeBypassed() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.stack(1, 3));
            List<String> names = network.units().stream().map(UnitLayer::name).toList();
            assertThat(network.groups().stream().map(GateGroup::name)).containsExactlyElementsOf(names);
            Retention none = new Retention(Map.of(), Set.copyOf(names));
            assertThat(Flow.of(network, none).cutThrough()).isFalse();
            Network cut = Cut.of(network, none);
            assertThat(cut.units()).isEmpty();
            assertThat(RandomGraph.kinds(cut)).doesNotContain("Conv");
            Retention emptied = Retention.all(network).with(names.get(1), Channels.of());
            assertThat(Flow.of(network, emptied).cutThrough()).isTrue();
        }
    }

    @Test
    void foldingChangesWhatIsRunAndNotWhatIsKept() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.of(new float[] {3, -1}, 2, 1, 1, 1);
            Op.Conv conv = new Op.Conv(weight, null, Op.Geometry.of(1, 1, 0));
            Op.BatchNorm norm = new Op.BatchNorm(
                    Tensor.of(new float[] {2, 1}, 2),
                    Tensor.of(new float[] {10, 0}, 2),
                    Tensor.of(new float[] {1, 0}, 2),
                    Tensor.of(new float[] {3, 15}, 2),
                    1);
            Op.Conv folded = Folding.fold(conv, norm);
            // scale 2 / 2 and 1 / 4
            assertThat(folded.weight().toFloats()).containsExactly(new float[] {3, -0.25f}, within(1e-6f));
            assertThat(folded.bias()).isNotNull();
            if (folded.bias() != null) {
                assertThat(folded.bias().toFloats()).containsExactly(new float[] {9, 0}, within(1e-6f));
            }
            assertThat(weight.toFloats()).containsExactly(3, -1);
        }
    }

    @Test
    void shapesFollowTheWindow() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 224, 224));
            Op.Conv seven = new Op.Conv(Tensor.full(0, 4, 3, 7, 7), null, Op.Geometry.of(7, 2, 3));
            assertThat(graph.shape(graph.add("conv", seven, 0))).isEqualTo(Shape.maps(4, 112, 112));
            Extent two = Extent.square(2);
            Extent one = Extent.square(1);
            Op pool = new Op.MaxPool(Extent.square(3), two, one, one, false);
            assertThat(graph.shape(graph.add("pool", pool, 1))).isEqualTo(Shape.maps(4, 56, 56));
            Op ceil = new Op.MaxPool(Extent.square(3), two, Extent.square(0), one, true);
            assertThat(graph.shape(graph.add("ceil", ceil, 2))).isEqualTo(Shape.maps(4, 28, 28));
            assertThat(graph.shape(graph.add("sub", new Op.Subsample(3), 3))).isEqualTo(Shape.maps(4, 10, 10));
            assertThat(graph.shape(graph.add("flat", new Op.Flatten(), 4))).isEqualTo(Shape.flat(400));
        }
    }

    @Test
    void namesTheNodeThatDoesNotFit() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 4, 4));
            graph.add("half", new Op.Subsample(2), 0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("wide", pointwise(1, 2, 3, 4), 0))
                    .withMessage("node wide takes 2 channels, not [3, 4, 4]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("sum", new Op.Add(), 0, 1))
                    .withMessage("node sum combines [[3, 4, 4], [3, 2, 2]]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("half", new Op.Relu(), 0))
                    .withMessageContaining("half");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("later", new Op.Relu(), 7))
                    .withMessageContaining("later takes node 7");
            Op.Conv large = new Op.Conv(Tensor.full(0, 1, 3, 5, 5), null, Op.Geometry.of(5, 1, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("large", large, 0))
                    .withMessageContaining("node large has no output");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> graph.add("fc", new Op.Linear(Tensor.full(0, 2, 48), null), 0))
                    .withMessageContaining("node fc takes 48 features");
        }
    }

    @Test
    void saysWhichNodeTheEngineRefused() {
        try (Scope scope = Scope.open()) {
            Network network = twoLayers(0, 0);
            Tensor wrong = RandomGraph.normal(new Random(0), 1, 1, 3, 1, 2);
            assertThatThrownBy(() -> Executor.of(network).logits(wrong, Scoring.NONE))
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("node a on [Tensor[1, 3, 1, 2]]: ");
            assertThatThrownBy(() -> network.indexOf("nowhere")).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> network.unit("nowhere")).isInstanceOf(NoSuchElementException.class);
        }
    }
}
