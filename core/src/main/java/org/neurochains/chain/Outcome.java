package org.neurochains.chain;

import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * How a chain's outputs compare with the network's over some images.
 *
 * @param kl mean divergence KL(F || chain), in nats
 * @param agreement share of images for which both predict the same class
 * @param probabilityDrop mean of p_F[y] - p_chain[y], y = argmax p_F
 */
public record Outcome(double kl, double agreement, double probabilityDrop) {
    /** Compares logits, both (N, classes). */
    public static Outcome of(Tensor original, Tensor chain) {
        try (Scope scope = Scope.open()) {
            int[] classes = original.argmax(1);
            int[] predicted = chain.argmax(1);
            int width = (int) original.dim(1);
            float[] p = Functional.softmax(original, 1).toFloats();
            float[] q = Functional.softmax(chain, 1).toFloats();
            int same = 0;
            double drop = 0;
            for (int i = 0; i < classes.length; i++) {
                same += classes[i] == predicted[i] ? 1 : 0;
                drop += p[i * width + classes[i]] - q[i * width + classes[i]];
            }
            double n = classes.length;
            return new Outcome(Divergence.mean(original, chain).item(), same / n, drop / n);
        }
    }
}
