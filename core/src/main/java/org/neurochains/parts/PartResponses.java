package org.neurochains.parts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neurochains.Progress;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The responses of all filters of a network to the parts of some images. They are F's alone: every chain of the region
 * can be looked up in them.
 */
public final class PartResponses {
    private final List<String> parts;
    private final Map<String, List<List<PartResponse>>> byLayer;

    private PartResponses(List<String> parts, Map<String, List<List<PartResponse>>> byLayer) {
        this.parts = parts;
        this.byLayer = byLayer;
    }

    /** The parts that are seen and have pictures without them, in the legend's order. */
    public List<String> parts() {
        return parts;
    }

    /** The layers of filters, in order of computation. */
    public List<String> layers() {
        return List.copyOf(byLayer.keySet());
    }

    /** The number of filters of a layer. */
    public int filters(String layer) {
        return responses(layer).size();
    }

    /** A filter's response to each part, in the order of {@link #parts}. */
    public List<PartResponse> of(String layer, int filter) {
        return responses(layer).get(filter);
    }

    /** A filter's response to a part. */
    public PartResponse of(String layer, int filter, String part) {
        return of(layer, filter).get(parts.indexOf(part));
    }

    /** The part that a filter responds to most, by the size of the effect. */
    public PartResponse strongest(String layer, int filter) {
        return of(layer, filter).stream()
                .max(Comparator.comparingDouble(response -> Math.abs(response.effect())))
                .orElseThrow();
    }

    private List<List<PartResponse>> responses(String layer) {
        List<List<PartResponse>> responses = byLayer.get(layer);
        if (responses == null) {
            throw new IllegalArgumentException("no layer of filters " + layer);
        }
        return responses;
    }

    /**
     * Runs the network on the images, and on those without each part.
     *
     * @param microBatch the largest number of images in one pass
     */
    public static PartResponses of(Network network, PartSamples samples, int microBatch, Progress progress) {
        try (Scope scope = Scope.open()) {
            return new Run(network, samples, microBatch).all(progress);
        }
    }

    /** One computation: sums per part, layer and filter. */
    private static final class Run {
        private final PartSamples samples;
        private final int microBatch;
        private final Executor executor;
        private final List<UnitLayer> layers;

        Run(Network network, PartSamples samples, int microBatch) {
            this.samples = samples;
            this.microBatch = microBatch;
            this.executor = Executor.of(network);
            this.layers = network.units().stream()
                    .filter(unit -> unit.kind().isFilter())
                    .toList();
        }

        PartResponses all(Progress progress) {
            List<String> parts = samples.seen().stream()
                    .filter(part -> samples.removed().containsKey(part))
                    .toList();
            int[] everyone = IntStream.range(0, samples.classes().size()).toArray();
            progress.report("part responses", 0, parts.size() + 1, "");
            List<double[][]> means = means(samples.images(), everyone);
            Map<String, List<List<PartResponse>>> byLayer = new LinkedHashMap<>();
            for (UnitLayer layer : layers) {
                List<List<PartResponse>> responses = Stream.<List<PartResponse>>generate(ArrayList::new)
                        .limit(layer.channels())
                        .toList();
                byLayer.put(layer.name(), responses);
            }
            for (int p = 0; p < parts.size(); p++) {
                progress.check();
                progress.report("part responses", p + 1, parts.size() + 1, parts.get(p));
                add(parts.get(p), means, byLayer);
            }
            progress.report("part responses", parts.size() + 1, parts.size() + 1, "");
            return new PartResponses(parts, byLayer);
        }

        private void add(String part, List<double[][]> means, Map<String, List<List<PartResponse>>> byLayer) {
            PartSamples.Removed removed =
                    Objects.requireNonNull(samples.removed().get(part));
            int[] indices = removed.indices();
            int[] rows = IntStream.range(0, indices.length).toArray();
            List<double[][]> without = means(removed.images(), rows);
            List<double[][]> places = places(part, indices);
            for (int l = 0; l < layers.size(); l++) {
                List<List<PartResponse>> responses =
                        Objects.requireNonNull(byLayer.get(layers.get(l).name()));
                for (int c = 0; c < responses.size(); c++) {
                    double fall = 0;
                    for (int n = 0; n < indices.length; n++) {
                        fall += means.get(l)[indices[n]][c] - without.get(l)[n][c];
                    }
                    double unit = rootMeanSquare(c, means.get(l), without.get(l));
                    double effect = unit > 0 ? fall / indices.length / unit : 0;
                    responses.get(c).add(new PartResponse(part, places.get(l)[0][c], places.get(l)[1][c], effect));
                }
            }
        }

