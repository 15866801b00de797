package org.neurochains.measure;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** How chains answer on images of another region than their own. */
public final class CrossDivergence {
    private CrossDivergence() {}

    /**
     * Each chain's outputs against the network's on the same images.
     *
     * @param images (N, C, H, W), normalised
     * @param batch the largest number of images in one pass
     */
    public static List<Outcome> of(Network network, List<Subnetwork> chains, Tensor images, int batch) {
        List<Outcome> outcomes = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Tensor original = ForwardBatches.logits(Executor.of(network), Scoring.NONE, images, batch);
            for (Subnetwork chain : chains) {
                try (Scope inner = Scope.open()) {
                    Network cut = Cut.of(network, chain.retention());
                    outcomes.add(Outcome.of(
                            network.outputs(),
                            original,
                            ForwardBatches.logits(Executor.of(cut), chain.scoring(), images, batch)));
                }
            }
        }
        return outcomes;
    }
}
