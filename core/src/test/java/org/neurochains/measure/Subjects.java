package org.neurochains.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Labels;
import org.neurochains.image.Pixels;
import org.neurochains.image.Rgb;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Tensor;

/** Networks and chains small enough to compute by hand. They belong to the caller's scope. */
public final class Subjects {
    private Subjects() {}

    /** Two filters of weights 1 and 2 on images of one value, ReLU; the logits are their outputs. */
    public static Network twoFilters() {
        return oneLayer(1, 1, 2);
    }

    /** One convolution of 1x1 kernels with these weights on images of one pixel, ReLU; the logits are its outputs. */
    public static Network oneLayer(int inputs, float... weights) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(inputs, 1, 1));
        conv(graph, "L0", inputs, weights);
        graph.add("relu", new Op.Relu(), graph.last());
        logits(graph, weights.length / inputs);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    /**
     * The last value of one pixel as logits, by a fully connected layer: a convolution that gave them would be no unit
     * layer.
     */
    public static void logits(GraphBuilder graph, int channels) {
        int features = graph.add("features", new Op.Flatten(), graph.last());
        float[] identity = new float[channels * channels];
        for (int i = 0; i < channels; i++) {
            identity[i * channels + i] = 1;
        }
        graph.add("logits", new Op.Linear(Tensor.of(identity, channels, channels), null), features);
    }

    /** A 1x1 convolution of the last value. */
    public static void conv(GraphBuilder graph, String name, int inputs, float... weights) {
        Extent one = Extent.square(1);
        Tensor weight = Tensor.of(weights, weights.length / inputs, inputs, 1, 1);
        graph.add(name, new Op.Conv(weight, null, new Op.Geometry(one, one, Extent.square(0), one, 1)), graph.last());
    }

    /** A chain of a network of one unit layer with these scores. */
    public static ChainOnRegion of(Network network, float[] scores, float... images) {
        Map<String, float[]> byUnit = new LinkedHashMap<>();
        byUnit.put(network.units().get(0).name(), scores);
        return of(network, new Subnetwork(Scores.of(byUnit), Set.of()), images);
    }

    /** A chain on images; the class of each is what the network predicts. */
    public static ChainOnRegion of(Network network, Subnetwork subnetwork, float... values) {
        Shape shape = network.inputShape();
        long size = shape.size();
        Tensor batch = Tensor.of(values, values.length / size, shape.channels(), shape.height(), shape.width());
        return ChainOnRegion.of(network, subnetwork, samples(network, batch), 64);
    }

    /** Samples named 0, 1, ... of class 0. */
    public static Samples samples(Network network, Tensor batch) {
        List<Samples.Sample> list = new ArrayList<>();
        for (int i = 0; i < batch.dim(0); i++) {
            list.add(new Samples.Sample(i + ".png", "", 0, Pixels.of(1, 1, new byte[] {(byte) i, 0, 0})));
        }
        Labels labels = Labels.of(
                IntStream.range(0, network.classes()).mapToObj(c -> "class" + c).toList());
        return new Samples(list, batch, labels, new Rgb(0, 0, 0), new Rgb(1, 1, 1));
    }
}
