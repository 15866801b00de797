package org.neurochains.measure;

/** An interval of confidence, both ends included. */
public record Interval(double low, double high) {}
