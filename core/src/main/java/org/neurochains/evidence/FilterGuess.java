package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.FilterNames;
import org.neurochains.image.Pixels;

/**
 * A guess at what a filter should be called: the part that it fires on where the images' parts are known, else what its
 * crops have in common, of colour, direction of edges, class and place in the image. What fewer than two thirds of the
 * crops share is not said, nor what goes without saying: of a class that the chain is about, the class alone.
 */
public final class FilterGuess {
    /** How many times stronger inside than outside a map must be to count as lying on a part. */
    public static final double LEAST_CONTRAST = 2;

    private static final int LEAST_CROPS = 3;
    private static final double MOST = 2 / 3.;
    /** Coherence of the structure tensor from which on edges count as having one direction. */
    private static final double COHERENT = .4;
    /** A field that takes more of the image's side says nothing of a place. */
    private static final double WHOLE = .6;

    /** How much lighter what it fires on is than the rest, in levels, where that is said. */
    private static final double CONTRAST = 48;

    private static final double GREY = .18;
    private static final int DARK = 64;
    private static final int BRIGHT = 192;
    private static final List<String> HUES = List.of("red", "orange", "yellow", "green", "turquoise", "blue", "purple");
    private static final Set<String> LIGHT = Set.of("dark", "grey", "bright");

    private static final Set<String> HUED =
            Stream.concat(HUES.stream(), Stream.of("brown")).collect(Collectors.toUnmodifiableSet());
    /** Where each of {@link #HUES} ends, in degrees. */
    private static final int[] HUE_ENDS = {15, 45, 70, 160, 195, 255, 335};

    private FilterGuess() {}

    /**
     * One of the natural crops that excite a filter most.
     *
     * @param crop the receptive field's pixels
     * @param mask where the filter fires in it, in any size
     * @param label the image's class; empty where it is not known
     * @param x the field's centre, as a part of the image's width
     * @param y the same of its height
     * @param side the field's larger side, as a part of the image's
     * @param part the part that what it fires on lies on; null where it lies on none, or none is known
     */
    public record Crop(
            Pixels crop,
            SaliencyMap mask,
            String label,
            double x,
            double y,
            double side,
            @Nullable String part) {}

