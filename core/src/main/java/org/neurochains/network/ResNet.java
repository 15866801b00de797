package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neurochains.network.ResidualBlocks.Block;
import org.neurochains.network.ResidualBlocks.Unit;

/**
 * torchvision's ResNets: a 7x7 stem with max pooling, four stages of basic or bottleneck blocks (stride in the 3x3),
 * and fc; those of other stages, such as the CIFAR ResNets of He et al. (2016), 6n+2 layers: a 3x3 stem and three
 * stages, shortcuts of option A (every second pixel, zero channels on both sides) or projections; and timm's relatives
 * with a stem of three 3x3 convolutions and means on the shortcuts (ResNet-C and -D, He et al. 2019), or with gates of
 * channels in their blocks (SE, ECA).
 */
final class ResNet {
    private static final String CIFAR = "cifar-resnet";
    private static final Map<String, String> DEPTHS = Map.of(
            "basic 2-2-2-2", "resnet18",
            "basic 3-4-6-3", "resnet34",
            "bottleneck 3-4-6-3", "resnet50",
            "bottleneck 3-4-23-3", "resnet101",
            "bottleneck 3-8-36-3", "resnet152");

    private ResNet() {}

    static Architecture of(Parameters given, ArchitectureHints hints) {
        ResidualBlocks reader = new ResidualBlocks(given, hints);
        Stem stem = stem(reader, hints);
        List<List<Block>> stages = new ArrayList<>();
        int channels = stem.outputs();
        while (stages.isEmpty() || given.hasPrefix("layer" + (stages.size() + 1) + ".")) {
            List<Block> stage = reader.stage(stages.size() + 1, channels);
            if (stage.isEmpty()) {
                throw given.fault("layer" + (stages.size() + 1) + ".0.conv1.weight", "is missing", "save all of them");
            }
            stages.add(stage);
            channels = stage.get(stage.size() - 1).outputs();
        }
        String name = name(stem, stages);
        List<Op> head = given.takeHead("fc", channels);
        given.requireAllTaken(name);
        List<Block> blocks = stages.stream().flatMap(List::stream).toList();
        boolean bottleneck = blocks.get(0).convolutions().size() == 3;
        String strides =
                stem.early() ? "" : ", strides in the " + (reader.strideFirst() ? "1x1" : "3x3") + " convolutions";
        List<String> notes = new ArrayList<>(given.notes());
        notes.add("assumed, since no parameter says it: " + (stem.pooled() ? "max pooling" : "no pooling")
                + " behind the "
                + stem.kind() + " stem of stride " + stem.stride() + (bottleneck ? strides : "")
                + ", no dilation or blur, " + hints.activationName() + ", batch norm's eps " + hints.eps() + ", "
                + (hints.poolsMax(false) ? "the largest numbers" : "means") + " of the last maps");
        int side = stem.kind().equals("3x3") ? 32 : 224;
        return new Architecture(
                name,
                Shape.maps(stem.units().get(0).conv().inputs(), side, side),
                shape -> UnitPlacement.place(build(shape, stem, blocks, head, hints)),
                notes,
                given.normalisation());
    }

    /** Its usual name; of depths that have none, the number of blocks in each stage. */
    private static String name(Stem stem, List<List<Block>> stages) {
        List<Block> blocks = stages.stream().flatMap(List::stream).toList();
        String kind = blocks.get(0).convolutions().size() == 3 ? "bottleneck " : "basic ";
        String depth = kind
                + stages.stream().map(stage -> String.valueOf(stage.size())).collect(Collectors.joining("-"));
        String gate = gateOf(blocks);
        boolean even =
                stages.stream().allMatch(stage -> stage.size() == stages.get(0).size());
        if (stages.size() == 3 && even && kind.equals("basic ") && stem.kind().equals("3x3") && gate.isEmpty()) {
            return CIFAR + (2 * blocks.size() + 2);
        } else if (stem.early() && stem.units().size() > 1 && depth.equals("bottleneck 3-8-36-3")) {
            return "senet154";
        }
        boolean plain = blocks.stream()
                .flatMap(block -> block.convolutions().stream())
                .allMatch(unit -> unit.conv().geometry().groups() == 1);
        String generic = "resnet(" + depth.replace(' ', ',') + ")";
        String name = DEPTHS.getOrDefault(depth, generic);
        if (kind.equals("bottleneck ") && DEPTHS.containsKey(depth)) {
            name = variant(
                    name, stem.outputs(), blocks.get(0).convolutions().get(1).conv());
        }
        name = name.isEmpty() || (!plain && !name.startsWith("resnext")) ? generic : name;
        boolean deep = stem.kind().equals("deep");
        return gate + name + (deep ? blocks.stream().anyMatch(Block::pooled) ? "d" : "c" : "");
    }

