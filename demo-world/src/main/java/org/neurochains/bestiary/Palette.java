package org.neurochains.bestiary;

import java.util.Map;

/**
 * The colours of one individual, drawn without regard to its species.
 *
 * @param body colour of trunk, neck, head and legs
 * @param parts colour of each slot
 */
public record Palette(Colour body, Map<Slot, Colour> parts) {

    public Palette {
        parts = Map.copyOf(parts);
    }

    Colour of(Slot slot) {
        Colour colour = parts.get(slot);
        if (colour == null) {
            throw new IllegalArgumentException("no colour for slot " + slot);
        }
        return colour;
    }
}
