package org.neurochains.chain;

import java.util.Collection;
import java.util.List;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * How a chain's outputs compare with the network's over some images.
 *
 * @param kl mean divergence KL(F || chain), in nats
 * @param agreement share of images for which both give the same answer
 * @param probabilityDrop mean of p_F - p_chain over what F finds in an image
 */
public record Outcome(double kl, double agreement, double probabilityDrop) {
    /** Compares logits, both (N, outputs). */
    public static Outcome of(OutputKind outputs, Tensor original, Tensor chain) {
        return of(outputs, original, chain, List.of());
    }

    /** The same with an agreement on some labels alone ({@link OutputKind#agree(Tensor, Tensor, Collection)}). */
    static Outcome of(OutputKind outputs, Tensor original, Tensor chain, Collection<Integer> asked) {
        try (Scope scope = Scope.open()) {
            int same = 0;
            boolean[] agree = outputs.agree(original, chain, asked);
            for (boolean each : agree) {
                same += each ? 1 : 0;
            }
            Tensor found = outputs.found(original);
            Tensor lost = outputs.probabilities(original)
                    .sub(outputs.probabilities(chain))
                    .mul(found)
                    .sum(1L)
                    .div(found.sum(1L));
            return new Outcome(
                    outputs.divergence(original, chain).mean().item(),
                    same / (double) agree.length,
                    lost.mean().item());
        }
    }
}
