package org.neurochains.plot;

/**
 * A place in data coordinates.
 *
 * @param label shown when the reader rests on the point, for example a filter's name; empty for none
 */
public record Point(double x, double y, String label) {
    public Point(double x, double y) {
        this(x, y, "");
    }
}
