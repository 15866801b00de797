package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.network.Extent;
import org.neurochains.network.Shape;

/**
 * Finds out which images a model takes: what the user says, else the file's metadata, else what its architecture
 * usually takes.
 */
record ImageInputs(Path file, ModelOptions options, Map<String, String> metadata) {
    private static final String IMAGENET_MEAN = "0.485,0.456,0.406";
    private static final String IMAGENET_STD = "0.229,0.224,0.225";
    private static final int IMAGENET_CROP = 224;
    private static final int IMAGENET_RESIZE = 256;
    private static final int MOST = 4096;
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d{1,9})\\s*[xX]\\s*(\\d{1,9})\\s*");

    /** A text and where it comes from, for messages. */
    private record Said(String place, String text) {}

    /**
     * The images.
     *
     * @param usual the size that the architecture usually takes
     * @throws InputException if a text is no size or no three numbers, a size is out of range, or options contradict
     *     each other
     */
    ImageInput find(Shape usual) {
        boolean grey = usual.channels() == 1;
        List<Float> mean = colour(parameter("mean"), options.mean(), "mean", grey ? "0" : IMAGENET_MEAN);
        List<Float> std = colour(parameter("std"), options.std(), "std", grey ? "1" : IMAGENET_STD);
        if (options.resize() != null || options.crop() != null) {
            return cropped(mean, std);
        }
        Said said = said(parameter("inputSize"), options.inputSize(), "input_size");
        if (said != null) {
            Extent size = size(said);
            return new ImageInput(size.height(), size.width(), null, mean, std);
        }
        boolean imageNet = usual.height() == IMAGENET_CROP && usual.width() == IMAGENET_CROP;
        return new ImageInput(usual.height(), usual.width(), imageNet ? IMAGENET_RESIZE : null, mean, std);
    }

    /** Whether the network takes blue first. */
    boolean reversed() {
        Said said = said(parameter("channelOrder"), options.channelOrder(), "channel_order");
        if (said == null || said.text().strip().equalsIgnoreCase("rgb")) {
            return false;
        } else if (said.text().strip().equalsIgnoreCase("bgr")) {
            return true;
        }
        throw InputException.of(said.place(), "'" + Quoted.of(said.text()) + "' is no order", "give rgb or bgr");
    }

    private ImageInput cropped(List<Float> mean, List<Float> std) {
        Integer resize = options.resize();
        Integer crop = options.crop();
        if (options.inputSize() != null) {
            throw InputException.of(
                    parameter("inputSize") + " " + options.inputSize(),
                    "excludes " + parameter("resize") + " and " + parameter("crop"),
                    "give the exact size, or what to resize to and to crop");
        }
        int from = resize != null ? resize : scaled(checked(parameter("crop"), crop), IMAGENET_RESIZE, IMAGENET_CROP);
        int side = crop != null ? crop : scaled(checked(parameter("resize"), resize), IMAGENET_CROP, IMAGENET_RESIZE);
        checked(parameter("resize"), from);
        checked(parameter("crop"), side);
        return new ImageInput(side, side, from, mean, std);
    }

    private static int scaled(int size, int numerator, int denominator) {
        return Math.max(1, size * numerator / denominator);
    }

    private static int checked(String option, @Nullable Integer size) {
        if (size == null || size < 1 || size > MOST) {
            throw InputException.of(option, size + " is out of range", "give 1 to " + MOST);
        }
        return size;
    }

    private @Nullable Said said(String option, @Nullable String value, String key) {
        if (value != null) {
            return new Said(option, value);
        }
        String stored = metadata.get(key);
        return stored == null ? null : new Said(file + ": metadata " + key, stored);
    }

    private static Extent size(Said said) {
        Matcher matcher = SIZE.matcher(said.text());
        if (!matcher.matches()) {
            throw InputException.of(
                    said.place(), "'" + Quoted.of(said.text()) + "' is no size", "write HxW, for example 224x224");
        }
        return new Extent(
                checked(said.place(), Integer.valueOf(matcher.group(1))),
                checked(said.place(), Integer.valueOf(matcher.group(2))));
    }

    private List<Float> colour(String option, @Nullable String value, String key, String otherwise) {
        Said found = said(option, value, key);
        Said said = found == null ? new Said(option, otherwise) : found;
        String[] parts = said.text().split(",", -1);
        List<Float> numbers = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            numbers.add(number(said, parts[parts.length == 1 ? 0 : Math.min(c, parts.length - 1)]));
        }
        if (parts.length != 1 && parts.length != 3) {
            throw notNumbers(said);
        }
        return numbers;
    }

    private static float number(Said said, String text) {
        try {
            float number = Float.parseFloat(text.strip());
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notNumbers(said);
        }
        throw notNumbers(said);
    }

    private static InputException notNumbers(Said said) {
        return InputException.of(
                said.place(), "'" + Quoted.of(said.text()) + "' is not three numbers", "for example " + IMAGENET_MEAN);
    }
}
