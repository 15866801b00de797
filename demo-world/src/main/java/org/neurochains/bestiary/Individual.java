package org.neurochains.bestiary;

/**
 * Everything about a creature that says nothing about its species.
 *
 * @param gesture how it is built and stands
 * @param palette its colours
 * @param coatSeed where the marks of its coat lie, if it has any
 */
public record Individual(Gesture gesture, Palette palette, long coatSeed) {}
