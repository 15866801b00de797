package org.neurochains.bestiary;

import java.util.Map;

/**
 * How this individual is built and stands.
 *
 * @param head angle of the head about the neck, in radians
 * @param stride how far the legs swing, in creature units
 * @param length factor on the trunk's length
 * @param height factor on the trunk's height
 * @param parts size and angle of what sits in each slot
 */
public record Gesture(double head, double stride, double length, double height, Map<Slot, Growth> parts) {

    public Gesture {
        parts = Map.copyOf(parts);
    }

    Growth of(Slot slot) {
        Growth growth = parts.get(slot);
        if (growth == null) {
            throw new IllegalArgumentException("no growth for slot " + slot);
        }
        return growth;
    }
}
