package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.neurochains.Progress;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * SMOE Scale, the saliency of a place from the statistics of its activations over channels: m (log2 m - mean log2 x)
 * with m = mean x (Mundhenk, Chen and Friedland 2019, <i>Efficient saliency maps for explainable AI</i>). One forward
 * pass serves all layers.
 *
 * <p>x is the activation that follows the layer, its negative part cut off, plus 1e-7, over all channels of the
 * original layer: a removed one is
 * 0. So a chain is given as the whole network with its scores, not as the cut one.
 */
public final class Smoe {
    private static final double EPSILON = 1e-7;

    private Smoe() {}

    /**
     * The scale of activations.
     *
     * @param activations (N, K, H, W); negative ones count as 0
     * @return (N, H, W), double precision, at least 0 up to rounding; 0 where all channels are equal
     */
    public static Tensor scale(Tensor activations) {
        try (Scope scope = Scope.open()) {
            double toBits = 1 / Math.log(2);
            Tensor x = activations.to(DType.DOUBLE).relu().add(EPSILON);
            Tensor mean = x.mean(1);
            Tensor entropy = mean.log().sub(x.log().mean(1)).mul(toBits);
            return scope.keep(mean.mul(entropy));
        }
    }

    /**
     * Maps of every unit layer, and their combination.
     *
     * @param network the whole network
     * @param scoring the chain's scores and gates, or {@link Scoring#NONE} for the original network
     * @param images (N, C, H, W), normalised
     * @return one for each image, in order
     */
    public static List<SmoeMaps> of(
            Network network, Scoring scoring, Tensor images, SmoeOptions options, Progress progress) {
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            Map<String, Integer> layers = layers(network);
            Map<String, Integer> scales = scales(network);
            List<SmoeMaps> maps = new ArrayList<>();
            for (int n = 0; n < images.dim(0); n++) {
                progress.check();
                progress.report("SMOE maps", n, images.dim(0), "");
                Tensor image = images.narrow(0, n, 1);
                maps.add(image(executor, scoring, image, layers, scales, options));
            }
            progress.report("SMOE maps", images.dim(0), images.dim(0), "");
            return maps;
        }
    }

    private static SmoeMaps image(
            Executor executor,
            Scoring scoring,
            Tensor image,
            Map<String, Integer> layers,
            Map<String, Integer> scales,
            SmoeOptions options) {
        try (Scope scope = Scope.open()) {
            List<Integer> wanted = new ArrayList<>(layers.values());
            wanted.addAll(scales.values());
            List<Integer> nodes = wanted.stream().distinct().toList();
            List<Tensor> values = executor.evaluate(Map.of(0, image), nodes, scoring);
            Map<Integer, SaliencyMap> raw = new LinkedHashMap<>();
            for (int i = 0; i < nodes.size(); i++) {
                raw.put(nodes.get(i), map(values.get(i)));
            }
            List<SmoeMaps.Layer> ends = named(scales, raw, options);
            List<SaliencyMap> normalised =
                    ends.stream().map(SmoeMaps.Layer::normalised).toList();
            double[] weights = options.weights(ends.size());
            SaliencyMap combined = combine(normalised, weights, (int) image.dim(2), (int) image.dim(3));
            return new SmoeMaps(named(layers, raw, options), ends, combined);
        }
    }

    private static SaliencyMap map(Tensor value) {
        try (Scope scope = Scope.open()) {
            return SaliencyMap.of(scale(value).select(0, 0));
        }
    }

    private static List<SmoeMaps.Layer> named(
            Map<String, Integer> nodes, Map<Integer, SaliencyMap> raw, SmoeOptions options) {
        List<SmoeMaps.Layer> layers = new ArrayList<>();
        nodes.forEach((name, node) -> {
            SaliencyMap map = Objects.requireNonNull(raw.get(node));
            layers.add(new SmoeMaps.Layer(name, map, options.normalisation().apply(map)));
        });
        return layers;
    }

    /**
     * The weighted mean of maps, each resized bilinearly.
     *
     * @return zeros where there is no map
     */
    public static SaliencyMap combine(List<SaliencyMap> maps, double[] weights, int height, int width) {
        double[] sum = new double[height * width];
        double total = 0;
        for (int m = 0; m < maps.size(); m++) {
            double[] values = maps.get(m).resized(height, width).values();
            total += weights[m];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weights[m] * values[i];
            }
        }
        double divisor = total == 0 ? 1 : total;
        return new SaliencyMap(height, width, sum).map(value -> value / divisor);
    }

    /**
     * By unit layer, the node whose value shows it: the activation behind it if that takes nothing else, or its own
     * value.
     */
    private static Map<String, Integer> layers(Network network) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        for (UnitLayer unit : network.units()) {
            Shape shape = network.shape(unit.node());
            if (shape.height() * shape.width() > 1) {
                nodes.put(unit.name(), activation(network, unit.node()));
            }
        }
        return nodes;
    }

    private static int activation(Network network, int node) {
        List<Integer> consumers = network.consumers(node);
        if (consumers.size() == 1) {
            Op next = network.node(consumers.get(0)).op();
            if (next instanceof Op.Relu || next instanceof Op.Activation) {
                return consumers.get(0);
            }
        }
        return node;
    }

    /** The last activation at every scale. */
    private static Map<String, Integer> scales(Network network) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        ScaleEnds.of(network).forEach(node -> nodes.put(ScaleEnds.name(network, node), node));
        return nodes;
    }
}
