package org.neurochains.chain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.UnitLayout.Unit;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * What each retained channel matters: by how much the log odds of F's answer fall when that channel
 * alone is removed from the chain.
 *
 * @param byImage each unit's fall for every image
 * @param byClass its mean fall over the images in which F finds a class, of that class's log odds, by the class's index
 */
public record Effects(Map<Unit, double[]> byImage, Map<Unit, Map<Integer, Double>> byClass) {
    /**
     * Removes every unit of a chain in turn.
     *
     * @param batch images and F's logits for them
     */
    public static Effects of(Network network, Subnetwork subnetwork, Batch batch, int microBatch, Progress progress) {
        Effects effects = new Effects(new LinkedHashMap<>(), new LinkedHashMap<>());
        if (subnetwork.cutThrough(network)) {
            return effects;
        }
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(network, subnetwork.retention());
            Tensor whole = Problem.logits(cut, subnetwork.scoring(), batch.images(), microBatch, progress);
            Tensor found = network.outputs().found(batch.logits());
            Tensor before = network.outputs().logOdds(whole, found);
            new UnitRemovals(Executor.of(cut), subnetwork.scoring(), microBatch)
                    .all(
                            batch.images(),
                            (unit, logits) -> effects.put(
                                    unit, before.sub(network.outputs().logOdds(logits, found)), found),
                            progress);
        }
        return effects;
    }

    /** @param falls of each class's log odds in each image, 0 where the class is not found */
    private void put(Unit unit, Tensor falls, Tensor found) {
        byImage.put(unit, falls.sum(1L).toDoubles());
        double[] sums = falls.sum(0L).toDoubles();
        double[] images = found.sum(0L).toDoubles();
        Map<Integer, Double> means = new LinkedHashMap<>();
        for (int c = 0; c < sums.length; c++) {
            if (images[c] > 0) {
                means.put(c, sums[c] / images[c]);
            }
        }
        byClass.put(unit, means);
    }

    /** The mean fall over all images; null of a unit that is not in the cut network. */
    public @Nullable Double mean(Unit unit) {
        double[] falls = byImage.get(unit);
        return falls == null ? null : Arrays.stream(falls).average().orElse(0);
    }

    /**
     * Spearman's rank correlation of a chain's |scores| with the units' effects, equal to rounding being equal; null
     * where it is not defined.
     */
    public @Nullable Double rankCorrelation(Subnetwork subnetwork) {
        double[] scores = new double[byImage.size()];
        double[] effects = new double[scores.length];
        int n = 0;
        for (Map.Entry<Unit, double[]> entry : byImage.entrySet()) {
            Unit unit = entry.getKey();
            scores[n] = Math.abs(subnetwork.scores().of(unit.layer())[unit.channel()]);
            effects[n++] = Arrays.stream(entry.getValue()).average().orElse(0);
        }
        if (n < 3) {
            return null;
        }
        TieGroups ofScores = TieGroups.of(scores);
        TieGroups ofEffects = TieGroups.of(effects);
        return TieGroups.distinct(ofScores, ofEffects) < 3
                ? null
                : finite(new PearsonsCorrelation().correlation(ofScores.ranks(), ofEffects.ranks()));
    }

    private static @Nullable Double finite(double r) {
        return Double.isNaN(r) ? null : r;
    }
}
