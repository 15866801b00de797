package org.neurochains.image;

import org.neurochains.tensor.Tensor;

/** A network, as far as choosing images needs one. */
@FunctionalInterface
public interface Classifier {
    /**
     * Probabilities of the classes.
     *
     * @param batch normalised images, shape (N, 3, height, width)
     * @return a row for each image, one value for each class
     */
    float[][] probabilities(Tensor batch);
}
