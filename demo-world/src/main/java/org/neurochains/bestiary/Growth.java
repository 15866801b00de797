package org.neurochains.bestiary;

/**
 * How one part has grown on this individual.
 *
 * @param size factor around 1
 * @param angle how far it is turned about its joint, in radians, clockwise while facing right
 */
public record Growth(double size, double angle) {}
