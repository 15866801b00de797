package org.neurochains.evidence;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * What each class loses when all filters of a path are removed from the chain at once: the mean, over the images that
 * the original network takes for the class, of the fall of its probability. A weight says where contributions run; only
 * this says whether the class hangs on them.
 */
final class PathRemoval {
    private final Executor chain;
    private final Subnetwork subnetwork;
    private final PredictedImages images;
    private final int microBatch;
    private final Progress progress;
    private final double[] before;

    /** @param cut the chain's network */
    PathRemoval(Network cut, Subnetwork subnetwork, PredictedImages images, int microBatch, Progress progress) {
        this.chain = Executor.of(cut);
        this.subnetwork = subnetwork;
        this.images = images;
        this.microBatch = microBatch;
        this.progress = progress;
        this.before = probabilities(subnetwork.scoring());
    }

    /** The path with what its removal costs; as it is where it has no filters. */
    ChainRecord.InferenceChain checked(ChainRecord.InferenceChain path) {
        Costs costs = costs(path.label(), path.filters());
        return new ChainRecord.InferenceChain(path.label(), path.filters(), path.weight(), costs.own(), costs.other());
    }

    /** A class's group of paths with what the removal of the filters costs of which each of its paths passes one. */
    ChainRecord.PathGroup checked(String label, PathGroups.Group group) {
        Costs costs = costs(label, group.through());
        return new ChainRecord.PathGroup(
                label, group.through(), group.last(), group.weight(), group.along(), costs.own(), costs.other());
    }

    /** What the class itself loses, and what that other class which loses most. */
    private record Costs(@Nullable Double own, @Nullable Double other) {}

    private Costs costs(String of, List<String> filters) {
        if (filters.isEmpty()) {
            return new Costs(null, null);
        }
        double[] after = probabilities(subnetwork.without(filters).scoring());
        double own = 0;
        @Nullable Double other = null;
        for (int label : images.classes()) {
            double loss = loss(label, after);
            if (images.labels().name(label).equals(of)) {
                own = loss;
            } else {
                other = other == null ? loss : Math.max(other, loss);
            }
        }
        return new Costs(own, other);
    }

    private double loss(int label, double[] after) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < after.length; i++) {
            if (images.predicted().get(i) == label) {
                sum += before[i] - after[i];
                count++;
            }
        }
        return sum / count;
    }

    /** Of each image, the probability of the class that the original network gives it. */
    private double[] probabilities(Scoring scoring) {
        try (Scope scope = Scope.open()) {
            Tensor logits = ForwardBatches.logits(chain, scoring, images.images(), microBatch, progress);
            List<float[]> rows = chain.network().outputs().probabilities(logits).rows();
            return IntStream.range(0, rows.size())
                    .mapToDouble(i -> rows.get(i)[images.predicted().get(i)])
                    .toArray();
        }
    }
}
