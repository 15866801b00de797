package org.neurochains.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.measure.ChainOnRegion.Unit;
import org.neurochains.network.Channels;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Tensor;

/** Walks over the feature maps of some channels, before the ReLU that follows, a few images at a time. */
public final class FeatureMaps {
    private final Executor original;
    private final Executor chain;
    private final Scoring scoring;
    private final Tensor images;
    private final int microBatch;
    private final Map<UnitLayer, List<Unit>> layers = new LinkedHashMap<>();

    /**
     * Sets what is walked over.
     *
     * @param chain the chain's network
     * @param scoring its scores
     * @param images (N, C, H, W), normalised
     * @param microBatch how many of them go through a network at once
     * @param units the channels
     */
    public FeatureMaps(
            Executor original, Executor chain, Scoring scoring, Tensor images, int microBatch, List<Unit> units) {
        this.original = original;
        this.chain = chain;
        this.scoring = scoring;
        this.images = images;
        this.microBatch = microBatch;
        units.forEach(unit ->
                layers.computeIfAbsent(unit.layer(), layer -> new ArrayList<>()).add(unit));
    }

    /** The maps of a chain's retained channels. */
    FeatureMaps(ChainOnRegion subject) {
        this(
                subject.original(),
                subject.chain(),
                subject.scoring(),
                subject.samples().batch(),
                subject.microBatch(),
                subject.units());
    }

    /** Sees the maps of some channels of one layer for some images. */
    public interface Visitor {
        /**
         * Sees maps.
         *
         * @param units the channels
         * @param firstImage the first image's place among all
         * @param original their maps in F, (n, units, H, W)
         * @param chain their maps in the chain, scores included, of the same shape; null when not asked for, or where
         *     the channels lead nowhere in the chain
         */
        void maps(List<Unit> units, int firstImage, Tensor original, @Nullable Tensor chain);
    }

    /** Shows the maps in F of all channels. */
    void walkOriginal(Visitor visitor, Progress progress) {
        List<UnitLayer> seen = List.copyOf(layers.keySet());
        batches(progress, (some, first) -> {
            List<Tensor> maps = maps(original, Scoring.NONE, some, seen);
            for (int i = 0; i < seen.size(); i++) {
                List<Unit> units = units(seen.get(i));
                visitor.maps(units, first, picked(maps.get(i), channels(units), some.dim(0)), null);
            }
        });
    }

    /**
     * Shows the maps in F and in the chain: of each layer first those channels that the chain's network has, then those
     * that lead nowhere there.
     *
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public void walkBoth(Visitor visitor, Progress progress) {
        List<UnitLayer> seen = List.copyOf(layers.keySet());
        List<UnitLayer> there = seen.stream()
                .filter(layer -> retained(chain.network(), layer.name()).size() > 0)
                .toList();
        batches(progress, (some, first) -> {
            List<Tensor> inOriginal = maps(original, Scoring.NONE, some, seen);
            List<Tensor> inChain = maps(chain, scoring, some, there);
            for (int i = 0; i < seen.size(); i++) {
                int place = there.indexOf(seen.get(i));
                show(visitor, seen.get(i), first, inOriginal.get(i), place < 0 ? null : inChain.get(place));
            }
        });
    }

    private void show(Visitor visitor, UnitLayer layer, int first, Tensor original, @Nullable Tensor chain) {
        Channels retained = retained(this.chain.network(), layer.name());
        Map<Boolean, List<Unit>> units = units(layer).stream()
                .collect(Collectors.partitioningBy(unit -> retained.positionOf(unit.channel()) >= 0));
        List<Unit> present = units.getOrDefault(true, List.of());
        List<Unit> absent = units.getOrDefault(false, List.of());
        long count = original.dim(0);
        if (!present.isEmpty() && chain != null) {
            int[] channels = channels(present);
            int[] positions = retained.positionsOf(Channels.of(channels)).toArray();
            visitor.maps(present, first, picked(original, channels, count), picked(chain, positions, count));
        }
        if (!absent.isEmpty()) {
            visitor.maps(absent, first, picked(original, channels(absent), count), null);
        }
    }

    /** The original indices of a layer's channels in a network; none where the network lacks the layer. */
    static Channels retained(Network network, String layer) {
        try {
            return network.unit(layer).retained();
        } catch (NoSuchElementException e) {
            return Channels.of();
        }
    }

    private void batches(Progress progress, ForwardBatches.Step step) {
        ForwardBatches.each(images, microBatch, (some, first) -> {
            progress.check();
            progress.report("feature maps", first, images.dim(0), "");
            step.run(some, first);
        });
        progress.report("feature maps", images.dim(0), images.dim(0), "");
    }

    private static List<Tensor> maps(Executor executor, Scoring scoring, Tensor images, List<UnitLayer> layers) {
        List<Integer> nodes = layers.stream()
                .map(layer -> executor.network().unit(layer.name()).node())
                .toList();
        return executor.evaluate(Map.of(0, images), nodes, scoring);
    }

    private List<Unit> units(UnitLayer layer) {
        return layers.getOrDefault(layer, List.of());
    }

    private static int[] channels(List<Unit> units) {
        return units.stream().mapToInt(Unit::channel).toArray();
    }

    /** Some channels; what does not depend on the image is repeated for each. */
    private static Tensor picked(Tensor maps, int[] channels, long images) {
        Tensor picked = maps.indexSelect(1, channels);
        return picked.dim(0) == images ? picked : picked.expand(images, -1, -1, -1);
    }

    /** Whether a node is a rectifier. */
    static boolean isRectifier(Op op) {
        return op instanceof Op.Relu
                || (op instanceof Op.Activation f && f.kind() == Op.Activation.Kind.CLIP && f.a() == 0);
    }
}
