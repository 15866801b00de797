package org.neurochains.bestiary;

/**
 * The light over the whole picture: each channel is multiplied by warmth and by brightness, which falls off linearly.
 *
 * @param brightness factor in the middle of the picture
 * @param slopeX change of the factor from the left edge to the right
 * @param slopeY change of the factor from the top edge to the bottom
 * @param warmth added to the red factor and taken from the blue one
 */
public record Light(double brightness, double slopeX, double slopeY, double warmth) {

    /** An opaque pixel 0xRRGGBB under this light; column and row as fractions of the picture in [0, 1]. */
    int shine(int rgb, double column, double row) {
        double factor = brightness + slopeX * (column - .5) + slopeY * (row - .5);
        int red = scaled(rgb >> 16 & 255, factor * (1 + warmth));
        int green = scaled(rgb >> 8 & 255, factor);
        int blue = scaled(rgb & 255, factor * (1 - warmth));
        return red << 16 | green << 8 | blue;
    }

    private static int scaled(int level, double factor) {
        return (int) Math.min(255, Math.max(0, level * factor + .5));
    }
}
