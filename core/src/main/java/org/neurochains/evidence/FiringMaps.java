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
 * @param maps by filter, for the chosen images in their order
 * @param silent filters whose map in the original network is nowhere positive on any of the images
 */
public record FiringMaps(Map<Filter, List<Pair>> maps, Set<Filter> silent) {
    /** Images of this many pixels in all go through the network at once. */
    private static final long BATCH_PIXELS = 400_000;

    /** Copies. */
    public FiringMaps {
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
     * @param images (N, C, H, W), normalised: those that decide whether a filter is silent
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
                    subnetwork.scoring(),
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
            return new FiringMaps(walk.maps, silent);
        }
    }

    /** What is known after some images. */
    private record Walk(
            Executor original,
            Executor chain,
            Scoring scoring,
            Map<UnitLayer, List<Filter>> layers,
            Set<Filter> firing,
            Map<Filter, List<Pair>> maps) {
        Walk(Executor original, Executor chain, Scoring scoring, Map<UnitLayer, List<Filter>> layers) {
            this(original, chain, scoring, layers, new HashSet<>(), new LinkedHashMap<>());
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
                for (int n = 0; n < images.dim(0); n++) {
                    if (chosen.contains(first + n)) {
                        keep(images.narrow(0, n, 1), first + n, n, values);
                    }
                }
            }
        }

        private List<Filter> filters(UnitLayer unit) {
            return layers.getOrDefault(unit, List.of());
        }

        private void keep(Tensor image, int place, int row, List<Tensor> values) {
            List<UnitLayer> units = List.copyOf(layers.keySet());
            Map<String, Tensor> inChain = inChain(image, units);
            for (int i = 0; i < units.size(); i++) {
                Tensor maps = values.get(i).select(0, row);
                for (Filter filter : filters(units.get(i))) {
                    SaliencyMap map =
                            SaliencyMap.of(maps.select(0, filter.channel()).relu());
                    keep(filter, place, map, inChain.get(filter.layer()));
                }
            }
        }

        private Map<String, Tensor> inChain(Tensor image, List<UnitLayer> units) {
            List<UnitLayer> there = new ArrayList<>();
            for (UnitLayer unit : units) {
                UnitLayer cut = unit(unit.name());
                if (cut != null) {
                    there.add(cut);
                }
            }
            List<Tensor> values = chain.evaluate(
                    Map.of(0, image), there.stream().map(UnitLayer::node).toList(), scoring);
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

        private void keep(Filter filter, int image, SaliencyMap map, @Nullable Tensor values) {
            UnitLayer unit = unit(filter.layer());
            int position = unit == null ? -1 : unit.retained().positionOf(filter.channel());
            SaliencyMap there = values == null || position < 0
                    ? map.map(v -> 0)
                    : SaliencyMap.of(values.select(0, 0).select(0, position).relu());
            maps.computeIfAbsent(filter, f -> new ArrayList<>()).add(new Pair(image, map, there));
        }
    }
}
