package org.neurochains.bestiary;

/**
 * What lies behind the creature, drawn without regard to its species.
 *
 * @param place the kind of landscape
 * @param hue shift of its colours, in turns
 * @param seed of everything scattered over it
 */
public record Backdrop(Place place, double hue, long seed) {

    /** The kinds of landscape. */
    public enum Place {
        MEADOW,
        SNOW,
        SEA,
        DUNES,
        NIGHT,
        FOREST
    }
}
