package org.neurochains.evidence;

import org.neurochains.image.Preprocessing;
import org.neurochains.image.Rgb;
import org.neurochains.tensor.Tensor;

/**
 * Between values in [0, 1] and a network's normalised input.
 *
 * @param mean (1, 3, 1, 1)
 * @param std (1, 3, 1, 1)
 */
record Colours(Tensor mean, Tensor std) {
    static Colours of(Preprocessing preprocessing) {
        return new Colours(tensor(preprocessing.mean()), tensor(preprocessing.std()));
    }

    private static Tensor tensor(Rgb rgb) {
        return Tensor.of(new float[] {rgb.channel(0), rgb.channel(1), rgb.channel(2)}, 1, 3, 1, 1);
    }

    Tensor normalise(Tensor unit) {
        return unit.sub(mean).div(std);
    }

    Tensor toUnit(Tensor normalised) {
        return normalised.mul(std).add(mean);
    }
}
