package org.neurochains.network;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks the scores of the channels that a unit layer still has. */
public final class UnitScores {
    private UnitScores() {}

    /**
     * One score for each channel present.
     *
     * @param scores by unit layer, one for each channel of the original network
     * @return null where the layer is not scored
     * @throws IllegalArgumentException if there are more or fewer than channels
     */
    public static float @Nullable [] present(Op.Score unit, Map<String, float[]> scores) {
        float[] all = scores.get(unit.unit());
        if (all == null) {
            return null;
        }
        if (all.length != unit.total()) {
            throw new IllegalArgumentException(
                    all.length + " scores for the " + unit.total() + " channels of " + unit.unit());
        }
        float[] present = new float[unit.retained().size()];
        for (int i = 0; i < present.length; i++) {
            present[i] = all[unit.retained().get(i)];
        }
        return present;
    }
}
