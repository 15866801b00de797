package org.neurochains.chain;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
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
 * @param region the region's images, normalised, and F's logits for them
 * @param support further images of the region's kind, to hold a chain to; null for none
 * @param heldOut further images of its kind, to test a chain on when all else is settled; null for none
 * @param asked of labels that do not exclude each other, those that a chain is tested on; empty: all
 * @param microBatch the largest number of images in one pass
 */
public record Problem(
        Network network,
        Batch region,
        @Nullable Batch support,
        @Nullable Batch heldOut,
        List<Integer> asked,
        int microBatch) {
    /** A problem whose images go through the network in one pass. */
    public static Problem of(Network network, Tensor images) {
        return of(network, images, (int) images.dim(0));
    }

    /**
     * A problem whose images go through the network in passes of at most {@code microBatch}. Belongs to the caller's
     * scope.
     */
    public static Problem of(Network network, Tensor images, int microBatch) {
        return of(network, images, microBatch, Progress.NONE);
    }

    /** The same, unless it is cancelled. */
    static Problem of(Network network, Tensor images, int microBatch, Progress progress) {
        return new Problem(network, taught(network, images, microBatch, progress), null, null, List.of(), microBatch);
    }

    /** The same with further images of the region's kind to hold a chain to. Belongs to the caller's scope. */
    public Problem withSupport(Tensor images) {
        return withSupport(images, Progress.NONE);
    }

    Problem withSupport(Tensor images, Progress progress) {
        return new Problem(network, region, taught(network, images, microBatch, progress), heldOut, asked, microBatch);
    }

    /** The same with further images of the region's kind to test a chain on. Belongs to the caller's scope. */
    public Problem withHeldOut(Tensor images) {
        return withHeldOut(images, Progress.NONE);
    }

    Problem withHeldOut(Tensor images, Progress progress) {
        return new Problem(network, region, support, taught(network, images, microBatch, progress), asked, microBatch);
    }

    /** The same with other logits to be kept: one row for each of the region's images, and of those in support. */
    public Problem withTeacher(Tensor regionLogits, @Nullable Tensor supportLogits) {
        Batch taught = support == null || supportLogits == null ? support : new Batch(support.images(), supportLogits);
        Batch relabelled = new Batch(region.images(), regionLogits);
        return new Problem(network, relabelled, taught, heldOut, asked, microBatch);
    }

    /**
     * The same, a chain being tested on some labels: a network of many labels says much of an image that the region's
     * question does not ask, and all its labels at once are right only in the whole network.
     */
    public Problem asking(Collection<Integer> labels) {
        return new Problem(network, region, support, heldOut, List.copyOf(labels), microBatch);
    }

    private static Batch taught(Network network, Tensor images, int microBatch, Progress progress) {
        return new Batch(images, logits(network, Scoring.NONE, images, microBatch, progress));
    }

    /** The region's images, (N, C, H, W), normalised. */
    public Tensor images() {
        return region.images();
    }

    /** F's logits for the region's images, (N, classes). */
    public Tensor logits() {
        return region.logits();
    }

    /** The images that a chain is held to: the region's, then those in support. Belongs to the caller's scope. */
    Batch tuning() {
        return support == null ? region : region.with(support);
    }

    /** The logits of images, in passes of at most {@code microBatch}. Belongs to the caller's scope. */
    static Tensor logits(Network network, Scoring scoring, Tensor images, int microBatch, Progress progress) {
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            int pass = MemoryPlan.of(network).quickest(microBatch);
            return scope.keep(ForwardBatches.logits(executor, scoring, images, pass, progress));
        }
    }

    /** A meter for this region, on which the original's forward pass is counted already. */
    PassMeter meter() {
        return meter(Progress.NONE);
    }

    /** The same for work that ends where it is cancelled. */
    PassMeter meter(Progress progress) {
        PassMeter meter = new PassMeter(network, region.size(), progress);
        meter.count(PassMeter.convolutionOperations(network), region.size(), false);
        return meter;
    }

    /** The network cut to a subnetwork, to be run. */
    BatchedPasses cut(Subnetwork subnetwork, boolean identities, PassMeter meter) {
        return passes(Cut.of(network, subnetwork.retention()), identities, meter);
    }

    /**
     * A cut network, to be run in passes that take no more memory than the whole network's: a cut one has maps
     * for channels that it rearranges.
     */
    BatchedPasses passes(Network cut, boolean identities, PassMeter meter) {
        Network run = Coalescing.of(cut);
        MemoryPlan plan = MemoryPlan.of(run);
        int batch = plan.kept(plan.within(MemoryPlan.of(network), microBatch));
        return new BatchedPasses(UnitLayout.of(cut, identities), run, batch, meter);
    }

    /** Mean divergence of a subnetwork, from a forward pass of its cut network. */
    double kl(Subnetwork subnetwork, PassMeter meter) {
        return outcome(subnetwork, meter).kl();
    }

    /** How a subnetwork's outputs compare with the network's, from a forward pass of its cut network. */
    Outcome outcome(Subnetwork subnetwork, PassMeter meter) {
        return outcome(subnetwork, region, meter);
    }

    /** The same over other images. */
    Outcome outcome(Subnetwork subnetwork, Batch batch, PassMeter meter) {
        return outcome(subnetwork, batch, List.of(), meter);
    }

    /** The test of a subnetwork on held-out images, agreement being that on the labels asked for. */
    HeldOut tested(Subnetwork subnetwork, Batch images, PassMeter meter) {
        return HeldOut.of((int) images.size(), outcome(subnetwork, images, asked, meter));
    }

    private Outcome outcome(Subnetwork subnetwork, Batch batch, List<Integer> labels, PassMeter meter) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = cut(subnetwork, true, meter);
            float[] vector = passes.layout().vector(subnetwork.scores());
            return Outcome.of(
                    network.outputs(),
                    batch.logits(),
                    passes.logits(batch.images(), Tensor.of(vector, vector.length)),
                    labels);
        }
    }
}
