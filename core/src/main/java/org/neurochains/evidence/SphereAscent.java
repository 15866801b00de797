package org.neurochains.evidence;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Gradient ascent in pixels at a fixed norm: a step along the gradient's direction, then back to the sphere (Erhan,
 * Bengio, Courville and Vincent 2009, <i>Visualizing higher-layer features of a deep network</i>).
 */
final class SphereAscent implements Ascent {
    private static final double TINY = 1e-30;

    private final VisualisationOptions options;
    private final Colours colours;
    private Tensor x;

    SphereAscent(VisualisationOptions options, Preprocessing preprocessing, int filters) {
        this.options = options;
        this.colours = Colours.of(preprocessing);
        int side = options.sideAt(0);
        Random random = new Random(options.seed());
        float[] noise = new float[options.starts() * 3 * side * side];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        try (Scope scope = Scope.open()) {
            Tensor start = Tensor.of(noise, 1, options.starts(), 3, side, side)
                    .expand(filters, -1, -1, -1, -1)
                    .reshape((long) filters * options.starts(), 3, side, side);
            x = scope.keep(onSphere(start.copy(), norm(side)));
        }
    }

    /** The norm of a picture of another size with the same mean square. */
    private double norm(int side) {
        return options.norm() * side / options.side();
    }

    @Override
    public double[] step(int step, UnaryOperator<Tensor> objective) {
        int side = options.sideAt(step);
        if (x.dim(3) != side) {
            resize(side);
        }
        try (Scope scope = Scope.open()) {
            Tensor leaf = x.leaf();
            Tensor gradient =
                    Autograd.gradients(objective.apply(leaf), List.of(leaf)).get(0);
            Tensor length = lengths(gradient);
            double far = options.rate() * (1 - (double) step / options.steps()) * norm(side);
            Tensor moved = x.add(gradient.div(length.add(TINY)).mul(far));
            x.copyInPlace(onSphere(moved, norm(side)));
            return length.toDoubles();
        }
    }

    @Override
    public void keep(int... pictures) {
        try (Scope scope = Scope.open()) {
            Tensor kept = x.indexSelect(0, pictures);
            x.free();
            x = scope.keep(kept);
        }
    }

    private void resize(int side) {
        try (Scope scope = Scope.open()) {
            Tensor larger = onSphere(Functional.resizeBilinear(x, side, side), norm(side));
            x.free();
            x = scope.keep(larger);
        }
    }

    private static Tensor onSphere(Tensor images, double norm) {
        return images.div(lengths(images).add(TINY)).mul(norm);
    }

    private static Tensor lengths(Tensor images) {
        return images.square().sum(1, 2, 3).sqrt().reshape(-1, 1, 1, 1);
    }

    @Override
    public Tensor images() {
        return x;
    }

    @Override
    public Tensor shown() {
        try (Scope scope = Scope.open()) {
            Tensor pixels = colours.toUnit(x);
            Tensor low = pixels.min(1, 2, 3).reshape(-1, 1, 1, 1);
            Tensor high = pixels.max(1, 2, 3).reshape(-1, 1, 1, 1);
            return scope.keep(pixels.sub(low).div(high.sub(low).add(TINY)));
        }
    }
}
