package org.neurochains.chain;

import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The importance of every unit to the margin of F's class (Molchanov et al. 2017, with the margin in place of the
 * loss): mean over images of |S_i dT_x / dS_i|, T = the log odds of F's answer, the derivative taken for each image by
 * itself.
 */
final class Importance {
    private Importance() {}

    /** At all scores 1: that of the whole network's filters. */
    static float[] of(BatchedPasses network, Batch batch) {
        return of(network, batch, Tensor.full(1, network.layout().size()), null);
    }

    /** @param kept the batch's pass at these scores; null to make it */
    static float[] of(BatchedPasses network, Batch batch, Tensor scores, @Nullable ScoredPass kept) {
        try (Scope scope = Scope.open()) {
            Tensor units = scores.zerosLike();
            network.passes(batch, scores, kept, pass -> {
                Tensor margin =
                        network.outputs().margins(pass.logits(), pass.batch().logits());
                Tensor ones = Tensor.full(1, margin.shape());
                units.addInPlace(pass.terms(margin, ones, false).abs().sum(0L));
                network.countGradients(pass.batch().size());
            });
            return units.mul(1.0 / batch.size()).toFloats();
        }
    }
}
