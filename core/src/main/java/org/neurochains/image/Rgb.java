package org.neurochains.image;

import java.util.List;
import org.neurochains.InputException;

/** A number for each of red, green and blue. */
public record Rgb(float red, float green, float blue) {
    /** ImageNet's mean over pixels in [0, 1]. */
    public static final Rgb IMAGENET_MEAN = new Rgb(0.485f, 0.456f, 0.406f);

    /** ImageNet's standard deviation over pixels in [0, 1]. */
    public static final Rgb IMAGENET_STD = new Rgb(0.229f, 0.224f, 0.225f);

    /**
     * Reads {@code r,g,b}; a single number stands for all three.
     *
     * @param option where the text comes from, for the message
     * @throws InputException if it is not one or three finite numbers
     */
    public static Rgb parse(String text, String option) {
        String[] parts = text.split(",", -1);
        float[] values = new float[Pixels.CHANNELS];
        try {
            for (int c = 0; c < values.length; c++) {
                values[c] = Float.parseFloat(parts[parts.length == 1 ? 0 : c].strip());
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw InputException.of(option, "'" + text + "' is not three numbers", "for example 0.485,0.456,0.406", e);
        }
        if (parts.length > values.length || !Float.isFinite(values[0] + values[1] + values[2])) {
            throw InputException.of(option, "'" + text + "' is not three numbers", "for example 0.485,0.456,0.406");
        }
        return new Rgb(values[0], values[1], values[2]);
    }

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
