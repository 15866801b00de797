package org.neurochains.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Tensor;

/** Scores and gates as slices of one vector each, differentiable. */
final class VectorScoring implements Scoring {
    private final ScorePlaces places;
    private final List<Tensor> parts;
    private final @Nullable Tensor gates;

    /**
     * @param scores at their places, (places), or (N, places) for scores of each image
     * @param gates G by group, (groups); null where all are open
     */
    VectorScoring(ScorePlaces places, Tensor scores, @Nullable Tensor gates) {
        this.places = places;
        this.parts = places.split(scores);
        this.gates = gates;
    }

    @Override
    public @Nullable Tensor score(Op.Score layer) {
        int position = places.positionOf(layer.unit());
        return position < 0 ? null : parts.get(position);
    }

    @Override
    public @Nullable Tensor gate(String group) {
        return gates == null ? null : gates.select(0, places.layout().groups().indexOf(group));
    }
}
