package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * VGG (Simonyan and Zisserman 2015) in torchvision's layout: 3x3 convolutions features.k, pooling where an index is
 * skipped, and a head of any number of layers with an activation between them. Unit layer k is named Lk.
 */
final class Vgg {
    private static final Map<String, String> DEPTHS =
            Map.of("1-1-2-2-2", "vgg11", "2-2-2-2-2", "vgg13", "2-2-3-3-3", "vgg16", "2-2-4-4-4", "vgg19");

    /** One convolution and what follows it up to the next. */
    private record Stage(int index, Op.Conv conv, Op.@Nullable BatchNorm norm, boolean pooled) {}

    private Vgg() {}

    static Architecture of(Parameters given, ArchitectureHints hints) {
        given.refuseSaid("stem", hints.stemPool());
        given.refuseSaid("stride", hints.strideFirst());
        List<Integer> indices = given.names().stream()
                .filter(n -> n.matches("features\\.\\d{1,4}\\.weight"))
                .filter(n -> given.shapeOf(n).length == 4)
                .map(n -> Integer.parseInt(n.replaceAll("\\D", "")))
                .sorted()
                .toList();
        boolean normed = given.names().stream().anyMatch(n -> n.startsWith("features.") && n.contains(".running_"))
                || given.has("features.1.weight");
        List<Stage> stages = stages(given, indices, normed);
        String blocks = blocks(stages);
        String name = DEPTHS.getOrDefault(blocks, "vgg(" + blocks + ")") + (normed ? "_bn" : "");
        int channels = stages.get(stages.size() - 1).conv().outputs();
        List<Op> head = head(given, hints, channels);
        given.requireAllTaken(name);
        int side = head.size() == 3 ? 32 : 224;
        Shape input = Shape.maps(stages.get(0).conv().inputs(), side, side);
        List<String> notes = new ArrayList<>(given.notes());
        boolean known = DEPTHS.containsKey(blocks);
        notes.add("assumed, since no parameter says it: " + (hints.poolsMax(true) ? "max" : "average") + " pooling, "
                + (known ? "" : "behind the last convolution too where the size allows it, ")
                + hints.activationName() + (normed ? ", batch norm's eps " + hints.eps() : ""));
        return new Architecture(
                name,
                input,
                shape -> {
                    boolean lastPool = known || poolsLast(shape, stages, (Op.AdaptiveAveragePool) head.get(0));
                    return UnitPlacement.place(build(shape, stages, lastPool, hints, head));
                },
                notes,
                given.normalisation());
    }

    /**
     * Whether the last block ends in max pooling, which no parameter shows: torchvision's all do; another one does
     * unless the head, which averages down to a size, would then have to enlarge.
     */
    private static boolean poolsLast(Shape input, List<Stage> stages, Op.AdaptiveAveragePool head) {
        long pools = stages.stream().filter(Stage::pooled).count() - 1;
        int height = input.height() >> pools;
        int width = input.width() >> pools;
        boolean fits = height >= head.height() && width >= head.width();
        return !fits || (height / 2 >= head.height() && width / 2 >= head.width());
    }

    private static List<Stage> stages(Parameters given, List<Integer> indices, boolean normed) {
        List<Stage> stages = new ArrayList<>();
        int step = normed ? 3 : 2;
        int next = 0;
        int channels = ResidualBlocks.colours(given, given.shape("features.0.weight", 4));
        for (int i = 0; i < Math.max(1, indices.size()); i++) {
            String name = "features." + next;
            int outputs = (int) given.shape(name + ".weight", 4)[0];
            Op.Conv conv = new Op.Conv(
                    given.take(name + ".weight", outputs, channels, 3, 3),
                    normed && !given.has(name + ".bias") ? null : given.take(name + ".bias", outputs),
                    Op.Geometry.of(3, 1, 1));
            Op.BatchNorm norm = normed ? given.takeBatchNorm("features." + (next + 1), outputs) : null;
            int following = next + step;
            boolean pooled = i + 1 >= indices.size() || indices.get(i + 1) == following + 1;
            stages.add(new Stage(next, conv, norm, pooled));
            next = pooled ? following + 1 : following;
            channels = outputs;
        }
        return stages;
    }

    private static String blocks(List<Stage> stages) {
        List<Integer> lengths = new ArrayList<>();
        int length = 0;
        for (Stage stage : stages) {
            length++;
            if (stage.pooled()) {
                lengths.add(length);
                length = 0;
            }
        }
        return lengths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    private static List<Op> head(Parameters given, ArchitectureHints hints, int channels) {
        List<Op> head = new ArrayList<>();
        List<String> layers = given.headLayers("classifier.0");
        String first = layers.get(0);
        long features = given.inputs(first);
        int side = (int) Math.round(Math.sqrt((double) features / channels));
        if ((long) side * side * channels != features) {
            throw given.fault(
                    first + ".weight",
                    "takes " + features + " features, no square of " + channels + " channels",
                    "is this another architecture? " + parameter("arch") + " names one");
        }
        head.add(new Op.AdaptiveAveragePool(side, side));
        head.add(new Op.Flatten());
        head.addAll(given.takeLinears(layers, features, List.of(hints.behindConvolutions())));
        return head;
    }

    private static Network build(
            Shape input, List<Stage> stages, boolean lastPool, ArchitectureHints hints, List<Op> head) {
        Extent two = Extent.square(2);
        Op pool = hints.poolsMax(true)
                ? new Op.MaxPool(two, two, Border.NONE, Extent.square(1), false)
                : new Op.AveragePool(two, two, Border.NONE, false, true);
        GraphBuilder graph = new GraphBuilder(input);
        int x = 0;
        int last = stages.get(stages.size() - 1).index();
        for (Stage stage : stages) {
            String name = "L" + stage.index();
            x = graph.add(name, stage.conv(), x);
            if (stage.norm() != null) {
                x = graph.add(name + ".norm", stage.norm(), x);
            }
            x = graph.add(name + ".relu", hints.behindConvolutions(), x);
            if (stage.pooled() && (lastPool || stage.index() < last)) {
                x = graph.add(name + ".pool", pool, x);
            }
        }
        for (int i = 0; i < head.size(); i++) {
            x = graph.add("head." + i, head.get(i), x);
        }
        return Network.of(graph.nodes());
    }
}
