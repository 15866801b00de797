package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/** Reads and lays out the residual blocks that all ResNets share (He et al. 2016). */
record ResidualBlocks(Parameters given, ArchitectureHints hints) {
    /**
     * A convolution and its batch norm.
     *
     * @param choice what weighs it against others beside it; null of one alone
     */
    record Unit(Op.Conv conv, Op.BatchNorm norm, @Nullable SelectiveKernel choice) {
        Unit(Op.Conv conv, Op.BatchNorm norm) {
            this(conv, norm, null);
        }
    }

    /**
     * One block.
     *
     * @param name such as L1B2
     * @param convolutions two, or three in a bottleneck
     * @param projection the shortcut's convolution, if it has one
     * @param pooled whether means of windows take the stride on the shortcut, and not its convolution (ResNet-D)
     * @param rectified whether a ReLU comes before the gate
     * @param gate what makes a factor for each channel of their means; empty of a plain block
     * @param stride rows and columns per output
     * @param activation what comes behind its convolutions and its sum
     */
    record Block(
            String name,
            List<Unit> convolutions,
            @Nullable Unit projection,
            boolean pooled,
            boolean rectified,
            List<Op> gate,
            int stride,
            Op activation) {
        int outputs() {
            return convolutions.get(convolutions.size() - 1).conv().outputs();
        }
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

    /** A convolution of any number of outputs, mostly without bias, and the batch norm behind it. */
    Unit take(String conv, String norm, int inputs, Op.Geometry geometry) {
        int outputs = (int) given.shape(conv + ".weight", 4)[0];
        Extent k = geometry.kernel();
        return new Unit(
                new Op.Conv(
                        given.take(conv + ".weight", outputs, inputs / geometry.groups(), k.height(), k.width()),
                        given.has(conv + ".bias") ? given.take(conv + ".bias", outputs) : null,
                        geometry),
                given.takeBatchNorm(norm, outputs));
    }

    /**
     * The same, in as many groups as the weight's shape tells: a ResNeXt's (Xie et al. 2017), which only bottlenecks
     * have.
     */
    Unit takeGrouped(String conv, String norm, int inputs, Op.Geometry g) {
        long[] shape = given.shape(conv + ".weight", 4);
        boolean divides = shape[1] > 0 && inputs % shape[1] == 0 && shape[0] % (inputs / shape[1]) == 0;
        int groups = divides ? (int) (inputs / shape[1]) : 1;
        return take(conv, norm, inputs, g.withGroups(groups));
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
        if (isBottleneck(prefix)) {
            int first = strideOfFirst(prefix, stride);
            units.add(unit(prefix, 1, inputs, Op.Geometry.of(1, first, 0)));
            units.add(unit(prefix, 2, outputs(units), Op.Geometry.of(3, stride / first, 1)));
            units.add(unit(prefix, 3, outputs(units), Op.Geometry.of(1, 1, 0)));
        } else {
            units.add(unit(prefix, 1, inputs, Op.Geometry.of(3, stride, 1)));
            units.add(unit(prefix, 2, outputs(units), Op.Geometry.of(3, 1, 1)));
        }
        Unit projection = null;
        for (String side : List.of(".downsample", ".shortcut")) {
            if (given.hasPrefix(prefix + side + ".0.")) {
                int kernel = isEarly(prefix) ? (int) given.shape(prefix + side + ".0.weight", 4)[2] : 1;
                Op.Geometry geometry = Op.Geometry.of(kernel, stride, kernel / 2);
                projection = take(prefix + side + ".0", prefix + side + ".1", inputs, geometry);
            }
        }
        boolean pooled = projection == null && given.hasPrefix(prefix + ".downsample.1.");
        if (pooled) {
            projection = take(prefix + ".downsample.1", prefix + ".downsample.2", inputs, Op.Geometry.of(1, 1, 0));
        }
        String name = "L" + stage + "B" + (b + 1);
        boolean rectified = units.size() == 2 && isEarly(prefix);
        return new Block(
                name,
                units,
                projection,
                pooled,
                rectified,
                gate(prefix + (given.hasPrefix(prefix + ".se_module.") ? ".se_module" : ".se"), outputs(units)),
                stride,
                hints.behindConvolutions());
    }

    /** The k-th convolution of a block, by the names of torchvision or of timm's selective kernels. */
    private Unit unit(String prefix, int k, int inputs, Op.Geometry geometry) {
        String conv = prefix + ".conv" + k;
        if (given.has(conv + ".paths.0.conv.weight")) {
            return SelectiveKernel.take(this, given, conv, inputs, geometry);
        }
        boolean nested = given.has(conv + ".conv.weight");
        String norm = nested ? conv + ".bn" : prefix + ".bn" + k;
        String weights = nested ? conv + ".conv" : conv;
        return k == 2 && isBottleneck(prefix)
                ? takeGrouped(weights, norm, inputs, geometry)
                : take(weights, norm, inputs, geometry);
    }

    private boolean isBottleneck(String prefix) {
        return given.has(prefix + ".conv3.weight") || given.has(prefix + ".conv3.conv.weight");
    }

    /** Of a bottleneck, mostly 1; the squeeze and excitation networks of 2017 without groups have the stride there. */
    private int strideOfFirst(String prefix, int stride) {
        if (!isEarly(prefix)) {
            return strideFirst() ? stride : 1;
        }
        long[] middle = given.shape(prefix + ".conv2.weight", 4);
        return middle[1] < middle[0] ? 1 : stride;
    }

    /** Whether bottlenecks have their stride in the 1x1 convolution, as said; else in the 3x3. */
    boolean strideFirst() {
        return hints.strideFirst() != null && hints.strideFirst();
    }

    /** Whether a block is of the squeeze and excitation networks of 2017, whose names no other has. */
    private boolean isEarly(String prefix) {
        return given.has("layer0.conv1.weight") && given.hasPrefix(prefix + ".se_module.");
    }

    /** Squeeze and excitation (Hu et al. 2018), or one filter over neighbouring channels (ECA, Wang et al. 2020). */
    private List<Op> gate(String prefix, int channels) {
        Op sigmoid = new Op.Activation(Op.Activation.Kind.SIGMOID, 0, 0);
        if (given.has(prefix + ".fc1.weight")) {
            Op.Conv squeeze = point(prefix + ".fc1", channels);
            return List.of(squeeze, new Op.Relu(), point(prefix + ".fc2", squeeze.outputs()), sigmoid);
        } else if (given.has(prefix + ".conv.weight")) {
            int length = (int) given.shape(prefix + ".conv.weight", 3)[2];
            float[] filter = given.take(prefix + ".conv.weight", 1, 1, length).toFloats();
            return List.of(across(filter, channels), sigmoid);
        }
        return List.of();
    }

    private Op.Conv point(String name, int inputs) {
        int outputs = (int) given.shape(name + ".weight", 4)[0];
        Tensor weight = given.take(name + ".weight", outputs, inputs, 1, 1);
        return new Op.Conv(weight, given.take(name + ".bias", outputs), Op.Geometry.of(1, 1, 0));
    }

    /** A filter along the channels as one that takes them all. */
    private static Op.Conv across(float[] filter, int channels) {
        float[] weight = new float[channels * channels];
        for (int out = 0; out < channels; out++) {
            for (int k = 0; k < filter.length; k++) {
                int in = out + k - (filter.length - 1) / 2;
                if (in >= 0 && in < channels) {
                    weight[out * channels + in] = filter[k];
                }
            }
        }
        return new Op.Conv(Tensor.of(weight, channels, channels, 1, 1), null, Op.Geometry.of(1, 1, 0));
    }

    private static int outputs(List<Unit> units) {
        return units.get(units.size() - 1).conv().outputs();
    }

    /** Adds a convolution with its batch norm; returns the index of the latter. */
    static int add(GraphBuilder graph, String name, Unit unit, int x) {
        if (unit.choice() != null) {
            return unit.choice().add(graph, name, x);
        }
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
                y = graph.add(name + ".relu", block.activation(), y);
            }
        }
        if (block.rectified()) {
            y = graph.add(block.name() + ".rectified", block.activation(), y);
        }
        if (!block.gate().isEmpty()) {
            y = gated(graph, block, y);
        }
        int side = shortcut(graph, block, inputs, x);
        return graph.add(block.name() + ".relu", block.activation(), graph.add(block.name(), new Op.Add(), y, side));
    }

    private static int gated(GraphBuilder graph, Block block, int x) {
        int factors = graph.add(block.name() + ".mean", new Op.AdaptiveAveragePool(1, 1), x);
        for (int i = 0; i < block.gate().size(); i++) {
            factors = graph.add(block.name() + "G" + (i + 1), block.gate().get(i), factors);
        }
        return graph.add(block.name() + ".gated", new Op.Mul(), x, factors);
    }

    private static int shortcut(GraphBuilder graph, Block block, int inputs, int x) {
        if (block.projection() != null) {
            int before = x;
            if (block.pooled() && block.stride() > 1) {
                Extent window = Extent.square(block.stride());
                Op mean = new Op.AveragePool(window, window, Border.NONE, true, false);
                before = graph.add(block.name() + ".means", mean, x);
            }
            return add(graph, block.name() + "SC", block.projection(), before);
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
