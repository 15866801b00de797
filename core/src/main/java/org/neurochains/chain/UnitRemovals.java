package org.neurochains.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.neurochains.Progress;
import org.neurochains.chain.UnitLayout.Unit;
import org.neurochains.network.Channels;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * A cut network's outputs with one channel removed at a time. What lies before a layer is computed once for all
 * removals, and several removals of a layer go through the rest of the network as one batch.
 *
 * @param executor of the cut network
 * @param scoring its scores
 * @param microBatch the largest number of images in one pass
 */
public record UnitRemovals(Executor executor, Scoring scoring, int microBatch) {
    /**
     * The largest feature map of a batch has at most this many elements: what is larger falls out of the processor's
     * cache.
     */
    private static final long ELEMENTS = 1 << 20;

    /** Hears the logits without a channel, (N, classes). */
    public interface Listener {
        /** Called once for each channel. */
        void without(Unit unit, Tensor logits);
    }

    /** Removes every channel of the network's unit layers in turn. */
    public void all(Tensor images, Listener listener, Progress progress) {
        List<Unit> units = UnitLayout.of(executor.network(), true).units();
        Map<Unit, List<Tensor>> logits = new LinkedHashMap<>();
        units.forEach(unit -> logits.put(unit, new ArrayList<>()));
        try (Scope scope = Scope.open()) {
            long[] done = {0};
            ForwardBatches.ranges(images.dim(0), microBatch, (start, length) -> {
                try (Scope inner = Scope.open()) {
                    Pass pass = new Pass(images.narrow(0, start, length), units);
                    for (UnitLayer layer : pass.layers.keySet()) {
                        progress.report("removing filters", done[0], units.size() * images.dim(0), layer.name());
                        pass.without(
                                layer,
                                (unit, part) ->
                                        Objects.requireNonNull(logits.get(unit)).add(inner.keep(part)),
                                progress);
                        done[0] += (long) pass.removed(layer).size() * length;
                    }
                }
            });
            progress.report("removing filters", 1, 1, "");
            logits.forEach((unit, parts) -> listener.without(unit, Tensor.concat(0, parts)));
        }
    }

    private interface Part {
        void logits(Unit unit, Tensor logits);
    }

    /** Some images, with the values that removals start from. */
    private final class Pass {
        private final long images;
        private final Map<UnitLayer, List<Unit>> layers = new LinkedHashMap<>();
        private final Map<Integer, Tensor> values = new LinkedHashMap<>();
        private final Network network = executor.network();

        Pass(Tensor batch, List<Unit> units) {
            this.images = batch.dim(0);
            TreeSet<Integer> wanted = new TreeSet<>();
            for (Unit unit : units) {
                layers.computeIfAbsent(network.unit(unit.layer()), layer -> new ArrayList<>())
                        .add(unit);
            }
            layers.keySet().forEach(layer -> {
                wanted.add(layer.node());
                wanted.addAll(boundary(layer.node()));
            });
            List<Integer> nodes = List.copyOf(wanted);
            List<Tensor> found = executor.evaluate(Map.of(0, batch), nodes, scoring);
            for (int i = 0; i < nodes.size(); i++) {
                values.put(nodes.get(i), found.get(i));
            }
        }

        private List<Unit> removed(UnitLayer layer) {
            return Objects.requireNonNull(layers.get(layer));
        }

        private Tensor value(int node) {
            return Objects.requireNonNull(values.get(node));
        }

        /** The logits without each retained channel of a layer. */
        void without(UnitLayer layer, Part part, Progress progress) {
            List<Unit> units = removed(layer);
            List<Integer> boundary = boundary(layer.node());
            int most = removalsAtOnce(layer.node());
            ForwardBatches.ranges(units.size(), most, (start, length) -> {
                progress.check();
                List<Unit> some = units.subList(start, start + length);
                try (Scope scope = Scope.open()) {
                    Map<Integer, Tensor> given = new LinkedHashMap<>();
                    boundary.forEach(node -> given.put(node, repeated(value(node), some.size())));
                    given.put(layer.node(), masked(layer, some));
                    Tensor logits = executor.evaluate(given, List.of(network.output()), scoring)
                            .get(0);
                    Tensor all = logits.dim(0) == 1 ? logits.expand(images * some.size(), -1) : logits;
                    for (int i = 0; i < some.size(); i++) {
                        part.logits(
                                some.get(i),
                                scope.keep(all.narrow(0, i * images, images).copy()));
                    }
                }
            });
        }

        private int removalsAtOnce(int from) {
            long largest = 1;
            for (int node = from; node <= network.output(); node++) {
                largest = Math.max(largest, network.shape(node).size());
            }
            return (int) Math.max(1, ELEMENTS / (largest * images));
        }

        /** The layer's value once for each removal, with that channel at zero: (removals * images, C, H, W). */
        private Tensor masked(UnitLayer layer, List<Unit> removed) {
            Tensor value = value(layer.node());
            Channels channels = layer.retained();
            float[] mask = new float[removed.size() * channels.size()];
            java.util.Arrays.fill(mask, 1);
            for (int i = 0; i < removed.size(); i++) {
                mask[i * channels.size() + channels.positionOf(removed.get(i).channel())] = 0;
            }
            Tensor each = value.dim(0) == images ? value : value.expand(images, -1, -1, -1);
            Tensor masks = Tensor.of(mask, removed.size(), 1, channels.size(), 1, 1);
            long[] shape = each.shape();
            return each.reshape(1, images, shape[1], shape[2], shape[3])
                    .mul(masks)
                    .reshape(removed.size() * images, shape[1], shape[2], shape[3])
                    .channelsLast();
        }

        /** A value once for each removal; one for all images is left as it is. */
        private Tensor repeated(Tensor value, int times) {
            if (value.dim(0) == 1 || times == 1) {
                return value;
            }
            List<Tensor> copies = java.util.Collections.nCopies(times, value);
            return Tensor.concat(0, copies);
        }
    }

    /** The nodes whose values the nodes behind a node take, beside those behind it and itself. */
    private List<Integer> boundary(int from) {
        Network network = executor.network();
        boolean[] behind = new boolean[network.output() + 1];
        behind[from] = true;
        TreeSet<Integer> boundary = new TreeSet<>();
        for (int i = from + 1; i < behind.length; i++) {
            List<Integer> inputs = network.node(i).inputs();
            behind[i] = inputs.stream().anyMatch(j -> behind[j]);
            if (behind[i]) {
                inputs.stream().filter(j -> !behind[j]).forEach(boundary::add);
            }
        }
        return List.copyOf(boundary);
    }
}
