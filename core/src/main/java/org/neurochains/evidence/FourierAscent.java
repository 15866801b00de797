package org.neurochains.evidence;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Gradient ascent on the spectrum of a picture whose colours are decorrelated, by Adam (Olah, Mordvintsev and Schubert
 * 2017, <i>Feature visualization</i>).
 *
 * <p>The spectrum is of a periodic picture larger by an eighth. What a step sees is that picture at the places of a
 * grid, so that moving, scaling and a coarser size are a choice of places, not operations on pixels.
 */
final class FourierAscent implements Ascent {
    private static final int SCALED_FROM = 64;

    private final VisualisationOptions options;
    private final Colours colours;
    private final Tensor decorrelation;
    /** The spectrum's size, even. */
    private final int size;

    private final Spectrum spectrum;
    private Tensor real;
    private Tensor imaginary;
    private Adam adam;

    /** Everything made here belongs to the enclosing scope. */
    FourierAscent(VisualisationOptions options, NaturalSpectrum natural, Preprocessing preprocessing, int filters) {
        this.options = options;
        this.colours = Colours.of(preprocessing);
        this.size = options.side() + 2 * Math.max(1, options.side() / 16) + options.side() % 2;
        this.decorrelation = Tensor.of(NaturalColours.matrix(), 3, 3);
        this.spectrum = options.form() == VisualisationOptions.Form.FOURIER
                ? new FreeSpectrum(size)
                : new FixedMagnitudes(natural, size);
        Random random = new Random(options.seed());
        this.real = noise(random, filters);
        this.imaginary = noise(random, filters);
        this.adam = new Adam(List.of(real, imaginary), options.rate());
    }

    /** The same starts for each filter, (filters starts, 3, columns, size). */
    private Tensor noise(Random random, int filters) {
        int starts = options.starts();
        int columns = size / 2 + 1;
        float[] values = new float[starts * 3 * columns * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (spectrum.noise() * random.nextGaussian());
        }
        return Tensor.of(values, 1, starts, 3, columns, size)
                .expand(filters, -1, -1, -1, -1)
                .reshape((long) filters * starts, 3, columns, size)
                .copy();
    }

    @Override
    public void keep(int... pictures) {
        real = real.indexSelect(0, pictures);
        imaginary = imaginary.indexSelect(0, pictures);
        adam = new Adam(List.of(real, imaginary), options.rate());
    }

    /** Of a place in a half spectrum of a picture of this size, (columns, size): in cycles a pixel. */
    static double frequency(int place, int size) {
        int column = place / size;
        return Math.hypot(signed(place % size, size), column) / size;
    }

    private int signed(int m) {
        return signed(m, size);
    }

    private static int signed(int m, int size) {
        return m <= size / 2 - 1 ? m : m - size;
    }

    @Override
    public double[] step(int step, UnaryOperator<Tensor> objective) {
        try (Scope scope = Scope.open()) {
            Tensor re = real.leaf();
            Tensor im = imaginary.leaf();
            Tensor images = colours.normalise(unit(re, im, places(step)));
            List<Tensor> gradients = Autograd.gradients(objective.apply(images), List.of(re, im));
            adam.step(gradients.stream().map(Tensor::neg).toList());
            Tensor squares = gradients
                    .get(0)
                    .square()
                    .sum(1, 2, 3)
                    .add(gradients.get(1).square().sum(1, 2, 3));
            return squares.sqrt().toDoubles();
        }
    }

    /**
     * A grid of places in the periodic picture.
     *
     * @param top first row, in the picture's pixels; also the first column from {@code left}
     * @param spacing between rows and between columns
     * @param count rows and columns
     */
    private record Grid(double top, double left, double spacing, int count) {}

    private Grid still() {
        int first = (size - options.side()) / 2;
        return new Grid(first, first, 1, options.side());
    }

    private Grid places(int step) {
        int count = options.sideAt(step);
        double spacing = (double) options.side() / count;
        double first = (spacing - 1) / 2; // a coarse pixel is in the middle of those it stands for
        if (!options.transformations()) {
            Grid still = still();
            return new Grid(still.top() + first, still.left() + first, spacing, count);
        }
        Random random = new Random(options.seed() * 31 + step);
        int play = size - options.side() + 1;
        double top = random.nextInt(play);
        double left = random.nextInt(play);
        double zoom = options.side() >= SCALED_FROM ? .9 + .02 * random.nextInt(11) : 1;
        double shift = (1 - zoom) * (options.side() - 1) / 2;
        return new Grid(top + shift + zoom * first, left + shift + zoom * first, zoom * spacing, count);
    }

    /** The picture's values at the places of a grid, in [0, 1]. */
    private Tensor unit(Tensor re, Tensor im, Grid grid) {
        Tensor scale = spectrum.scale(re, im);
        Tensor a = re.mul(scale);
        Tensor b = im.mul(scale);
        Wave rows = rows(grid);
        Wave columns = columns(grid);
        Tensor zr = linear(a, rows.cosine()).sub(linear(b, rows.sine()));
        Tensor zi = linear(a, rows.sine()).add(linear(b, rows.cosine()));
        Tensor real2 = linear(zr.permute(0, 1, 3, 2), columns.cosine());
        Tensor picture = real2.sub(linear(zi.permute(0, 1, 3, 2), columns.sine()));
        Tensor coloured = linear(picture.permute(0, 2, 3, 1), decorrelation);
        return spectrum.unit(coloured.permute(0, 3, 1, 2));
    }

    private static Tensor linear(Tensor x, Tensor weight) {
        return Functional.linear(x, weight, null);
    }

    /**
     * The cosines and sines of all frequencies at all places, (places, frequencies); of inverse transforms of norm one.
     */
    private record Wave(Tensor cosine, Tensor sine) {}

    private Wave rows(Grid grid) {
        double[] weights = new double[size];
        for (int m = 0; m < size; m++) {
            weights[m] = visible(signed(m), grid) ? 1 : 0;
        }
        return wave(grid.top(), grid, weights, true);
    }

    private Wave columns(Grid grid) {
        double[] weights = new double[size / 2 + 1];
        for (int k = 0; k < weights.length; k++) {
            boolean once = k == 0 || k == size / 2;
            weights[k] = visible(k, grid) ? (once ? 1 : 2) : 0;
        }
        return wave(grid.left(), grid, weights, false);
    }

    /** Frequencies that a coarse grid would mistake for others are left out. */
    private boolean visible(int frequency, Grid grid) {
        return grid.count() == options.side() || Math.abs(frequency) < size * .5 * grid.count() / options.side();
    }

    private Wave wave(double first, Grid grid, double[] weights, boolean signed) {
        float[] cosine = new float[grid.count() * weights.length];
        float[] sine = new float[cosine.length];
        for (int place = 0; place < grid.count(); place++) {
            double turn = 2 * Math.PI * (first + place * grid.spacing()) / size;
            for (int f = 0; f < weights.length; f++) {
                double angle = turn * (signed ? signed(f) : f);
                double weight = weights[f] / Math.sqrt(size);
                cosine[place * weights.length + f] = (float) (weight * Math.cos(angle));
                sine[place * weights.length + f] = (float) (weight * Math.sin(angle));
            }
        }
        return new Wave(Tensor.of(cosine, grid.count(), weights.length), Tensor.of(sine, grid.count(), weights.length));
    }

    @Override
    public Tensor images() {
        try (Scope scope = Scope.open()) {
            return scope.keep(colours.normalise(shown()));
        }
    }

    @Override
    public Tensor shown() {
        try (Scope scope = Scope.open()) {
            return scope.keep(unit(real, imaginary, still()));
        }
    }
}
