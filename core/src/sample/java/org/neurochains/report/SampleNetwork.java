package org.neurochains.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Channels;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitKind;
import org.neurochains.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/**
 * A network with random weights whose unit layers are those of an invented chain; a block's branches stand side by side
 * in its output.
 */
final class SampleNetwork {
    /** Rows and columns of its images. */
    static final int SIDE = 24;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> channels = new ArrayList<>();
    private final Map<String, List<Integer>> retained = new LinkedHashMap<>();
    private final Random random = new Random(11);

    private SampleNetwork() {
        add("input", new Op.Input(Shape.maps(3, SIDE, SIDE)), 3);
    }

    /** The live form of an invented chain. */
    static LiveChain live(JsonNode chain, List<LayerPlace> topology, List<String> classes, List<Picture> images) {
        SampleNetwork made = new SampleNetwork();
        Map<String, float[]> scores = made.read(chain);
        List<String> labels = new ArrayList<>(classes);
        labels.add("neither");
        Network network = made.build(topology, labels.size());
        return new LiveChain(
                "",
                LiveNetwork.of(network, scores, false),
                new LiveChain.Input(SIDE, SIDE, null, List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f)),
                "single",
                LiveNetwork.multiplications(network),
                network.outputs().toString(),
                labels,
                images);
    }

    private Map<String, float[]> read(JsonNode chain) {
        Map<String, float[]> scores = new HashMap<>();
        for (JsonNode layer : chain.path("layers")) {
            float[] values = new float[layer.path("units").asInt()];
            List<Integer> kept = new ArrayList<>();
            for (JsonNode filter : layer.path("filters")) {
                kept.add(filter.path("index").asInt());
                values[filter.path("index").asInt()] =
                        (float) filter.path("score").asDouble();
            }
            retained.put(layer.path("name").asString(), kept);
            scores.put(layer.path("name").asString(), values);
        }
        return scores;
    }

    private Network build(List<LayerPlace> topology, int classes) {
        int x = 0;
        int before = 0;
        @Nullable Integer second = null;
        for (LayerPlace layer : topology) {
            boolean shortcut = layer.kind() != UnitKind.CONVOLUTION;
            boolean last = layer.name().endsWith("C2");
            before = layer.name().endsWith("C1") ? x : before;
            int made = unit(layer, shortcut ? before : x, shortcut ? 1 : 3);
            if (shortcut) {
                x = joined(layer.name(), second, made, before);
            } else if (last) {
                second = made;
            } else if (made >= 0) {
                x = add(layer.name() + ".relu", new Op.Relu(), channels.get(made), made);
            }
        }
        int pool = add("pool", new Op.AdaptiveAveragePool(1, 1), channels.get(x), x);
        int flat = add("flat", new Op.Flatten(), channels.get(x), pool);
        Tensor weight = normal(Math.sqrt(40.0 / channels.get(x)), classes, channels.get(x));
        add("logits", new Op.Linear(weight, null), classes, flat);
        return Network.of(nodes);
    }

    /** A layer's retained filters; -1 where it has none. */
    private int unit(LayerPlace layer, int from, int kernel) {
        List<Integer> kept = retained.getOrDefault(layer.name(), List.of());
        if (kept.isEmpty()) {
            return -1;
        }
        int inputs = channels.get(from);
        Tensor weight = normal(Math.sqrt(2.0 / inputs / kernel / kernel), kept.size(), inputs, kernel, kernel);
        Op.Geometry geometry = Op.Geometry.of(kernel, 1, kernel / 2);
        int conv = add(layer.name() + ".conv", new Op.Conv(weight, null, geometry), kept.size(), from);
        Channels indices = Channels.of(kept.stream().mapToInt(i -> i).toArray());
        return add(
                layer.name() + ".score",
                new Op.Score(layer.name(), layer.kind(), layer.units(), indices),
                kept.size(),
                conv);
    }

    private int joined(String name, @Nullable Integer main, int side, int before) {
        List<Integer> parts = new ArrayList<>();
        if (main != null && main >= 0) {
            parts.add(main);
        }
        if (side >= 0) {
            parts.add(side);
        }
        if (parts.isEmpty()) {
            return before;
        }
        int sum = parts.stream().mapToInt(channels::get).sum();
        int join = parts.size() == 1
                ? parts.get(0)
                : add(name + ".join", new Op.Concat(), sum, parts.get(0), parts.get(1));
        return gated(name.replace("SC", ""), add(name + ".relu", new Op.Relu(), sum, join), before);
    }

    /** A way round a block, on which the channels that it adds are zero. */
    private int gated(String block, int inside, int before) {
        int width = channels.get(inside);
        int[] sources = IntStream.range(0, width)
                .map(i -> i < channels.get(before) ? i : -1)
                .toArray();
        int around = add(block + ".around", new Op.Select(Channels.of(sources)), width, before);
        return add(block + ".gate", new Op.Gate(block), width, inside, around);
    }

    private int add(String name, Op op, int width, Integer... inputs) {
        nodes.add(new Node(name, op, List.of(inputs)));
        channels.add(width);
        return nodes.size() - 1;
    }

    private Tensor normal(double deviation, long... shape) {
        int count = 1;
        for (long length : shape) {
            count = Math.toIntExact(count * length);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }
}
