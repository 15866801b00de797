package org.neurochains.evidence;

import org.neurochains.tensor.Tensor;

/** How a picture's spectrum and colours follow from the numbers that are optimised. */
interface Spectrum {
    /** Adam starts from noise of this deviation. */
    double noise();

    /**
     * What the numbers are multiplied with, so that they are the spectrum.
     *
     * @param real (N, 3, columns, size)
     * @param imaginary of the same shape
     * @return of the same shape, or one that spreads to it; differentiable
     */
    Tensor scale(Tensor real, Tensor imaginary);

    /**
     * Colours from 0 to 1.
     *
     * @param correlated red, green and blue as the spectrum has them, (N, 3, H, W)
     */
    Tensor unit(Tensor correlated);
}
