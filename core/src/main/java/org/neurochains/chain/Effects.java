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
 * What each retained channel matters: by how much the margin z_y - logsumexp of the other logits, y = F's class, falls
 * when that channel alone is removed from the chain.
 *
 * @param byImage each unit's fall for every image
 */
public record Effects(Map<Unit, double[]> byImage, int[] classes) {
    /**
     * Removes every unit of a chain in turn.
     *
     * @param batch images and F's logits for them
     */
    public static Effects of(
            Network network, Subnetwork subnetwork, Objective.Batch batch, int microBatch, Progress progress) {
        Map<Unit, double[]> effects = new LinkedHashMap<>();
        int[] classes = batch.logits().argmax(1);
        if (subnetwork.cutThrough(network)) {
            return new Effects(effects, classes);
        }
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(network, subnetwork.retention());
            Tensor whole = Problem.logits(cut, subnetwork.scoring(), batch.images(), microBatch);
            double[] before = Objective.margin(whole, batch.logits()).toDoubles();
            new UnitRemovals(Executor.of(cut), subnetwork.scoring(), microBatch)
                    .all(
                            batch.images(),
                            (unit, logits) -> {
                                double[] fall =
                                        Objective.margin(logits, batch.logits()).toDoubles();
                                for (int i = 0; i < fall.length; i++) {
                                    fall[i] = before[i] - fall[i];
                                }
                                effects.put(unit, fall);
                            },
                            progress);
        }
        return new Effects(effects, classes);
    }

    /** The mean fall over all images; null of a unit that is not in the cut network. */
    public @Nullable Double mean(Unit unit) {
        double[] falls = byImage.get(unit);
        return falls == null ? null : Arrays.stream(falls).average().orElse(0);
    }

    /** The mean fall over the images of each class that F predicts, by the class's index. */
    Map<Integer, Double> byClass(Unit unit) {
        Map<Integer, double[]> sums = new java.util.TreeMap<>();
        double[] falls = byImage.getOrDefault(unit, new double[0]);
        for (int i = 0; i < falls.length; i++) {
            double[] sum = sums.computeIfAbsent(classes[i], c -> new double[2]);
            sum[0] += falls[i];
            sum[1]++;
        }
        Map<Integer, Double> means = new LinkedHashMap<>();
        sums.forEach((label, sum) -> means.put(label, sum[0] / sum[1]));
        return means;
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
        Ties ofScores = Ties.of(scores);
        Ties ofEffects = Ties.of(effects);
        return Ties.distinct(ofScores, ofEffects) < 3
                ? null
                : finite(new PearsonsCorrelation().correlation(ofScores.ranks(), ofEffects.ranks()));
    }

    private static @Nullable Double finite(double r) {
        return Double.isNaN(r) ? null : r;
    }
}
