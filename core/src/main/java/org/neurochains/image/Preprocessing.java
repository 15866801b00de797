package org.neurochains.image;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import java.util.List;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.ImageInput;

/**
 * How a picture becomes a network's input: a size, then {@code (pixel / 255 - mean) / std} for each channel.
 *
 * <p>Equal to torchvision's {@code Resize}, {@code CenterCrop}, {@code ToTensor} and {@code Normalize} on Pillow
 * pictures.
 */
public record Preprocessing(Fit fit, Rgb mean, Rgb std) {
    /** How a picture gets the network's size. */
    public sealed interface Fit {
        /** Rows of the result. */
        int height();

        /** Columns of the result. */
        int width();
    }

    /** The shorter side resized to {@code resize}, then a square of {@code crop} cut from the centre. */
    public record ResizeCrop(int resize, int crop) implements Fit {
        /**
         * Checks the sizes.
         *
         * @throws InputException if one is out of range, or the crop is larger than the resized picture
         */
        public ResizeCrop {
            check(parameter("resize"), resize);
            check(parameter("crop"), crop);
            if (crop > resize) {
                throw InputException.of(
                        parameter("crop") + " " + crop,
                        "is larger than " + parameter("resize") + " " + resize,
                        "give at most " + resize);
            }
        }

        @Override
        public int height() {
            return crop;
        }

        @Override
        public int width() {
            return crop;
        }
    }

    /** Resized to exactly this size, whatever the picture's shape. */
    public record Exact(int height, int width) implements Fit {
        /**
         * Checks the sizes.
         *
         * @throws InputException if one is out of range
         */
        public Exact {
            check(parameter("inputSize"), height);
            check(parameter("inputSize"), width);
        }
    }

    /** The longest side of an input. */
    private static final int MOST = 4096;

    private static final int BATCH_PIXELS = 400_000;
    private static final int MOST_IMAGES = 64;

    /**
     * Checks the standard deviation.
     *
     * @throws InputException if it is not positive
     */
    public Preprocessing {
        for (int c = 0; c < Pixels.CHANNELS; c++) {
            if (!(std.channel(c) > 0)) {
                throw InputException.of(
                        parameter("std"), std.channel(c) + " is not above 0", "give three positive numbers");
            }
        }
    }

    /** How many images may go through a network at once. */
    public int imagesAtOnce() {
        return Math.max(1, Math.min(MOST_IMAGES, BATCH_PIXELS / (height() * width())));
    }

    /**
     * What a model wants done to its images.
     *
     * @throws InputException if a number is out of range
     */
    public static Preprocessing of(ImageInput input) {
        Integer resize = input.resize();
        Fit fit = resize == null ? new Exact(input.height(), input.width()) : new ResizeCrop(resize, input.height());
        return new Preprocessing(fit, Rgb.of(input.mean()), Rgb.of(input.std()));
    }

    private static void check(String option, int size) {
        requireInRange(size >= 1 && size <= MOST, option, size, "1 to " + MOST);
    }

    /** Rows of the input. */
    public int height() {
        return fit.height();
    }

    /** Columns of the input. */
    public int width() {
        return fit.width();
    }

    /** The part of a picture that the network sees, in the network's size. */
    public Pixels fit(Pixels picture) {
        if (fit instanceof ResizeCrop square) {
            return resizeAndCrop(picture, square);
        }
        return Resize.bilinear(picture, fit.width(), fit.height());
    }

    private static Pixels resizeAndCrop(Pixels picture, ResizeCrop square) {
        long shorter = Math.min(picture.width(), picture.height());
        long width = square.resize * (long) picture.width() / shorter;
        long height = square.resize * (long) picture.height() / shorter;
        Resize.Window centre =
                new Resize.Window(offset(width, square.crop), offset(height, square.crop), square.crop, square.crop);
        return Resize.window(picture, width, height, centre);
    }

    /** Half of what is left over, a half rounded to the even number as Python does. */
    private static long offset(long size, int crop) {
        return (long) Math.rint((size - crop) / 2.0);
    }

    /** Writes the input of one picture in the order channel, row, column. */
    private void normalise(Pixels fitted, float[] input, int offset) {
        if (fitted.width() != width() || fitted.height() != height()) {
            throw new IllegalArgumentException(fitted + " is not of " + width() + "x" + height());
        }
        byte[] rgb = fitted.bytes();
        int plane = rgb.length / Pixels.CHANNELS;
        for (int c = 0; c < Pixels.CHANNELS; c++) {
            float[] levels = levels(c);
            int to = offset + c * plane;
            for (int i = c; i < rgb.length; i += Pixels.CHANNELS) {
                input[to++] = levels[rgb[i] & 0xff];
            }
        }
    }

    private float[] levels(int channel) {
        float[] levels = new float[256];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = (level / 255f - mean.channel(channel)) / std.channel(channel);
        }
        return levels;
    }

    /**
     * The network's input of pictures that {@link #fit(Pixels)} has made.
     *
     * @return shape (N, 3, height, width)
     * @throws IllegalArgumentException if a picture has another size
     */
    public Tensor batch(List<Pixels> fitted) {
        int size = Pixels.CHANNELS * height() * width();
        float[] input = new float[Math.multiplyExact(fitted.size(), size)];
        for (int n = 0; n < fitted.size(); n++) {
            normalise(fitted.get(n), input, n * size);
        }
        return Tensor.of(input, fitted.size(), Pixels.CHANNELS, height(), width());
    }

    /**
     * The picture of values in [0, 1], clipped and rounded.
     *
     * @param unit values in the order channel, row, column
     * @throws IllegalArgumentException if there are not 3 * height * width of them
     */
    public static Pixels unitPicture(float[] unit, int width, int height) {
        if (unit.length != (long) Pixels.CHANNELS * width * height) {
            throw new IllegalArgumentException(unit.length + " values for a picture of " + width + "x" + height);
        }
        byte[] rgb = new byte[unit.length];
        int plane = width * height;
        for (int c = 0; c < Pixels.CHANNELS; c++) {
            for (int i = 0; i < plane; i++) {
                float value = Math.max(0, Math.min(1, unit[c * plane + i]));
                rgb[i * Pixels.CHANNELS + c] = (byte) Math.round(value * 255);
            }
        }
        return Pixels.wrap(width, height, rgb);
    }
}
