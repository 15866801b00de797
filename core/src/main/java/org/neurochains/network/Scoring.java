package org.neurochains.network;

import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/** The scores and gates that a network is run with. */
public interface Scoring {
    /** No scores and no gates: the network as it is. */
    Scoring NONE = new Scoring() {
        @Override
        public @Nullable Tensor score(Op.Score layer) {
            return null;
        }

        @Override
        public @Nullable Tensor gate(String group) {
            return null;
        }
    };

    /**
     * The scores of a unit layer's channels.
     *
     * @return (channels present), or (N, channels present) for scores of each image; null for ones
     */
    @Nullable Tensor score(Op.Score layer);

    /**
     * The gate of a group.
     *
     * @return G, 0-dimensional; null for 1
     */
    @Nullable Tensor gate(String group);
}
