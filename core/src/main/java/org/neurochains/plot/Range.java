package org.neurochains.plot;

/** A closed interval of positive length, far from the limits of double precision. */
public record Range(double low, double high) {
    /** Values beyond this are not drawn; differences of drawn values stay finite. */
    static final double LARGEST = 1e290;

    /** Intervals shorter than this have no length. */
    static final double LEAST = 1e-290;

    public Range {
        if (!(high - low > LEAST && Math.abs(low) <= 1e10 * LARGEST && Math.abs(high) <= 1e10 * LARGEST)) {
            throw new IllegalArgumentException("not an interval of positive length: " + low + " to " + high);
        }
    }

    /** High minus low. */
    public double length() {
        return high - low;
    }

    /** The point a share of the way from low to high. */
    public double at(double share) {
        return low + share * (high - low);
    }
}
