package org.neurochains.image;

import java.util.List;

/** A number for each of red, green and blue. */
public record Rgb(float red, float green, float blue) {
    /** ImageNet's mean over pixels in [0, 1]. */
    public static final Rgb IMAGENET_MEAN = new Rgb(0.485f, 0.456f, 0.406f);

    /** ImageNet's standard deviation over pixels in [0, 1]. */
    public static final Rgb IMAGENET_STD = new Rgb(0.229f, 0.224f, 0.225f);

    /** Three numbers: red, green, blue. */
    public static Rgb of(List<Float> numbers) {
        return new Rgb(numbers.get(0), numbers.get(1), numbers.get(2));
    }

    /** The value of a channel: 0 red, 1 green, 2 blue. */
    public float channel(int channel) {
        return switch (channel) {
            case 0 -> red;
            case 1 -> green;
            case 2 -> blue;
            default -> throw new IndexOutOfBoundsException("channel " + channel);
        };
    }
}
