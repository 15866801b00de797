package org.neurochains.network;

/** A height and a width: of a kernel, a stride, a border. */
public record Extent(int height, int width) {
    /** The same in both directions. */
    public static Extent square(int side) {
        return new Extent(side, side);
    }

    long[] toArray() {
        return new long[] {height, width};
    }
}
