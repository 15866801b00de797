package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.measure.ChainOnRegion.Unit;
import org.neurochains.measure.FeatureMaps;
import org.neurochains.measure.MapCorrelations;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
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
            Map<Unit, Filter> units = new LinkedHashMap<>();
            filters.forEach(filter -> {
                float score = subnetwork.scores().of(filter.layer())[filter.channel()];
                units.put(new Unit(filter.in(network), filter.channel(), score), filter);
            });
            Executor chain = Executor.of(Cut.orWhole(network, subnetwork.retention()));
            int batch = (int) Math.max(1, BATCH_PIXELS / (images.dim(2) * images.dim(3)));
            Walk walk = new Walk(units, chosen, new HashSet<>(filters));
            new FeatureMaps(
                            Executor.of(network),
                            chain,
                            subnetwork.scoring(),
                            images,
                            batch,
                            List.copyOf(units.keySet()))
                    .walkBoth(walk::see, progress);
            Map<Filter, Double> agreement = new LinkedHashMap<>();
            walk.correlations.forEach((some, correlations) -> {
                for (int i = 0; i < some.size(); i++) {
                    Filter filter = walk.filter(some.get(i));
                    correlations.r(i, some.get(i).score()).value().ifPresent(r -> agreement.put(filter, r));
                }
            });
            return new FiringMaps(agreement, walk.maps, walk.silent);
        }
    }

    /** What is known after some images. */
    private record Walk(
            Map<Unit, Filter> filters,
            List<Integer> chosen,
            Set<Filter> silent,
            Map<List<Unit>, MapCorrelations> correlations,
            Map<Filter, List<Pair>> maps) {
        Walk(Map<Unit, Filter> filters, List<Integer> chosen, Set<Filter> silent) {
            this(filters, chosen, silent, new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        Filter filter(Unit unit) {
            return Objects.requireNonNull(filters.get(unit));
        }

        void see(List<Unit> units, int first, Tensor original, @Nullable Tensor chain) {
            float[] highest = original.max(0, 2, 3).toFloats();
            if (chain != null) {
                correlations
                        .computeIfAbsent(units, some -> new MapCorrelations(some.size()))
                        .add(original, chain);
            }
            for (int u = 0; u < highest.length; u++) {
                if (highest[u] > 0) {
                    silent.remove(filter(units.get(u)));
                }
                for (int n = 0; n < original.dim(0); n++) {
                    if (chosen.contains(first + n)) {
                        SaliencyMap map = map(original, n, u);
                        SaliencyMap there = chain == null ? map.map(v -> 0) : map(chain, n, u);
                        maps.computeIfAbsent(filter(units.get(u)), f -> new ArrayList<>())
                                .add(new Pair(first + n, map, there));
                    }
                }
            }
        }

        private static SaliencyMap map(Tensor maps, int image, int channel) {
            return SaliencyMap.of(maps.select(0, image).select(0, channel).relu());
        }
    }
}
