package org.neurochains.image;

import java.util.Arrays;

/**
 * An immutable picture: 8-bit red, green and blue, row by row from the top, three bytes a pixel.
 *
 * <p>Nothing is known here of colour profiles, orientation or transparency; {@link ImageFile} says how each is treated.
 */
public final class Pixels {
    /** Bytes of a pixel. */
    static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private Pixels(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException(width + "x" + height + " pixels in " + rgb.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * A picture of the given bytes, which are copied.
     *
     * @param rgb {@code height * width * 3} bytes, in the order row, column, channel
     * @throws IllegalArgumentException if the number of bytes does not fit, or a side is not positive
     */
    public static Pixels of(int width, int height, byte[] rgb) {
        return new Pixels(width, height, rgb.clone());
    }

    /** As {@link #of}, without a copy: the caller gives the array away. */
    static Pixels wrap(int width, int height, byte[] rgb) {
        return new Pixels(width, height, rgb);
    }

    /** The level next to a number. */
    static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /**
     * One value, from 0 to 255.
     *
     * @param channel 0 red, 1 green, 2 blue
     */
    public int value(int x, int y, int channel) {
        if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= CHANNELS) {
            throw new IndexOutOfBoundsException(
                    "(" + x + ", " + y + ", " + channel + ") in a picture of " + width + "x" + height);
        }
        return rgb[(y * width + x) * CHANNELS + channel] & 0xff;
    }

    /** A copy of the bytes, in the order row, column, channel. */
    public byte[] toBytes() {
        return rgb.clone();
    }

    /** The bytes themselves, for reading only. */
    byte[] bytes() {
        return rgb;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Pixels[" + width + "x" + height + "]";
    }
}