    /**
     * The stem; that of 2017's squeeze and excitation networks pools without a border, the last windows cut short.
     *
     * @param kind its first kernel, or deep: three convolutions
     */
    private record Stem(List<Unit> units, String kind, boolean pooled, boolean early) {
        int outputs() {
            return units.get(units.size() - 1).conv().outputs();
        }

        int stride() {
            return units.get(0).conv().geometry().stride().height();
        }
    }

    /** One convolution, or three of 3x3, the first with the stride; the last one's norm is the stem's. */
    private static Stem stem(ResidualBlocks reader, ArchitectureHints hints) {
        Parameters given = reader.given();
        boolean early = given.has("layer0.conv1.weight");
        boolean listed = given.has("conv1.0.weight");
        List<String> convolutions = early
                ? List.of("layer0.conv1", "layer0.conv2", "layer0.conv3")
                : List.of("conv1.0", "conv1.3", "conv1.6");
        List<String> norms =
                early ? List.of("layer0.bn1", "layer0.bn2", "layer0.bn3") : List.of("conv1.1", "conv1.4", "bn1");
        boolean deep = listed || given.has("layer0.conv2.weight");
        String first = deep || early ? convolutions.get(0) : "conv1";
        long[] shape = given.shape(first + ".weight", 4);
        int colours = ResidualBlocks.colours(given, shape);
        boolean small = shape[2] == 3;
        if (!deep) {
            Op.Geometry geometry = small ? Op.Geometry.of(3, 1, 1) : Op.Geometry.of(7, 2, 3);
            boolean pooled = hints.stemPool() == null ? !small : hints.stemPool();
            Unit one = reader.take(first, early ? norms.get(0) : "bn1", colours, geometry);
            return new Stem(List.of(one), small ? "3x3" : "7x7", pooled, early);
        }
        List<Unit> units = new ArrayList<>();
        int inputs = colours;
        for (int i = 0; i < convolutions.size(); i++) {
            Op.Geometry geometry = Op.Geometry.of(3, i == 0 ? 2 : 1, 1);
            units.add(reader.take(convolutions.get(i), norms.get(i), inputs, geometry));
            inputs = units.get(i).conv().outputs();
        }
        return new Stem(units, "deep", hints.stemPool() == null || hints.stemPool(), early);
    }

    private static String gateOf(List<Block> blocks) {
        if (blocks.get(0).convolutions().stream().anyMatch(unit -> unit.choice() != null)) {
            return "sk";
        }
        int parts = blocks.get(0).gate().size();
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

    private static Network build(Shape input, Stem stem, List<Block> blocks, List<Op> head, ArchitectureHints hints) {
        GraphBuilder graph = new GraphBuilder(input);
        int x = 0;
        int last = stem.units().size() - 1;
        for (int i = 0; i <= last; i++) {
            String name = i == last ? "stem" : "stem" + (i + 1);
            x = ResidualBlocks.add(graph, name, stem.units().get(i), x);
            x = graph.add(name + ".relu", hints.behindConvolutions(), x);
        }
        if (stem.pooled()) {
            Extent border = Extent.square(stem.early() ? 0 : 1);
            Op pool = new Op.MaxPool(Extent.square(3), Extent.square(2), border, Extent.square(1), stem.early());
            x = graph.add("stem.pool", pool, x);
        }
        int channels = stem.outputs();
        for (Block block : blocks) {
            x = ResidualBlocks.add(graph, block, channels, x);
            channels = block.outputs();
        }
        Shape maps = graph.shape(x);
        Extent all = new Extent(maps.height(), maps.width());
        Op pool = hints.poolsMax(false)
                ? new Op.MaxPool(all, all, Border.NONE, Extent.square(1), false)
                : new Op.AdaptiveAveragePool(1, 1);
        ResidualBlocks.addHead(graph, "fc", head, graph.add("pool", pool, x));
        return Network.of(graph.nodes());
    }
}
