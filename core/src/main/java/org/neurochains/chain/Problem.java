package org.neurochains.chain;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Coalescing;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * What a solver is given: the frozen network and a region's images, with the network's logits for them, computed once.
 *
 * @param images (N, C, H, W), normalised
 * @param logits of the frozen network, (N, classes)
 * @param microBatch the largest number of images in one pass
 * @param support further images of the region's kind with F's logits, which count for no goal; null for none
 */
public record Problem(
        Network network, Tensor images, Tensor logits, int microBatch, Objective.@Nullable Batch support) {
    /** A problem whose images go through the network in one pass. */
    public static Problem of(Network network, Tensor images) {
        return of(network, images, (int) images.dim(0));
    }

    /** A problem whose images go through the network in passes of at most {@code microBatch}. Belongs to the caller's scope. */
    public static Problem of(Network network, Tensor images, int microBatch) {
        return new Problem(network, images, logits(network, Scoring.NONE, images, microBatch), microBatch, null);
    }

    /** The same with further images of the region's kind. Belongs to the caller's scope. */
    public Problem withSupport(Tensor further) {
        Tensor known = logits(network, Scoring.NONE, further, microBatch);
        return new Problem(network, images, logits, microBatch, new Objective.Batch(further, known));
    }

    /** The logits of images, in passes of at most {@code microBatch}. Belongs to the caller's scope. */
    static Tensor logits(Network network, Scoring scoring, Tensor images, int microBatch) {
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            int pass = MemoryPlan.of(network).quickest(microBatch);
            return scope.keep(ForwardBatches.logits(executor, scoring, images, pass));
        }
    }

    /** A meter for this region, on which the original's forward pass is counted already. */
    PassMeter meter() {
        PassMeter meter = new PassMeter(network, images.dim(0));
        meter.count(PassMeter.convolutionOperations(network), images.dim(0), false);
        return meter;
    }

    Objective.Batch batch() {
        return new Objective.Batch(images, logits);
    }

    /** The objective of the network cut to a subnetwork. */
    Objective cut(Subnetwork subnetwork, boolean identities, PassMeter meter) {
        return objective(Cut.of(network, subnetwork.retention()), identities, meter);
    }

    /** The objective of a cut network, in passes that take no more memory than the whole network's: a cut one has maps for channels that it rearranges. */
    Objective objective(Network cut, boolean identities, PassMeter meter) {
        Network run = Coalescing.of(cut);
        int batch = MemoryPlan.of(run).within(MemoryPlan.of(network), microBatch);
        return new Objective(UnitLayout.of(cut, identities), run, batch, meter);
    }

    /** Mean divergence of a subnetwork, from a forward pass of its cut network. */
    double kl(Subnetwork subnetwork, PassMeter meter) {
        return outcome(subnetwork, meter).kl();
    }

    /** The same over other images than the region's. */
    double kl(Subnetwork subnetwork, Objective.Batch batch, PassMeter meter) {
        return outcome(subnetwork, batch, meter).kl();
    }

    /** How a subnetwork's outputs compare with the network's, from a forward pass of its cut network. */
    Outcome outcome(Subnetwork subnetwork, PassMeter meter) {
        return outcome(subnetwork, batch(), meter);
    }

    private Outcome outcome(Subnetwork subnetwork, Objective.Batch batch, PassMeter meter) {
        try (Scope scope = Scope.open()) {
            Objective objective = cut(subnetwork, true, meter);
            float[] vector = objective.layout().vector(subnetwork.scores());
            return Outcome.of(batch.logits(), objective.logits(batch.images(), Tensor.of(vector, vector.length)));
        }
    }
}
