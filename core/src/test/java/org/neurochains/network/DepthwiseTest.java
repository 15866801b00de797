package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Depthwise and grouped convolutions, and convolutions that compute the logits, on networks worked out by hand. */
class DepthwiseTest {
    private static Op.Conv point(int outputs, float... weights) {
        return new Op.Conv(Tensor.of(weights, outputs, weights.length / outputs, 1, 1), null, Op.Geometry.of(1, 1, 0));
    }

    /** 1x1 filters in groups, each with its weight and bias. */
    private static Op.Conv grouped(int groups, float[] weights, float[] biases) {
        int outputs = biases.length;
        Op.Geometry one = Op.Geometry.of(1, 1, 0);
        Op.Geometry geometry = new Op.Geometry(one.kernel(), one.stride(), one.padding(), one.dilation(), groups);
        Tensor weight = Tensor.of(weights, outputs, weights.length / outputs, 1, 1);
        return new Op.Conv(weight, Tensor.of(biases, outputs), geometry);
    }

    private static Network placed(GraphBuilder graph, int x, float... head) {
        int y = graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x);
        y = graph.add("flat", new Op.Flatten(), y);
        int features = graph.shape(y).channels();
        graph.add("fc", new Op.Linear(Tensor.of(head, head.length / features, features), null), y);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    private static Scoring scores(Map<String, float[]> scores) {
        return new Scoring() {
            @Override
            public @Nullable Tensor score(Op.Score layer) {
                float[] values = scores.get(layer.unit());
                return values == null ? null : Tensor.of(values, values.length);
            }

            @Override
            public @Nullable Tensor gate(String group) {
                return null;
            }
        };
    }

    private static float[] logits(Network network, Scoring scoring) {
        Tensor image = Tensor.of(new float[] {1, 3}, 1, 1, 1, 2); // mean 2
        return Executor.of(network).logits(image, scoring).toFloats();
    }

