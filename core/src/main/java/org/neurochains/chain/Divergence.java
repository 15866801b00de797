package org.neurochains.chain;

import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** KL(softmax(original) || softmax(chain)): how far a chain's outputs are from the network's. */
public final class Divergence {
    private Divergence() {}

    /**
     * Mean over images, in nats.
     *
     * @param original logits of the frozen network, (N, classes)
     * @param chain logits of the chain's network, (N, classes)
     * @return 0-dimensional
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor mean(Tensor original, Tensor chain) {
        return perImage(original, chain).mean();
    }

    /** For each image, in nats: (N). */
    public static Tensor perImage(Tensor original, Tensor chain) {
        if (original.rank() != 2 || !java.util.Arrays.equals(original.shape(), chain.shape())) {
            throw new IllegalArgumentException("logits of shapes " + original + " and " + chain);
        }
        Tensor p = Functional.logSoftmax(original, 1);
        Tensor q = Functional.logSoftmax(chain, 1);
        return p.exp().mul(p.sub(q)).sum(1L);
    }
}
