package org.neurochains.chain;

import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Tensor;

/** Networks on images of one pixel, small enough to compute by hand. They belong to the caller's scope. */
final class Toys {
    private Toys() {}

    /** x = 1, two filters of weights 1 and 2, ReLU; its outputs are the logits, (1, 2). */
    static Problem twoFilters() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
        relu(graph, conv(graph, "conv", new float[] {1, 2}, null, 0));
        return problem(graph, 1);
    }

    /** h = (1, 3), one gated layer: filter k is 2 h_0 or h_1; its outputs are the logits, (2, 3). */
    static Problem gated() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
        relu(graph, conv(graph, "conv", new float[] {2, 0, 0, 1}, null, 0));
        return problem(graph, 1, 3);
    }

    /** Two layers of two filters without shortcuts: logits 3 x_0 and x_0, at x_0 = 1 and 2. */
    static Problem stack() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
        int first = relu(graph, conv(graph, "first", new float[] {1, 2}, null, 0));
        relu(graph, conv(graph, "second", new float[] {1, 1, 1, 0}, null, first));
        return problem(graph, 1, 2);
    }

    /**
     * A stem and one residual block whose shortcut is its input: logits h + block(h), h = x at x = (1, 2).
     *
     * @param inner weights of C1, 2 by 2
     * @param bias of C2, whose weights are the identity
     */
    static Problem residual(float[] inner, float... bias) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
        float[] identity = {1, 0, 0, 1};
        int stem = relu(graph, conv(graph, "stem", identity, null, 0));
        int first = relu(graph, conv(graph, "C1", inner, null, stem));
        int second = conv(graph, "C2", identity, bias, first);
        relu(graph, graph.add("block", new Op.Add(), second, stem));
        return problem(graph, 1, 2);
    }

    /** A 1x1 convolution of two outputs. */
    private static int conv(
            GraphBuilder graph, String name, float[] weights, float @org.jspecify.annotations.Nullable [] bias, int x) {
        Tensor weight = Tensor.of(weights, 2, weights.length / 2, 1, 1);
        Tensor added = bias == null ? null : Tensor.of(bias, bias.length);
        Extent one = Extent.square(1);
        return graph.add(name, new Op.Conv(weight, added, new Op.Geometry(one, one, Extent.square(0), one, 1)), x);
    }

    private static int relu(GraphBuilder graph, int x) {
        return graph.add(graph.node(x).name() + ".relu", new Op.Relu(), x);
    }

    private static Problem problem(GraphBuilder graph, float... pixels) {
        int features = graph.add("features", new Op.Flatten(), graph.last());
        graph.add("logits", new Op.Linear(Tensor.of(new float[] {1, 0, 0, 1}, 2, 2), null), features);
        Network network = UnitPlacement.place(Network.of(graph.nodes()));
        long channels = network.inputShape().channels();
        Tensor images = Tensor.of(pixels, pixels.length / channels, channels, 1, 1);
        return Problem.of(network, images);
    }
}
