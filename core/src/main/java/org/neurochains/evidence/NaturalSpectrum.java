package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.neurochains.image.Pixels;
import org.neurochains.image.Rgb;

/**
 * How strong which frequencies are in pictures, mean over all directions: what a picture made for a filter is to have
 * in common with them.
 *
 * <p>Magnitudes are kept times their frequency, which makes them level in natural pictures (Field 1987), at half
 * octaves from 1/128 to 1/2 of a cycle a pixel.
 *
 * @param colour the pictures' mean red, green and blue, 0 to 1
 * @param brightness the first of the uncorrelated components of colour
 * @param blueYellow the second
 * @param greenPurple the third
 */
public record NaturalSpectrum(List<Double> colour, Component brightness, Component blueYellow, Component greenPurple) {
    private static final int CHANNELS = 3;
    private static final int LEVELS = 13;
    /** Contrast that nobody sees, as a deviation: differences below it count little. */
    private static final double FAINT = .01;

    private static final double TINY = 1e-9;
    private static final double LOWEST = 1.0 / 128;
    private static final int LARGEST_SIDE = 128;

    /**
     * A component of colour.
     *
     * @param deviation of its values
     * @param levels magnitude times frequency, up to a factor, at each half octave
     */
    public record Component(double deviation, List<Double> levels) {
        public Component {
            levels = List.copyOf(levels);
        }

        private double distance(Component other) {
            double[] own = shape();
            double[] theirs = other.shape();
            double contrast = Math.log((deviation + FAINT) / (other.deviation + FAINT));
            double sum = contrast * contrast;
            for (int i = 0; i < LEVELS; i++) {
                sum += (own[i] - theirs[i]) * (own[i] - theirs[i]) / LEVELS;
            }
            return sum;
        }

        /** Logarithms of the levels, less their mean. */
        private double[] shape() {
            double[] logarithms =
                    levels.stream().mapToDouble(level -> Math.log(level + TINY)).toArray();
            double mean = Arrays.stream(logarithms).average().orElse(0);
            return Arrays.stream(logarithms).map(value -> value - mean).toArray();
        }

        /** Magnitude at a frequency above 0, in cycles a pixel, up to the same factor. */
        double magnitude(double frequency) {
            double place = Math.max(0, Math.min(LEVELS - 1, 2 * Math.log(frequency / LOWEST) / Math.log(2)));
            int below = Math.min(LEVELS - 2, (int) place);
            double part = place - below;
            return ((1 - part) * levels.get(below) + part * levels.get(below + 1)) / frequency;
        }
    }

    public NaturalSpectrum {
        colour = List.copyOf(colour);
    }

    /** Where there are no pictures to measure: one over the frequency, ImageNet's mean and covariance of colours. */
    public static NaturalSpectrum usual() {
        Component level = new Component(1, Collections.nCopies(LEVELS, 1.0));
        Rgb rgb = Rgb.IMAGENET_MEAN;
        List<Double> mean = List.of((double) rgb.channel(0), (double) rgb.channel(1), (double) rgb.channel(2));
        return new NaturalSpectrum(mean, level, level, level);
    }

    /** Of the middle of each of these pictures, at most 128 pixels a side; the usual one where there are none. */
    public static NaturalSpectrum of(List<Pixels> pictures) {
        int side = LARGEST_SIDE;
        for (Pixels picture : pictures) {
            side = Math.min(side, Math.min(picture.width(), picture.height()));
        }
        return pictures.isEmpty() || side < 2 ? usual() : measured(pictures, side);
    }

    private static NaturalSpectrum measured(List<Pixels> pictures, int side) {
        double[] mean = new double[CHANNELS];
        for (Pixels picture : pictures) {
            for (int c = 0; c < mean.length; c++) {
                for (double value : channel(picture, c, side)) {
                    mean[c] += value / side / side / pictures.size();
                }
            }
        }
        Component[] components = new Component[CHANNELS];
        for (int component = 0; component < components.length; component++) {
            Magnitudes magnitudes = new Magnitudes(side);
            for (Pixels picture : pictures) {
                magnitudes.add(component(picture, component, mean, side));
            }
            components[component] = magnitudes.component();
        }
        List<Double> colour = Arrays.stream(mean).boxed().toList();
        return new NaturalSpectrum(colour, components[0], components[1], components[2]);
    }

