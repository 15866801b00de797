package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The CIFAR ResNets of He et al. (2016), 6n+2 layers: a 3x3 stem, three stages of n basic blocks, shortcuts of option A
 * (every second pixel, zero channels on both sides) or projections, and linear.
 */
final class CifarResNet {
    private CifarResNet() {}

    static Architecture of(Parameters given) {
        ResidualBlocks reader = new ResidualBlocks(given);
        int colours = ResidualBlocks.colours(given, given.shape("conv1.weight", 4));
        ResidualBlocks.Unit stem = reader.take("conv1", "bn1", colours, Op.Geometry.of(3, 1, 1));
        List<ResidualBlocks.Block> blocks = new ArrayList<>();
        int channels = stem.conv().outputs();
        for (int stage = 1; stage <= 3; stage++) {
            List<ResidualBlocks.Block> some = reader.stage(stage, channels);
            requireAsMany(given, stage, some.size(), blocks.size() / Math.max(1, stage - 1));
            blocks.addAll(some);
            channels = some.get(some.size() - 1).outputs();
        }
        String name = "cifar-resnet" + (2 * blocks.size() + 2);
        List<Op> head = given.takeHead("linear", channels);
        given.requireAllTaken(name);
        return new Architecture(
                name,
                Shape.maps(colours, 32, 32),
                shape -> UnitPlacement.place(build(shape, stem, blocks, head)),
                given.notes(),
                given.normalisation());
    }

    private static void requireAsMany(Parameters given, int stage, int blocks, int before) {
        if (blocks == 0 || (stage > 1 && blocks != before)) {
            throw given.fault(
                    "layer" + stage + "." + blocks + ".conv1.weight",
                    "is missing or too many: stage " + stage + " has " + blocks + " blocks",
                    "a CIFAR ResNet has three stages of equally many blocks");
        }
    }

    private static Network build(
            Shape input, ResidualBlocks.Unit stem, List<ResidualBlocks.Block> blocks, List<Op> head) {
        GraphBuilder graph = new GraphBuilder(input);
        int x = graph.add("stem.relu", new Op.Relu(), ResidualBlocks.add(graph, "stem", stem, 0));
        int channels = stem.conv().outputs();
        for (ResidualBlocks.Block block : blocks) {
            x = ResidualBlocks.add(graph, block, channels, x);
            channels = block.outputs();
        }
        x = graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x);
        ResidualBlocks.addHead(graph, "linear", head, x);
        return Network.of(graph.nodes());
    }
}