    /** Filters 1 and 2, ReLU, depthwise 3 x + 10 and 5 x + 100, ReLU; logits are a + b and a - b. */
    private static Network mobile() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
        int x = graph.add("expand", point(2, 1, 2), 0);
        x = graph.add("relu", new Op.Relu(), x);
        x = graph.add("depthwise", grouped(2, new float[] {3, 5}, new float[] {10, 100}), x);
        return placed(graph, graph.add("relu2", new Op.Relu(), x), 1, 1, 1, -1);
    }

    @Test
    void aDepthwiseFilterGoesWithItsChannel() {
        try (Scope scope = Scope.open()) {
            Network network = mobile();
            assertThat(network.units().stream().map(UnitLayer::name)).containsExactly("expand");
            assertThat(network.node(network.unit("expand").node() - 1).name()).isEqualTo("depthwise");
            assertThat(NetworkSize.of(network)).isEqualTo(new NetworkSize(1, 2, 0, 0, 4, 4));
            // 3 * 2 + 10 and 5 * 4 + 100
            assertThat(logits(network, Scoring.NONE)).containsExactly(136, -104);
            assertThat(logits(network, scores(Map.of("expand", new float[] {.5f, 0}))))
                    .containsExactly(8, 8);

            Network cut = Cut.of(network, Retention.all(network).with("expand", Channels.of(1)));
            assertThat(logits(cut, scores(Map.of("expand", new float[] {2})))).containsExactly(240, -240);
            Op.Conv depthwise = (Op.Conv) cut.node(cut.indexOf("depthwise")).op();
            Op.Conv expand = (Op.Conv) cut.node(cut.indexOf("expand")).op();
            assertThat(depthwise.weight().toFloats()).containsExactly(5);
            assertThat(expand.weight().toFloats()).containsExactly(2);
        }
    }

    /**
     * A depthwise convolution of a sum is a layer of its own: its filter 0 goes where both summands' channel 0 is gone.
     */
    @Test
    void aDepthwiseFilterWhoseChannelIsGoneIsGone() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
            int a = graph.add("a", point(2, 1, 2), 0);
            int b = graph.add("b", point(2, 10, 20), 0);
            int x = graph.add("sum", new Op.Add(), a, b);
            x = graph.add("depthwise", grouped(2, new float[] {3, 5}, new float[] {10, 100}), x);
            Network network = placed(graph, x, 1, 1, 1, -1);
            assertThat(network.units().stream().map(UnitLayer::name)).containsExactly("a", "b", "depthwise");
            Retention some = Retention.all(network).with("a", Channels.of(1)).with("b", Channels.of(1));
            assertThat(Flow.of(network, some).connected().of("depthwise")).isEqualTo(Channels.of(1));
            Network cut = Cut.of(network, some);
            // 5 (2 + 20) 2 + 100, and nothing of the filter 3 x + 10
            assertThat(logits(cut, Scoring.NONE)).containsExactly(320, -320);
            assertThat(logits(
                            network,
                            scores(Map.of(
                                    "a", new float[] {0, 1}, "b", new float[] {0, 1}, "depthwise", new float[] {0, 1
                                    }))))
                    .containsExactly(320, -320);
            Retention half = Retention.all(network).with("a", Channels.of(1));
            assertThat(Flow.of(network, half).connected().of("depthwise")).isEqualTo(Channels.of(0, 1));
            Retention none = half.with("a", Channels.of()).with("b", Channels.of());
            assertThat(Flow.of(network, none).connected().of("depthwise").isEmpty())
                    .isTrue();
            assertThat(Flow.of(network, none).cutThrough()).isTrue();
        }
    }

    /** Two filters a channel, and groups of two channels: all of a group's filters go with its inputs, not before. */
    @Test
    void groupsGoWithAllTheirInputs() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
            int x = graph.add("a", point(2, 1, 2), 0);
            x = graph.add("twice", grouped(2, new float[] {1, 2, 3, 4}, new float[] {1, 1, 1, 1}), x);
            x = graph.add("pairs", grouped(2, new float[] {1, 1, 1, 1}, new float[] {5, 7}), x);
            Network network = placed(graph, x, 1, 0, 0, 1);
            assertThat(network.units().stream().map(UnitLayer::name)).containsExactly("a", "twice", "pairs");
            Retention first = Retention.all(network).with("a", Channels.of(1));
            assertThat(Flow.of(network, first).connected().of("twice")).isEqualTo(Channels.of(2, 3));
            assertThat(Flow.of(network, first).connected().of("pairs")).isEqualTo(Channels.of(1));
            // 4 * 3 + 1 + 4 * 4 + 1 + 7
            assertThat(logits(Cut.of(network, first), Scoring.NONE)).containsExactly(0, 37);
            Retention one = Retention.all(network).with("twice", Channels.of(0, 2, 3));
            assertThat(Flow.of(network, one).connected().of("pairs")).isEqualTo(Channels.of(0, 1));
        }
    }

    /** As in SqueezeNet: filters, then one 1x1 filter a class, ReLU, mean. */
    @Test
    void aConvolutionThatComputesTheLogitsIsNoUnitLayer() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
            int x = graph.add("fire", point(2, 1, 2), 0);
            x = graph.add("relu", new Op.Relu(), x);
            x = graph.add("classes", point(3, 1, 1, 2, -1, 0, -1), x);
            x = graph.add("relu2", new Op.Relu(), x);
            x = graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x);
            graph.add("flat", new Op.Flatten(), x);
            Network network = UnitPlacement.place(Network.of(graph.nodes()));
            assertThat(network.units().stream().map(UnitLayer::name)).containsExactly("fire");
            assertThat(NetworkSize.of(network)).isEqualTo(new NetworkSize(1, 2, 0, 0, 2, 6));
            assertThat(logits(network, Scoring.NONE)).containsExactly(6, 0, 0);
            Network cut = Cut.of(network, new Retention(Map.of("fire", Channels.of(0)), Set.of()));
            assertThat(cut.classes()).isEqualTo(3);
            assertThat(logits(cut, Scoring.NONE)).containsExactly(2, 4, 0);
        }
    }

    @Test
    void severalDepthwiseConvolutionsGoWithOneChannel() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 2));
            int x = graph.add("a", point(2, 1, 2), 0);
            x = graph.add("one", grouped(2, new float[] {1, 2}, new float[] {1, 1}), x);
            x = graph.add("pad", new Op.Pad(0, 0, 0, 0, 0), x);
            x = graph.add("two", grouped(2, new float[] {1, 2}, new float[] {1, 1}), x);
            Network network = placed(graph, graph.add("relu", new Op.Relu(), x), 1, 0, 0, 1);
            assertThat(network.units()).hasSize(1);
            // (2 + 1) + 1 and (4 * 2 + 1) * 2 + 1
            assertThat(logits(network, Scoring.NONE)).containsExactly(4, 19);
            assertThat(logits(Cut.of(network, Retention.all(network).with("a", Channels.of(1))), Scoring.NONE))
                    .containsExactly(0, 19);
            assertThat(List.of(network.convolution(network.units().get(0)))).containsExactly(1);
        }
    }
}
