package org.neurochains.evidence;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Tensor;

/** Networks small enough to work out by hand. */
final class SmallNetworks {
    private SmallNetworks() {}

    /**
     * One channel of 2x2: layer a gives x and 2 x, layer b their difference (second minus first) and their sum; the
     * logits are the means of b's channels.
     */
    static Network twoLayers() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
        int a = graph.add("a", point(new float[] {1, 2}, 2, 1), 0);
        int ra = graph.add("a.relu", new Op.Relu(), a);
        int b = graph.add("b", point(new float[] {-1, 1, 1, 1}, 2, 2), ra);
        int rb = graph.add("b.relu", new Op.Relu(), b);
        head(graph, rb, new float[] {1, 0, 0, 1}, 2);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    /** A convolution of one place without a bias. */
    static Op.Conv point(float[] weights, int outputs, int inputs) {
        return new Op.Conv(Tensor.of(weights, outputs, inputs, 1, 1), null, Op.Geometry.of(1, 1, 0));
    }

    /** The mean over places, then a fully connected layer. */
    static void head(GraphBuilder graph, int input, float[] weights, int classes) {
        int mean = graph.add("mean", new Op.AdaptiveAveragePool(1, 1), input);
        int flat = graph.add("flat", new Op.Flatten(), mean);
        graph.add(
                "logits",
                new Op.Linear(Tensor.of(weights, classes, weights.length / classes), Tensor.full(0, classes)),
                flat);
    }

    /** These scores for one unit layer, ones elsewhere. */
    static Scoring scores(Network network, String unit, float... scores) {
        Map<String, Tensor> given = Map.of(network.unit(unit).name(), Tensor.of(scores, scores.length));
        return new Scoring() {
            @Override
            public @Nullable Tensor score(Op.Score layer) {
                return given.get(layer.unit());
            }

            @Override
            public @Nullable Tensor gate(String group) {
                return null;
            }
        };
    }
}
