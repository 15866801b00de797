package org.neurochains.network;

/**
 * The shape of one image's value at a node, without the batch dimension.
 *
 * @param channels channels, or features of a flat value
 * @param height rows; 1 for a flat value
 * @param width columns; 1 for a flat value
 * @param flat whether the value is (N, features) rather than (N, C, H, W)
 */
public record Shape(int channels, int height, int width, boolean flat) {
    /** A stack of feature maps. */
    public static Shape maps(int channels, int height, int width) {
        return new Shape(channels, height, width, false);
    }

    /** A vector of features. */
    public static Shape flat(int features) {
        return new Shape(features, 1, 1, true);
    }

    /** The number of elements. */
    public long size() {
        return (long) channels * height * width;
    }

    @Override
    public String toString() {
        return flat ? "[" + channels + "]" : "[" + channels + ", " + height + ", " + width + "]";
    }
}
