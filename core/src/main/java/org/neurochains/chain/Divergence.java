package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Tensor;

/**
 * The data term of Eq. 8, mean over images of KL(F || H), and its derivatives; the same in however many passes.
 *
 * @param kl in nats
 * @param scores d KL / d S, (units)
 * @param gates d KL / d alpha, (groups); null without gates
 */
record Divergence(double kl, Tensor scores, @Nullable Tensor gates) {
    /** At scores S, all gates open. Belongs to the caller's scope. */
    static Divergence at(BatchedPasses network, Batch batch, Tensor scores) {
        return at(network, batch, scores, null, 1);
    }

    /** At scores S and gate logits alpha / T (null: open gates). Belongs to the caller's scope. */
    static Divergence at(
            BatchedPasses network, Batch batch, Tensor scores, @Nullable Tensor alphas, double temperature) {
        double[] kl = {0};
        Tensor scoreSum = scores.zerosLike();
        Tensor alphaSum = alphas == null ? null : alphas.zerosLike();
        ScorePlaces places = network.places();
        network.parts(batch, part -> {
            Tensor s = places.spread(scores).leaf();
            List<Tensor> leaves = new ArrayList<>(List.of(s));
            Tensor gates = null;
            if (alphas != null) {
                leaves.add(alphas.leaf());
                gates = leaves.get(1).mul(1 / temperature).sigmoid();
            }
            Tensor logits = network.logits(part.images(), new VectorScoring(places, s, gates));
            Tensor share =
                    network.outputs().divergence(part.logits(), logits).sum().mul(1.0 / batch.size());
            List<Tensor> gradients = Autograd.gradients(share, leaves);
            network.countGradients(part.size());
            kl[0] += share.detach().item();
            scoreSum.addInPlace(places.gather(gradients.get(0).reshape(1, -1)).reshape(-1));
            if (alphaSum != null) {
                alphaSum.addInPlace(gradients.get(1));
            }
        });
        return new Divergence(kl[0], scoreSum, alphaSum);
    }
}