    private static double[] channel(Pixels picture, int channel, int side) {
        double[] values = new double[side * side];
        int left = (picture.width() - side) / 2;
        int top = (picture.height() - side) / 2;
        for (int i = 0; i < values.length; i++) {
            values[i] = picture.value(left + i % side, top + i / side, channel) / 255.0;
        }
        return values;
    }

    private static double[] component(Pixels picture, int component, double[] mean, int side) {
        double[] red = channel(picture, 0, side);
        double[] green = channel(picture, 1, side);
        double[] blue = channel(picture, 2, side);
        double[] values = new double[red.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = NaturalColours.component(component, red[i] - mean[0], green[i] - mean[1], blue[i] - mean[2]);
        }
        return values;
    }

    /**
     * How unlike another spectrum is: root mean square over the components of the differences of the logarithms, of
     * deviations and of levels relative to their component's mean.
     */
    double distance(NaturalSpectrum other) {
        double sum = 0;
        for (int c = 0; c < CHANNELS; c++) {
            sum += components().get(c).distance(other.components().get(c));
        }
        return Math.sqrt(sum / CHANNELS);
    }

    /** Brightness, blue against yellow, green against purple. */
    List<Component> components() {
        return List.of(brightness, blueYellow, greenPurple);
    }

    /** Collects the magnitudes of a component over pictures. */
    private static final class Magnitudes {
        private final int side;
        private final double[] window;
        private final double[] cosine;
        private final double[] sine;
        private final double[] levels = new double[LEVELS];
        private final int[] counts = new int[LEVELS];
        private double squares;
        private int values;

        Magnitudes(int side) {
            this.side = side;
            window = new double[side];
            cosine = new double[side];
            sine = new double[side];
            for (int i = 0; i < side; i++) {
                double turn = 2 * Math.PI * i / side;
                window[i] = .5 - .5 * Math.cos(turn + Math.PI / side); // Hann: a picture's edges are no contrast
                cosine[i] = Math.cos(turn);
                sine[i] = Math.sin(turn);
            }
        }

        void add(double[] picture) {
            double mean = Arrays.stream(picture).average().orElseThrow();
            double[] windowed = new double[picture.length];
            for (int i = 0; i < picture.length; i++) {
                squares += picture[i] * picture[i];
                values++;
                windowed[i] = (picture[i] - mean) * window[i % side] * window[i / side];
            }
            for (int k = 0; k <= side / 2; k++) {
                column(k, windowed);
            }
        }

        /** Magnitudes of all frequencies with {@code k} cycles across the picture. */
        private void column(int k, double[] picture) {
            double[] real = new double[side];
            double[] imaginary = new double[side];
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    real[y] += picture[y * side + x] * cosine[k * x % side];
                    imaginary[y] -= picture[y * side + x] * sine[k * x % side];
                }
            }
            for (int m = -side / 2; m <= side / 2; m++) {
                double re = 0;
                double im = 0;
                for (int y = 0; y < side; y++) {
                    int turn = Math.floorMod(m * y, side);
                    re += real[y] * cosine[turn] + imaginary[y] * sine[turn];
                    im += imaginary[y] * cosine[turn] - real[y] * sine[turn];
                }
                note(Math.hypot(k, m) / side, Math.hypot(re, im));
            }
        }

        private void note(double frequency, double magnitude) {
            if (frequency > 0 && frequency <= .5) {
                int level = (int) Math.round(2 * Math.log(frequency / LOWEST) / Math.log(2));
                if (level >= 0 && level < LEVELS) {
                    levels[level] += magnitude * frequency;
                    counts[level]++;
                }
            }
        }

        /** Levels that no frequency of these pictures is at are those of the nearest that is. */
        Component component() {
            List<Double> found = new ArrayList<>();
            for (int i = 0; i < LEVELS; i++) {
                int nearest = nearest(i);
                found.add(counts[nearest] == 0 ? 1 : levels[nearest] / counts[nearest]);
            }
            return new Component(Math.sqrt(squares / values), found);
        }

        private int nearest(int level) {
            for (int away = 0; away < LEVELS; away++) {
                if (level + away < LEVELS && counts[level + away] > 0) {
                    return level + away;
                } else if (level >= away && counts[level - away] > 0) {
                    return level - away;
                }
            }
            return level;
        }
    }
}
