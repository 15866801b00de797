package org.neurochains.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.chain.ChainRecord;

/**
 * What two chains of one model share.
 *
 * @param first place of the first chain in its comparison
 * @param second place of the second chain
 * @param filters over all filters of the network, projections included
 * @param shortcuts over all channels of identity shortcuts
 * @param chance what the filters would share by chance with each chain's own number in every layer
 * @param layers one for each unit layer, in order
 * @param scoreRanks Spearman's correlation of the scores of the shared filters and shortcut channels
 * @param effectRanks the same of their effects
 * @param sharedImages images that both regions have
 */
public record ChainOverlap(
        int first,
        int second,
        Overlap filters,
        Overlap shortcuts,
        LayerChance chance,
        List<LayerOverlap> layers,
        Measured<Correlation> scoreRanks,
        Measured<Correlation> effectRanks,
        int sharedImages) {
    public ChainOverlap {
        layers = List.copyOf(layers);
    }

    /** The overlap in one unit layer. */
    public record LayerOverlap(String layer, String kind, Overlap overlap) {}

    static ChainOverlap of(List<NamedChain> chains, int first, int second) {
        Map<String, Map<Integer, Float>> one = chains.get(first).scores();
        Map<String, Map<Integer, Float>> other = chains.get(second).scores();
        List<LayerOverlap> layers = new ArrayList<>();
        Map<String, Double> oneEffects = chains.get(first).record().effects();
        Map<String, Double> otherEffects = chains.get(second).record().effects();
        List<double[]> scores = new ArrayList<>();
        List<double[]> effects = new ArrayList<>();
        for (ChainRecord.Layer layer : chains.get(first).record().layers()) {
            Map<Integer, Float> left = one.getOrDefault(layer.name(), Map.of());
            Map<Integer, Float> right = other.getOrDefault(layer.name(), Map.of());
            layers.add(new LayerOverlap(
                    layer.name(), layer.kind(), Overlap.of(left.keySet(), right.keySet(), layer.units())));
            left.forEach((index, score) -> {
                Float twin = right.get(index);
                if (twin != null) {
                    scores.add(new double[] {score, twin});
                    String name = layer.name() + "." + index;
                    Double here = oneEffects.get(name);
                    Double there = otherEffects.get(name);
                    if (here != null && there != null) {
                        effects.add(new double[] {here, there});
                    }
                }
            });
        }
        Set<String> images = new HashSet<>(chains.get(first).images());
        images.retainAll(chains.get(second).images());
        return new ChainOverlap(
                first,
                second,
                sum(layers, false),
                sum(layers, true),
                LayerChance.of(layers.stream()
                        .filter(layer -> !layer.kind().equals(NamedChain.IDENTITY))
                        .map(LayerOverlap::overlap)
                        .toList()),
                layers,
                Correlation.spearman(Pairs.column(scores, 0), Pairs.column(scores, 1)),
                Correlation.spearman(Pairs.column(effects, 0), Pairs.column(effects, 1)),
                images.size());
    }

    private static Overlap sum(List<LayerOverlap> layers, boolean identities) {
        int[] sums = new int[4];
        for (LayerOverlap layer : layers) {
            if (layer.kind().equals(NamedChain.IDENTITY) == identities) {
                sums[0] += layer.overlap().shared();
                sums[1] += layer.overlap().first();
                sums[2] += layer.overlap().second();
                sums[3] += layer.overlap().population();
            }
        }
        return new Overlap(sums[0], sums[1], sums[2], sums[3]);
    }
}
