package org.neurochains.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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

/** Walks over the feature maps of a chain's retained channels, before the ReLU that follows, a few images at a time. */
final class FeatureMaps {
    private final ChainOnRegion subject;
    private final Map<UnitLayer, List<Unit>> layers = new LinkedHashMap<>();

    FeatureMaps(ChainOnRegion subject) {
        this.subject = subject;
        subject.units()
                .forEach(unit -> layers.computeIfAbsent(unit.layer(), layer -> new ArrayList<>())
                        .add(unit));
    }

    /** Sees the maps of some channels of one layer for some images. */
    interface Visitor {
        /**
         * Sees maps.
         *
         * @param units the channels
         * @param firstImage the first image's place in the region
         * @param original their maps in F, (n, units, H, W)
         * @param chain their maps in the chain, scores included, of the same shape; null when not asked for
         */
        void maps(List<Unit> units, int firstImage, Tensor original, @Nullable Tensor chain);
    }

    /** Shows the maps in F of all retained channels. */
    void walkOriginal(Visitor visitor, Progress progress) {
        List<UnitLayer> seen = List.copyOf(layers.keySet());
        batches(progress, (images, first) -> {
            List<Tensor> maps = maps(subject.original(), Scoring.NONE, images, seen);
            for (int i = 0; i < seen.size(); i++) {
                List<Unit> units = units(seen.get(i));
                visitor.maps(units, first, picked(maps.get(i), channels(units), images.dim(0)), null);
            }
        });
    }

    /**
     * Shows the maps in F and in the chain of the retained channels that the chain's network has: those that lead to
     * the logits.
     */
    void walkBoth(Visitor visitor, Progress progress) {
        Network cut = subject.chain().network();
        List<UnitLayer> seen = new ArrayList<>();
        List<List<Unit>> units = new ArrayList<>();
        for (UnitLayer layer : layers.keySet()) {
            Channels there = retained(cut, layer.name());
            List<Unit> present = units(layer).stream()
                    .filter(unit -> there.positionOf(unit.channel()) >= 0)
                    .toList();
            if (!present.isEmpty()) {
                seen.add(layer);
                units.add(present);
            }
        }
        batches(progress, (images, first) -> {
            List<Tensor> original = maps(subject.original(), Scoring.NONE, images, seen);
            List<Tensor> chain = maps(subject.chain(), subject.scoring(), images, seen);
            for (int i = 0; i < seen.size(); i++) {
                int[] channels = channels(units.get(i));
                int[] there = retained(cut, seen.get(i).name())
                        .positionsOf(Channels.of(channels))
                        .toArray();
                visitor.maps(
                        units.get(i),
                        first,
                        picked(original.get(i), channels, images.dim(0)),
                        picked(chain.get(i), there, images.dim(0)));
            }
        });
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
        Tensor images = subject.samples().batch();
        ForwardBatches.each(images, subject.microBatch(), (some, first) -> {
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
