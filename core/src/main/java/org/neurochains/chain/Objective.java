package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The data term of Eq. 8 for one network, whole or cut: mean over images of KL(F || H), its value and its derivatives,
 * computed in micro-batches where the images do not fit in one pass. Gradients are the same either way.
 */
public final class Objective {
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
    Objective(UnitLayout layout, int microBatch, PassMeter meter) {
        this(layout, layout.network(), microBatch, meter);
    }

    /**
     * @param layout of scores
     * @param run the layout's network, perhaps with its channels at other places
     */
    Objective(UnitLayout layout, Network run, int microBatch, PassMeter meter) {
        this(layout, run, microBatch, MemoryPlan.of(run).quickest(microBatch), meter);
    }

    /** @param passBatch the largest number of images in one pass */
    Objective(UnitLayout layout, Network run, int microBatch, int passBatch, PassMeter meter) {
        this.layout = layout;
        this.places = new ScorePlaces(layout, run);
        this.executor = Executor.of(run);
        this.passBatch = passBatch;
        this.meter = meter;
        this.operations = PassMeter.convolutionOperations(layout.network());
    }

    /** Images and the logits that F has for them. */
    public record Batch(Tensor images, Tensor logits) {
        /** The number of images. */
        public long size() {
            return images.dim(0);
        }

        Batch with(Batch more) {
            return new Batch(
                    Tensor.concat(0, List.of(images, more.images())), Tensor.concat(0, List.of(logits, more.logits())));
        }

        Batch narrow(long start, long length) {
            return new Batch(images.narrow(0, start, length), logits.narrow(0, start, length));
        }
    }

    /**
     * A value of the objective and its derivatives.
     *
     * @param kl mean divergence in nats
     * @param scores d KL / d S, (units)
     * @param gates d KL / d alpha, (groups); null without gates
     */
    record Slope(double kl, Tensor scores, @Nullable Tensor gates) {}

    UnitLayout layout() {
        return layout;
    }

    Network network() {
        return layout.network();
    }

    OutputKind outputs() {
        return network().outputs();
    }

    /** Value and gradient at scores S and gate logits alpha / T (null: open gates). Belongs to the caller's scope. */
    Slope slope(Batch batch, Tensor scores, @Nullable Tensor alphas, double temperature) {
        double kl = 0;
        Tensor scoreSum = scores.zerosLike();
        Tensor alphaSum = alphas == null ? null : alphas.zerosLike();
        for (long start = 0; start < batch.size(); start += passBatch) {
            Batch part = batch.narrow(start, Math.min(passBatch, batch.size() - start));
            try (Scope scope = Scope.open()) {
                Tensor s = places.spread(scores).leaf();
                Tensor a = alphas == null ? null : alphas.leaf();
                Tensor gates = a == null ? null : a.mul(1 / temperature).sigmoid();
                Tensor logits = executor.logits(part.images(), new VectorScoring(places, s, gates));
                Tensor share = outputs().divergence(part.logits(), logits).sum().mul(1.0 / batch.size());
                List<Tensor> leaves = new ArrayList<>(List.of(s));
                if (a != null) {
                    leaves.add(a);
                }
                List<Tensor> gradients = Autograd.gradients(share, leaves);
                kl += share.detach().item();
                scoreSum.addInPlace(
                        places.gather(gradients.get(0).reshape(1, -1)).reshape(-1));
                if (alphaSum != null) {
                    alphaSum.addInPlace(gradients.get(1));
                }
            }
            meter.count(operations, part.size(), true);
        }
        return new Slope(kl, scoreSum, alphaSum);
    }

    /** The logits at scores S, all gates open: (N, classes). */
    Tensor logits(Tensor images, Tensor scores) {
        try (Scope scope = Scope.open()) {
            List<Tensor> parts = new ArrayList<>();
            VectorScoring scoring = new VectorScoring(places, places.spread(scores.detach()), null);
            for (long start = 0; start < images.dim(0); start += passBatch) {
                Tensor part = images.narrow(0, start, Math.min(passBatch, images.dim(0) - start));
                parts.add(executor.logits(part, scoring));
                meter.count(operations, part.dim(0), false);
            }
            return scope.keep(Tensor.concat(0, parts));
        }
    }

    /** Of the largest logit: images' logits that differ by less are the same. */
    private static final double SAME = 1e-5;

    /** Whether the logits of a batch, (N, classes), differ between images; true of a single one. */
    static boolean dependOnImage(Tensor logits) {
        try (Scope scope = Scope.open()) {
            Tensor range = logits.max(0L).sub(logits.min(0L));
            return logits.dim(0) < 2
                    || range.max(0L).item() > SAME * logits.abs().max(0L, 1L).item();
        }
    }

