package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.measure.MapCorrelations;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Where filters fire, in the original network and in the chain (Fig. 6 of the paper): the positive parts of a filter's
 * map in either.
 *
 * @param agreement by filter, Pearson's r between its maps in the network and in the chain, before ReLU and the score's
 *     sign, over all places of all images; absent where one of them is constant
 * @param maps by filter, for the chosen images in their order
 * @param silent filters whose map in the original network is nowhere positive on any of the images
 */
public record FiringMaps(Map<Filter, Double> agreement, Map<Filter, List<Pair>> maps, Set<Filter> silent) {
    /** Images of this many pixels in all go through the network at once. */
    private static final long BATCH_PIXELS = 400_000;

    /** Copies. */
    public FiringMaps {
        agreement = Map.copyOf(agreement);
        maps = Map.copyOf(maps);
        silent = Set.copyOf(silent);
    }

    /**
     * A filter's maps on one image.
     *
     * @param image its place among the images
     * @param chain with the score; zeros where the filter leads nowhere in the chain
     */
    public record Pair(int image, SaliencyMap original, SaliencyMap chain) {}

    /** A filter's maps on the chosen images. */
    public List<Pair> of(Filter filter) {
        return maps.getOrDefault(filter, List.of());
    }

    /**
     * The maps of filters.
     *
     * @param network the original
     * @param images (N, C, H, W), normalised: those over which a filter's maps are compared, and may be silent
     * @param chosen the places of the images whose maps are kept
     * @throws org.neurochains.InputException if a filter is not in the network
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static FiringMaps of(
            Network network,
            Subnetwork subnetwork,
            List<Filter> filters,
            Tensor images,
            List<Integer> chosen,
            Progress progress) {
        try (Scope scope = Scope.open()) {
            Map<UnitLayer, List<Filter>> layers = new LinkedHashMap<>();
            filters.forEach(filter -> layers.computeIfAbsent(filter.in(network), u -> new ArrayList<>())
                    .add(filter));
            Walk walk = new Walk(
                    Executor.of(network),
                    Executor.of(Cut.orWhole(network, subnetwork.retention())),
                    subnetwork,
                    layers);
            long batch = Math.max(1, BATCH_PIXELS / (images.dim(2) * images.dim(3)));
            ForwardBatches.each(images, batch, (some, first) -> {
                progress.check();
                progress.report("feature maps", first, images.dim(0), "");
                walk.see(some, first, chosen);
            });
            progress.report("feature maps", images.dim(0), images.dim(0), "");
            Set<Filter> silent = new HashSet<>(filters);
            silent.removeAll(walk.firing);
            Map<Filter, Double> agreement = new LinkedHashMap<>();
            walk.correlations.forEach((some, correlations) -> {
                for (int i = 0; i < some.size(); i++) {
                    Filter filter = some.get(i);
                    float score = subnetwork.scores().of(filter.layer())[filter.channel()];
                    correlations.r(i, score).value().ifPresent(r -> agreement.put(filter, r));
                }
            });
            return new FiringMaps(agreement, walk.maps, silent);
        }
    }

    /** What is known after some images. */
    private record Walk(
            Executor original,
            Executor chain,
            Subnetwork subnetwork,
            Map<UnitLayer, List<Filter>> layers,
            Set<Filter> firing,
            Map<List<Filter>, MapCorrelations> correlations,
            Map<Filter, List<Pair>> maps) {
        Walk(Executor original, Executor chain, Subnetwork subnetwork, Map<UnitLayer, List<Filter>> layers) {
            this(original, chain, subnetwork, layers, new HashSet<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        void see(Tensor images, int first, List<Integer> chosen) {
            try (Scope scope = Scope.open()) {
                List<UnitLayer> units = List.copyOf(layers.keySet());
                List<Tensor> values = original.evaluate(
                        Map.of(0, images), units.stream().map(UnitLayer::node).toList(), Scoring.NONE);
                for (int i = 0; i < units.size(); i++) {
                    float[] highest = values.get(i).max(0, 2, 3).toFloats();
                    filters(units.get(i)).stream()
                            .filter(filter -> highest[filter.channel()] > 0)
                            .forEach(firing::add);
                }
                Map<String, Tensor> inChain = inChain(images, units);
                for (int i = 0; i < units.size(); i++) {
                    Tensor there = inChain.get(units.get(i).name());
                    if (there != null) {
                        compare(units.get(i), values.get(i), there);
                    }
                }
                for (int n = 0; n < images.dim(0); n++) {
                    if (chosen.contains(first + n)) {
                        keep(first + n, n, values, inChain);
                    }
                }
            }
        }

        /** Adds a layer's maps, (N, channels, H, W), to what is known of its filters. */
        private void compare(UnitLayer unit, Tensor original, Tensor inChain) {
            List<Filter> there = filters(unit).stream()
                    .filter(filter -> position(filter) >= 0)
                    .toList();
            if (there.isEmpty()) {
                return;
            }
            int[] channels = there.stream().mapToInt(Filter::channel).toArray();
            int[] positions = there.stream().mapToInt(this::position).toArray();
            correlations
                    .computeIfAbsent(there, some -> new MapCorrelations(some.size()))
                    .add(original.indexSelect(1, channels), inChain.indexSelect(1, positions));
        }

        private List<Filter> filters(UnitLayer unit) {
            return layers.getOrDefault(unit, List.of());
        }

        private void keep(int place, int row, List<Tensor> values, Map<String, Tensor> inChain) {
            List<UnitLayer> units = List.copyOf(layers.keySet());
            for (int i = 0; i < units.size(); i++) {
                Tensor maps = values.get(i).select(0, row);
                for (Filter filter : filters(units.get(i))) {
                    SaliencyMap map =
                            SaliencyMap.of(maps.select(0, filter.channel()).relu());
                    keep(filter, place, row, map, inChain.get(filter.layer()));
                }
            }
        }

        private Map<String, Tensor> inChain(Tensor images, List<UnitLayer> units) {
            List<UnitLayer> there = new ArrayList<>();
            for (UnitLayer unit : units) {
                UnitLayer cut = unit(unit.name());
                if (cut != null) {
                    there.add(cut);
                }
            }
            List<Tensor> values = chain.evaluate(
                    Map.of(0, images), there.stream().map(UnitLayer::node).toList(), subnetwork.scoring());
            Map<String, Tensor> byLayer = new LinkedHashMap<>();
            for (int i = 0; i < there.size(); i++) {
                byLayer.put(there.get(i).name(), values.get(i));
            }
            return byLayer;
        }

        private @Nullable UnitLayer unit(String name) {
            try {
                return chain.network().unit(name);
            } catch (NoSuchElementException e) {
                return null; // the layer is bypassed, or leads nowhere
            }
        }

        /** Of a filter's map among those of its layer in the chain; -1 where it leads nowhere there. */
        private int position(Filter filter) {
            UnitLayer unit = unit(filter.layer());
            return unit == null ? -1 : unit.retained().positionOf(filter.channel());
        }

        private void keep(Filter filter, int image, int row, SaliencyMap map, @Nullable Tensor values) {
            int position = position(filter);
            SaliencyMap there = values == null || position < 0
                    ? map.map(v -> 0)
                    : SaliencyMap.of(values.select(0, row).select(0, position).relu());
            maps.computeIfAbsent(filter, f -> new ArrayList<>()).add(new Pair(image, map, there));
        }
    }
}
