package org.neurochains.plot;

/**
 * A mean with its spread at one place of a curve.
 *
 * @param deviation the standard deviation, 0 where there is a single value
 */
public record Estimate(double x, double mean, double deviation) {}
