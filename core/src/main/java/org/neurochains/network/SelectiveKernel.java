package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.network.ResidualBlocks.Unit;
import org.neurochains.tensor.Tensor;

/**
 * Two convolutions of one kernel, the second with holes, of which the image's own means say how much each counts for
 * every channel (Li et al. 2019), as timm has them.
 *
 * @param paths the convolutions
 * @param split whether each takes a half of the channels, and not all
 * @param reduce makes a few numbers of the means
 * @param select makes a number for each path and channel of these
 */
record SelectiveKernel(List<Unit> paths, boolean split, Unit reduce, Op.Conv select) {
    private static final int PATHS = 2;

    /** Reads both paths and what weighs them. */
    static Unit take(ResidualBlocks reader, Parameters given, String name, int inputs, Op.Geometry geometry) {
        if (given.has(name + ".paths." + PATHS + ".conv.weight")) {
            throw given.fault(name + ".paths." + PATHS + ".conv.weight", "is a third path", "two are read");
        }
        long[] first = given.shape(name + ".paths.0.conv.weight", 4);
        boolean split = first[1] * PATHS == inputs;
        List<Unit> paths = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            Extent reach = Extent.square(i + 1);
            Op.Geometry own = new Op.Geometry(geometry.kernel(), geometry.stride(), reach, reach, 1);
            String path = name + ".paths." + i;
            paths.add(reader.takeGrouped(path + ".conv", path + ".bn", split ? inputs / PATHS : inputs, own));
        }
        Op.Conv one = paths.get(0).conv();
        Op.Geometry point = Op.Geometry.of(1, 1, 0);
        Unit reduce = reader.take(name + ".attn.fc_reduce", name + ".attn.bn", one.outputs(), point);
        Tensor weight = given.take(
                name + ".attn.fc_select.weight",
                (long) PATHS * one.outputs(),
                reduce.conv().outputs(),
                1,
                1);
        SelectiveKernel choice = new SelectiveKernel(paths, split, reduce, new Op.Conv(weight, null, point));
        return new Unit(one, paths.get(0).norm(), choice);
    }

    /** Adds all of it; returns the index of the weighted sum. */
    int add(GraphBuilder graph, String name, int x) {
        int channels = paths.get(0).conv().outputs();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            String path = name + "P" + (i + 1);
            int half = graph.shape(x).channels() / PATHS;
            int from = split ? graph.add(path + ".part", part(i, half), x) : x;
            int normed = ResidualBlocks.add(graph, path, paths.get(i), from);
            values.add(graph.add(path + ".relu", new Op.Relu(), normed));
        }
        int sum = graph.add(name + ".sum", new Op.Add(), values.toArray(Integer[]::new));
        int mean = graph.add(name + ".mean", new Op.AdaptiveAveragePool(1, 1), sum);
        int few = graph.add(name + "G1.relu", new Op.Relu(), ResidualBlocks.add(graph, name + "G1", reduce, mean));
        int all = graph.add(name + "G2", select, few);
        List<Integer> scores = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            scores.add(graph.add(name + ".choice" + (i + 1), part(i, channels), all));
        }
        List<Integer> weighed = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            // of two, e^a / (e^a + e^b) is the sigmoid of a - b
            String path = name + "P" + (i + 1);
            int other = graph.add(path + ".against", negative(channels), scores.get(1 - i));
            int ahead = graph.add(path + ".ahead", new Op.Add(), scores.get(i), other);
            int weight = graph.add(path + ".weight", new Op.Activation(Op.Activation.Kind.SIGMOID, 0, 0), ahead);
            weighed.add(graph.add(path + ".weighed", new Op.Mul(), values.get(i), weight));
        }
        return graph.add(name + ".chosen", new Op.Add(), weighed.toArray(Integer[]::new));
    }

    private static Op.Select part(int i, int length) {
        return new Op.Select(Channels.of(IntStream.range(i * length, (i + 1) * length)));
    }

    private static Op.BatchNorm negative(int channels) {
        Tensor zeros = Tensor.full(0, channels);
        return new Op.BatchNorm(Tensor.full(-1, channels), zeros, zeros, Tensor.full(1, channels), 0);
    }
}