    /** Whether so many images go through in one pass, whose values may be kept. */
    boolean inOnePass(long images) {
        return images <= passBatch;
    }

    /**
     * Forward passes over a batch, part by part, to be differentiated: all at once, so that derivatives can be asked
     * for later.
     */
    record Kept(List<ScoredPass> parts) {
        void free() {
            parts.forEach(ScoredPass::free);
        }

        /** H's logits for the whole batch, without a derivative: (N, classes). */
        Tensor logits() {
            return Tensor.concat(
                    0, parts.stream().map(part -> part.logits().detach()).toList());
        }

        /** Hands the passes to the scope around the given one. */
        void keptFrom(Scope scope) {
            parts.forEach(part -> part.keptFrom(scope));
        }
    }

    /** Forward passes over a batch. Belongs to the caller's scope. */
    Kept kept(Batch batch, Tensor scores) {
        List<ScoredPass> parts = new ArrayList<>();
        for (long start = 0; start < batch.size(); start += passBatch) {
            parts.add(pass(batch, start, scores));
        }
        return new Kept(parts);
    }

    private ScoredPass pass(Batch batch, long start, Tensor scores) {
        Batch part = batch.narrow(start, Math.min(passBatch, batch.size() - start));
        meter.count(operations, part.size(), false);
        return new ScoredPass(executor, places, part, scores);
    }

    /**
     * The importance of every unit to the margin of F's class (Molchanov et al. 2017, with the margin in place of the
     * loss): mean over images of
     * |S_i dT_x / dS_i|, T = the log odds of F's answer, the derivative taken for each image by itself.
     *
     * @param kept the batch's passes at these scores; null to make them
     */
    float[] importance(Batch batch, Tensor scores, @Nullable Kept kept) {
        try (Scope scope = Scope.open()) {
            Tensor units = scores.zerosLike();
            inPasses(batch, scores, kept, (pass, start) -> {
                Tensor margin = outputs().margins(pass.logits(), pass.batch().logits());
                units.addInPlace(pass.terms(margin, ones(margin), false).abs().sum(0L));
                meter.countGradients(operations, pass.batch().size(), 1);
            });
            return units.mul(1.0 / batch.size()).toFloats();
        }
    }

    private static Tensor ones(Tensor values) {
        return Tensor.full(1, values.shape());
    }

    /**
     * Derivatives of the logits in the directions that matter to each image's divergence, image by image.
     *
     * @param derivatives by score, each of (units)
     * @param residuals of each
     */
    record Jacobian(List<float[]> derivatives, List<Double> residuals) {
        private void add(float[] row, double residual) {
            derivatives.add(row);
            residuals.add(residual);
        }
    }

    /**
     * Goes through a batch in passes, those that were kept where there are such; with each, the position of its first
     * image.
     */
    private void inPasses(Batch batch, Tensor scores, @Nullable Kept kept, ObjIntConsumer<ScoredPass> body) {
        for (int i = 0, start = 0; start < batch.size(); i++, start += passBatch) {
            try (Scope scope = Scope.open()) {
                body.accept(
                        kept == null ? pass(batch, start, scores) : kept.parts().get(i), start);
            }
        }
    }

    /** The Jacobian at scores S, all gates open; with the batch's passes at these scores, or null to make them. */
    Jacobian jacobian(Batch batch, Tensor scores, @Nullable Kept kept) {
        Jacobian jacobian = new Jacobian(new ArrayList<>(), new ArrayList<>());
        inPasses(batch, scores, kept, (pass, start) -> fill(jacobian, pass));
        return jacobian;
    }

    private void fill(Jacobian jacobian, ScoredPass pass) {
        int n = (int) pass.batch().size();
        int width = (int) pass.logits().dim(1);
        List<LogitDirections> directions = LogitDirections.of(
                outputs(), pass.batch().logits(), pass.logits().detach());
        int count = directions.get(0).rows().length;
        List<List<float[]>> derivatives = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            float[] weights = new float[n * width];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) directions.get(i / width).rows()[k][i % width];
            }
            derivatives.add(pass.derivatives(pass.logits(), Tensor.of(weights, n, width), k + 1 < count)
                    .rows());
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < count; k++) {
                jacobian.add(derivatives.get(k).get(i), directions.get(i).residuals()[k]);
            }
        }
        meter.countGradients(operations, n, count);
    }
}