    /**
     * The guess; empty where the crops have nothing in common, or are too few to say.
     *
     * @param own the classes that the chain is about
     */
    public static Optional<String> of(List<Crop> crops, Collection<String> own) {
        if (crops.size() < LEAST_CROPS) {
            return Optional.empty();
        }
        Optional<String> part = common(crops, Crop::part);
        if (part.isPresent()) {
            return part.map(FilterGuess::shortened);
        }
        List<String> words = new ArrayList<>();
        colours(crops).ifPresent(words::add);
        common(crops, FilterGuess::direction).ifPresent(words::add);
        Optional<String> label = common(crops, crop -> crop.label().isEmpty() ? null : crop.label());
        if (label.isEmpty()) {
            addTwo(crops, words);
        } else if (!words.isEmpty() || !own.contains(label.get())) {
            words.add("in " + words(label.get()));
        }
        if (words.size() == 1 && LIGHT.contains(words.get(0))) { // as most of the world is
            return Optional.empty();
        }
        if (!words.isEmpty()) { // a place by itself says nothing
            common(crops, FilterGuess::place).ifPresent(words::add);
        }
        while (words.size() > 1 && String.join(", ", words).length() > FilterNames.LONGEST) {
            words.remove(words.size() - 1);
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(shortened(String.join(", ", words)));
    }

    /**
     * The part that a mask lies on: where it is on the average at least twice as strong as elsewhere in the field; of
     * several the one that holds most of it.
     *
     * @param parts by name, the share of each pixel of the image that is the part, row by row
     * @param width of the image
     */
    public static @Nullable String part(SaliencyMap mask, ReceptiveField field, Map<String, float[]> parts, int width) {
        @Nullable String best = null;
        double most = 0;
        for (Map.Entry<String, float[]> part : parts.entrySet()) {
            double[] sums = new double[2];
            double[] areas = new double[2];
            for (int y = 0; y < field.height(); y++) {
                for (int x = 0; x < field.width(); x++) {
                    double value = at(mask, x, y, field.width(), field.height());
                    double share = part.getValue()[(field.top() + y) * width + field.left() + x];
                    sums[0] += value * share;
                    areas[0] += share;
                    sums[1] += value * (1 - share);
                    areas[1] += 1 - share;
                }
            }
            double inside = areas[0] > 0 ? sums[0] / areas[0] : 0;
            double outside = areas[1] > 0 ? sums[1] / areas[1] : 0;
            if (inside >= LEAST_CONTRAST * outside && sums[0] > most) {
                most = sums[0];
                best = part.getKey();
            }
        }
        return best;
    }

    /** The mask's value at a pixel of a crop of that size. */
    private static double at(SaliencyMap mask, int x, int y, int width, int height) {
        return mask.values()[y * mask.height() / height * mask.width() + x * mask.width() / width];
    }

    private static Optional<String> common(List<Crop> crops, Function<Crop, @Nullable String> property) {
        Map<String, Long> counts = crops.stream()
                .map(property)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Objects::requireNonNull, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .filter(most -> most.getValue() >= MOST * crops.size())
                .map(Map.Entry::getKey);
    }

    /** Two classes of all crops, behind something else: by themselves they are but the region's. */
    private static void addTwo(List<Crop> crops, List<String> words) {
        List<String> all = crops.stream().map(Crop::label).distinct().sorted().toList();
        if (!words.isEmpty() && all.size() == 2 && !all.contains("")) {
            words.add("in " + words(all.get(0)) + " or " + words(all.get(1)));
        }
    }

    private static String words(String label) {
        return label.replace('_', ' ').strip();
    }

    /** The colour that most have; of what has none, how it stands out from what is around it. */
    private static Optional<String> colours(List<Crop> crops) {
        Optional<String> colour = common(crops, FilterGuess::colour);
        return colour.filter(HUED::contains)
                .or(() -> common(crops, FilterGuess::contrast))
                .or(() -> colour);
    }

    /** How what it fires on stands out in light: the mean weighed by the mask, against that of the rest. */
    private static @Nullable String contrast(Crop crop) {
        Pixels pixels = crop.crop();
        double most = Arrays.stream(crop.mask().values()).max().orElse(0);
        double[] sums = new double[2];
        double[] weights = new double[2];
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                double weight = Math.max(at(crop.mask(), x, y, pixels.width(), pixels.height()), 0);
                weights[0] += weight;
                sums[0] += weight * light(pixels, x, y);
                weights[1] += most - weight;
                sums[1] += (most - weight) * light(pixels, x, y);
            }
        }
        if (weights[0] <= 0 || weights[1] <= 0) {
            return null;
        }
        double lighter = sums[0] / weights[0] - sums[1] / weights[1];
        return Math.abs(lighter) < CONTRAST ? null : lighter > 0 ? "bright on dark" : "dark on bright";
    }

    /** The colour of what it fires on: the mean, weighed by the mask. */
    private static String colour(Crop crop) {
        double[] sums = new double[3];
        double total = 0;
        Pixels pixels = crop.crop();
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                double weight = at(crop.mask(), x, y, pixels.width(), pixels.height());
                total += weight;
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += weight * pixels.value(x, y, c);
                }
            }
        }
        double weights = Math.max(total, 1e-12);
        return named(sums[0] / weights, sums[1] / weights, sums[2] / weights);
    }

    /** A colour's name, from levels of 0 to 255. */
    static String named(double red, double green, double blue) {
        double high = Math.max(red, Math.max(green, blue));
        double low = Math.min(red, Math.min(green, blue));
        if (high < DARK) {
            return "dark";
        }
        if ((high - low) / high < GREY) {
            return low > BRIGHT ? "bright" : "grey";
        }
        double hue = 60
                * (high == red
                        ? ((green - blue) / (high - low) + 6) % 6
                        : high == green ? (blue - red) / (high - low) + 2 : (red - green) / (high - low) + 4);
        for (int i = 0; i < HUE_ENDS.length; i++) {
            if (hue < HUE_ENDS[i]) {
                boolean brown = i < 2 && high < BRIGHT && HUES.get(i).equals("orange");
                return brown ? "brown" : HUES.get(i);
            }
        }
        return HUES.get(0);
    }

    /** Which way its edges run, where they agree: the structure tensor, weighed by the mask. */
    private static @Nullable String direction(Crop crop) {
        Pixels pixels = crop.crop();
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int y = 1; y < pixels.height() - 1; y++) {
            for (int x = 1; x < pixels.width() - 1; x++) {
                double weight = at(crop.mask(), x, y, pixels.width(), pixels.height());
                double across = light(pixels, x + 1, y) - light(pixels, x - 1, y);
                double down = light(pixels, x, y + 1) - light(pixels, x, y - 1);
                xx += weight * across * across;
                yy += weight * down * down;
                xy += weight * across * down;
            }
        }
        double sum = xx + yy;
        if (sum <= 0 || Math.hypot(xx - yy, 2 * xy) / sum < COHERENT) {
            return null;
        }
        double angle = Math.toDegrees(Math.atan2(2 * xy, xx - yy)) / 2; // of the gradient; edges are across it
        double size = Math.abs(angle);
        return (size < 22.5 ? "upright" : size > 67.5 ? "level" : angle > 0 ? "rising" : "falling") + " edges";
    }

    private static double light(Pixels pixels, int x, int y) {
        return .299 * pixels.value(x, y, 0) + .587 * pixels.value(x, y, 1) + .114 * pixels.value(x, y, 2);
    }

    private static @Nullable String place(Crop crop) {
        if (crop.side() > WHOLE) {
            return null;
        }
        String down = crop.y() < 1 / 3. ? "top" : crop.y() > 2 / 3. ? "bottom" : "";
        String across = crop.x() < 1 / 3. ? "left" : crop.x() > 2 / 3. ? "right" : "";
        String both = (down + " " + across).strip();
        return both.isEmpty() ? "middle" : both;
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= FilterNames.LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, FilterNames.LONGEST - 1)) + "…";
    }
}
