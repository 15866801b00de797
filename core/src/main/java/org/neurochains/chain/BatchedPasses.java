package org.neurochains.chain;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** A network, whole or cut, with one score per unit. Images go through it in passes that fit in memory, and count. */
final class BatchedPasses {
    private final Executor executor;
    private final UnitLayout layout;
    private final ScorePlaces places;
    private final int passBatch;
    private final PassMeter meter;
    private final double operations;

    /**
     * @param layout of the network to run
     * @param microBatch the largest number of images whose values are kept at once
     */
    BatchedPasses(UnitLayout layout, int microBatch, PassMeter meter) {
        this(layout, layout.network(), MemoryPlan.of(layout.network()).quickest(microBatch), meter);
    }

    /**
     * @param layout of scores
     * @param run the layout's network, perhaps with its channels at other places
     * @param passBatch the largest number of images in one pass
     */
    BatchedPasses(UnitLayout layout, Network run, int passBatch, PassMeter meter) {
        this.layout = layout;
        this.places = new ScorePlaces(layout, run);
        this.executor = Executor.of(run);
        this.passBatch = passBatch;
        this.meter = meter;
        this.operations = PassMeter.convolutionOperations(layout.network());
    }

    UnitLayout layout() {
        return layout;
    }

    ScorePlaces places() {
        return places;
    }

    OutputKind outputs() {
        return layout.network().outputs();
    }

    /** Whether so many images go through in one pass, whose values may be kept. */
    boolean inOnePass(long images) {
        return images <= passBatch;
    }

    /** The logits at scores S, all gates open: (N, classes). */
    Tensor logits(Tensor images, Tensor scores) {
        try (Scope scope = Scope.open()) {
            VectorScoring scoring = new VectorScoring(places, places.spread(scores.detach()), null);
            return scope.keep(ForwardBatches.joined(images, passBatch, some -> logits(some, scoring)));
        }
    }

    /** The logits of so few images that they go through in one pass. */
    Tensor logits(Tensor images, VectorScoring scoring) {
        meter.count(operations, images.dim(0), false);
        return executor.logits(images, scoring);
    }

    /** Does something with each pass's part of a batch, in a scope of its own. */
    void parts(Batch batch, Consumer<Batch> body) {
        ForwardBatches.ranges(batch.size(), passBatch, (start, length) -> {
            try (Scope scope = Scope.open()) {
                body.accept(batch.narrow(start, length));
            }
        });
    }

    /** A pass over so few images at scores S, all gates open, for derivatives. Belongs to the caller's scope. */
    ScoredPass pass(Batch batch, Tensor scores) {
        meter.count(operations, batch.size(), false);
        return new ScoredPass(executor, places, batch.narrow(0, batch.size()), scores);
    }

    /** Does something with the one pass over a batch that was kept, or with all that it takes, made now. */
    void passes(Batch batch, Tensor scores, @Nullable ScoredPass kept, Consumer<ScoredPass> body) {
        if (kept == null) {
            parts(batch, part -> body.accept(pass(part, scores)));
        } else {
            try (Scope scope = Scope.open()) {
                body.accept(kept);
            }
        }
    }

    /** Counts a gradient pass over some images. */
    void countGradients(long images) {
        meter.countGradients(operations, images);
    }
}