        /** For each layer, by image and filter, the mean of the map. */
        private List<double[][]> means(Tensor images, int[] rows) {
            List<double[][]> means = new ArrayList<>();
            layers.forEach(layer -> means.add(new double[rows.length][]));
            batches(images, rows, (maps, first) -> {
                for (int l = 0; l < maps.size(); l++) {
                    copy(maps.get(l).mean(2, 3), means.get(l), first);
                }
            });
            return means;
        }

        /** For each layer, the means over pixels of a part, and over the others, by filter. */
        private List<double[][]> places(String part, int[] indices) {
            List<double[][]> sums = new ArrayList<>();
            layers.forEach(layer -> sums.add(new double[2][layer.channels()]));
            double[][] areas = new double[layers.size()][2];
            batches(samples.images(), indices, (maps, first) -> {
                int count = (int) maps.get(0).dim(0);
                int[] some = Arrays.copyOfRange(indices, first, first + count);
                Tensor mask = samples.maskBatch(part, some);
                for (int l = 0; l < maps.size(); l++) {
                    Tensor map = maps.get(l);
                    Tensor small = Functional.adaptiveAveragePool(mask, (int) map.dim(2), (int) map.dim(3));
                    double[] inside = map.mul(small).sum(0, 2, 3).toDoubles();
                    double[] whole = map.sum(0, 2, 3).toDoubles();
                    double area = small.sum().item();
                    areas[l][0] += area;
                    areas[l][1] += small.size() - area;
                    for (int c = 0; c < whole.length; c++) {
                        sums.get(l)[0][c] += inside[c];
                        sums.get(l)[1][c] += Math.max(0, whole[c] - inside[c]);
                    }
                }
            });
            for (int l = 0; l < layers.size(); l++) {
                for (int side = 0; side < 2; side++) {
                    double area = areas[l][side];
                    double[] values = sums.get(l)[side];
                    Arrays.setAll(values, c -> area > 0 ? values[c] / area : 0);
                }
            }
            return sums;
        }

        private interface Visitor {
            void maps(List<Tensor> maps, int first);
        }

        /** Shows the layers' maps after a ReLU, a few images at a time. */
        private void batches(Tensor images, int[] rows, Visitor visitor) {
            List<Integer> nodes = layers.stream().map(UnitLayer::node).toList();
            ForwardBatches.ranges(rows.length, microBatch, (first, length) -> {
                try (Scope scope = Scope.open()) {
                    int[] some = Arrays.copyOfRange(rows, first, first + length);
                    Tensor batch = images.indexSelect(0, some);
                    List<Tensor> maps = executor.evaluate(Map.of(0, batch), nodes, Scoring.NONE).stream()
                            .map(map -> expanded(map.relu(), some.length))
                            .toList();
                    visitor.maps(maps, first);
                }
            });
        }

        /** What does not depend on the image is repeated for each. */
        private static Tensor expanded(Tensor map, int images) {
            return map.dim(0) == images ? map : map.expand(images, -1, -1, -1);
        }

        private static void copy(Tensor means, double[][] into, int first) {
            double[] values = means.toDoubles();
            int channels = (int) means.dim(1);
            for (int n = 0; n < means.dim(0); n++) {
                into[first + n] = Arrays.copyOfRange(values, n * channels, (n + 1) * channels);
            }
        }

        private static double rootMeanSquare(int filter, double[][] with, double[][] without) {
            double sum = 0;
            for (double[][] rows : List.of(with, without)) {
                for (double[] row : rows) {
                    sum += row[filter] * row[filter];
                }
            }
            return Math.sqrt(sum / (with.length + without.length));
        }
    }
}
