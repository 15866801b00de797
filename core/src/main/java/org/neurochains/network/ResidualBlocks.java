package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and lays out the residual blocks that all ResNets share (He et al. 2016). */
final class ResidualBlocks {
    /** A convolution and its batch norm. */
    record Unit(Op.Conv conv, Op.BatchNorm norm) {}

    /**
     * One block.
     *
     * @param name such as L1B2
     * @param convolutions two, or three in a bottleneck
     * @param projection the shortcut's convolution, if it has one
     * @param stride rows and columns per output
     */
    record Block(
            String name, List<Unit> convolutions, @Nullable Unit projection, int stride) {
        int outputs() {
            return convolutions.get(convolutions.size() - 1).conv().outputs();
        }
    }

    private final Parameters given;

    ResidualBlocks(Parameters given) {
        this.given = given;
    }

    /** The channels of an image, from the first convolution's weight. */
    static int colours(Parameters given, long[] first) {
        if (first[1] != 1 && first[1] != 3 && first[1] != 4) {
            throw given.fault(
                    "conv1.weight",
                    "takes " + first[1] + " channels",
                    "images have 1 (grey), 3 (colours) or 4 (and opacity)");
        }
        return (int) first[1];
    }

    /** A convolution without bias of any number of outputs, and the batch norm behind it. */
    Unit take(String conv, String norm, int inputs, Op.Geometry geometry) {
        int outputs = (int) given.shape(conv + ".weight", 4)[0];
        Extent k = geometry.kernel();
        return new Unit(
                new Op.Conv(
                        given.take(conv + ".weight", outputs, inputs / geometry.groups(), k.height(), k.width()),
                        null,
                        geometry),
                given.takeBatchNorm(norm, outputs));
    }

    /**
     * The same, in as many groups as the weight's shape tells: a ResNeXt's (Xie et al. 2017), which only bottlenecks
     * have.
     */
    private Unit takeGrouped(String conv, String norm, int inputs, Op.Geometry g) {
        long[] shape = given.shape(conv + ".weight", 4);
        boolean divides = shape[1] > 0 && inputs % shape[1] == 0 && shape[0] % (inputs / shape[1]) == 0;
        int groups = divides ? (int) (inputs / shape[1]) : 1;
        return take(conv, norm, inputs, new Op.Geometry(g.kernel(), g.stride(), g.padding(), g.dilation(), groups));
    }

    /** All blocks of a stage (from 1). */
    List<Block> stage(int stage, int inputs) {
        List<Block> blocks = new ArrayList<>();
        int channels = inputs;
        for (int b = 0; given.hasPrefix("layer" + stage + "." + b + "."); b++) {
            Block block = block(stage, b, channels);
            blocks.add(block);
            channels = block.outputs();
        }
        return blocks;
    }

    private Block block(int stage, int b, int inputs) {
        String prefix = "layer" + stage + "." + b;
        int stride = stage > 1 && b == 0 ? 2 : 1;
        List<Unit> units = new ArrayList<>();
        if (given.has(prefix + ".conv3.weight")) {
            units.add(take(prefix + ".conv1", prefix + ".bn1", inputs, Op.Geometry.of(1, 1, 0)));
            units.add(takeGrouped(prefix + ".conv2", prefix + ".bn2", outputs(units), Op.Geometry.of(3, stride, 1)));
            units.add(take(prefix + ".conv3", prefix + ".bn3", outputs(units), Op.Geometry.of(1, 1, 0)));
        } else {
            units.add(take(prefix + ".conv1", prefix + ".bn1", inputs, Op.Geometry.of(3, stride, 1)));
            units.add(take(prefix + ".conv2", prefix + ".bn2", outputs(units), Op.Geometry.of(3, 1, 1)));
        }
        Unit projection = null;
        for (String side : List.of(".downsample", ".shortcut")) {
            if (given.hasPrefix(prefix + side + ".0.")) {
                projection = take(prefix + side + ".0", prefix + side + ".1", inputs, Op.Geometry.of(1, stride, 0));
            }
        }
        return new Block("L" + stage + "B" + (b + 1), units, projection, stride);
    }

    private static int outputs(List<Unit> units) {
        return units.get(units.size() - 1).conv().outputs();
    }

    /** Adds a convolution with its batch norm; returns the index of the latter. */
    static int add(GraphBuilder graph, String name, Unit unit, int x) {
        return graph.add(name + ".norm", unit.norm(), graph.add(name, unit.conv(), x));
    }

    /** Adds what comes behind the pooling; the last layer has the head's name. */
    static void addHead(GraphBuilder graph, String name, List<Op> head, int pooled) {
        int x = graph.add("flatten", new Op.Flatten(), pooled);
        for (int i = 0; i < head.size(); i++) {
            x = graph.add(i + 1 < head.size() ? name + "." + i : name, head.get(i), x);
        }
    }

    /** Adds a block; returns the index of its last node. */
    static int add(GraphBuilder graph, Block block, int inputs, int x) {
        int y = x;
        for (int i = 0; i < block.convolutions().size(); i++) {
            String name = block.name() + "C" + (i + 1);
            y = add(graph, name, block.convolutions().get(i), y);
            if (i + 1 < block.convolutions().size()) {
                y = graph.add(name + ".relu", new Op.Relu(), y);
            }
        }
        int side = shortcut(graph, block, inputs, x);
        return graph.add(block.name() + ".relu", new Op.Relu(), graph.add(block.name(), new Op.Add(), y, side));
    }

    private static int shortcut(GraphBuilder graph, Block block, int inputs, int x) {
        if (block.projection() != null) {
            return add(graph, block.name() + "SC", block.projection(), x);
        }
        int side = x;
        if (block.stride() > 1) {
            side = graph.add(block.name() + ".subsample", new Op.Subsample(block.stride()), side);
        }
        if (block.outputs() != inputs) {
            int before = (block.outputs() - inputs) / 2;
            int[] channels = new int[block.outputs()];
            for (int i = 0; i < channels.length; i++) {
                channels[i] = i >= before && i < before + inputs ? i - before : -1;
            }
            side = graph.add(block.name() + ".pad", new Op.Select(Channels.of(channels)), side);
        }
        return side;
    }
}
