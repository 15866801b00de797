package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * torchvision's ResNets: a 7x7 stem with max pooling, four stages of basic or bottleneck blocks (stride in the 3x3),
 * and fc; and timm's relatives with a stem of three 3x3 convolutions and means on the shortcuts (ResNet-C and -D, He et
 * al. 2019), or with gates of channels in their blocks (SE, ECA).
 */
final class ResNet {
    private static final Map<String, String> DEPTHS = Map.of(
            "basic 2-2-2-2", "resnet18",
            "basic 3-4-6-3", "resnet34",
            "bottleneck 3-4-6-3", "resnet50",
            "bottleneck 3-4-23-3", "resnet101",
            "bottleneck 3-8-36-3", "resnet152");

    private ResNet() {}

    static Architecture of(Parameters given, ArchitectureHints hints) {
        ResidualBlocks reader = new ResidualBlocks(given);
        boolean deep = given.has("conv1.0.weight");
        boolean early = given.has("layer0.conv1.weight");
        String stemName = early ? "layer0." : "";
        long[] first = given.shape(deep ? "conv1.0.weight" : stemName + "conv1.weight", 4);
        boolean small = !deep && first[2] == 3;
        int colours = ResidualBlocks.colours(given, first);
        List<ResidualBlocks.Unit> stem = deep
                ? deepStem(reader, colours)
                : List.of(reader.take(
                        stemName + "conv1",
                        stemName + "bn1",
                        colours,
                        small ? Op.Geometry.of(3, 1, 1) : Op.Geometry.of(7, 2, 3)));
        boolean pooled = hints.stemPool() == null ? !small : hints.stemPool();
        List<ResidualBlocks.Block> blocks = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        int width = stem.get(stem.size() - 1).conv().outputs();
        int channels = width;
        for (int stage = 1; stage <= 4; stage++) {
            List<ResidualBlocks.Block> some = reader.stage(stage, channels);
            if (some.isEmpty()) {
                throw given.fault("layer" + stage + ".0.conv1.weight", "is missing", "a ResNet has four stages");
            }
            blocks.addAll(some);
            depths.add(some.size());
            channels = some.get(some.size() - 1).outputs();
        }
        String kind = blocks.get(0).convolutions().size() == 3 ? "bottleneck " : "basic ";
        String depth = kind + depths.stream().map(String::valueOf).collect(Collectors.joining("-"));
        boolean plain = blocks.stream()
                .allMatch(b -> b.convolutions().stream()
                        .allMatch(u -> u.conv().geometry().groups() == 1));
        String generic = "resnet(" + depth.replace(' ', ',') + ")";
        String name = DEPTHS.getOrDefault(depth, generic);
        if (kind.equals("bottleneck ") && DEPTHS.containsKey(depth)) {
            name = variant(name, width, blocks.get(0).convolutions().get(1).conv());
        }
        name = name.isEmpty() || (!plain && !name.startsWith("resnext")) ? generic : name;
        name = gateOf(blocks) + name + (deep ? blocks.stream().anyMatch(ResidualBlocks.Block::pooled) ? "d" : "c" : "");
        List<Op> head = given.takeHead("fc", channels);
        given.requireAllTaken(name);
        List<String> notes = new ArrayList<>(given.notes());
        notes.add("assumed, since no parameter says it: " + (pooled ? "max pooling" : "no pooling") + " behind the "
                + (deep ? "deep" : small ? "3x3" : "7x7") + " stem"
                + (kind.equals("basic ") || early ? "" : ", strides in the 3x3 convolutions")
                + ", ReLU, batch norm's eps " + hints.eps());
        int side = small ? 32 : 224;
        return new Architecture(
                name,
                Shape.maps(colours, side, side),
                shape -> UnitPlacement.place(build(shape, new Stem(stem, pooled, early), blocks, head)),
                notes,
                given.normalisation());
    }

    /** The stem; that of 2017's squeeze and excitation networks pools without a border, the last windows cut short. */
    private record Stem(List<ResidualBlocks.Unit> units, boolean pooled, boolean early) {}

    /** Three 3x3 convolutions, the first with the stride; the last one's norm is the stem's. */
    private static List<ResidualBlocks.Unit> deepStem(ResidualBlocks reader, int colours) {
        ResidualBlocks.Unit one = reader.take("conv1.0", "conv1.1", colours, Op.Geometry.of(3, 2, 1));
        ResidualBlocks.Unit two = reader.take("conv1.3", "conv1.4", one.conv().outputs(), Op.Geometry.of(3, 1, 1));
        ResidualBlocks.Unit three = reader.take("conv1.6", "bn1", two.conv().outputs(), Op.Geometry.of(3, 1, 1));
        return List.of(one, two, three);
    }

    private static String gateOf(List<ResidualBlocks.Block> blocks) {
        boolean selective = blocks.get(0).convolutions().stream().anyMatch(unit -> unit.choice() != null);
        int parts = blocks.get(0).gate().size();
        if (selective) {
            return "sk";
        }
        return parts == 0 ? "" : parts == 2 ? "eca" : "se";
    }

    /** Tells a ResNet from its wider and grouped relatives, by the 3x3 convolution of its first block. */
    private static String variant(String plain, int stem, Op.Conv inner) {
        int groups = inner.geometry().groups();
        String depth = plain.substring("resnet".length());
        if (groups > 1) {
            int each = inner.outputs() / groups;
            return stem == 64 ? "resnext" + depth + "_" + groups + "x" + each + "d" : "";
        }
        return inner.outputs() == 2 * stem ? "wide_" + plain + "_2" : plain;
    }

    private static Network build(Shape input, Stem stem, List<ResidualBlocks.Block> blocks, List<Op> head) {
        GraphBuilder graph = new GraphBuilder(input);
        int x = 0;
        int last = stem.units().size() - 1;
        for (int i = 0; i <= last; i++) {
            String name = i == last ? "stem" : "stem" + (i + 1);
            x = graph.add(
                    name + ".relu",
                    new Op.Relu(),
                    ResidualBlocks.add(graph, name, stem.units().get(i), x));
        }
        if (stem.pooled()) {
            x = graph.add(
                    "stem.pool",
                    new Op.MaxPool(
                            Extent.square(3),
                            Extent.square(2),
                            Extent.square(stem.early() ? 0 : 1),
                            Extent.square(1),
                            stem.early()),
                    x);
        }
        int channels = stem.units().get(last).conv().outputs();
        for (ResidualBlocks.Block block : blocks) {
            x = ResidualBlocks.add(graph, block, channels, x);
            channels = block.outputs();
        }
        x = graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x);
        ResidualBlocks.addHead(graph, "fc", head, x);
        return Network.of(graph.nodes());
    }
}
