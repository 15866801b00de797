package org.neurochains.image;

import org.neurochains.weights.Model;

/**
 * A model with its classes' names and what is done to its images.
 *
 * @param labels from the labels file, else the model's, else indices
 */
public record OpenModel(Model model, Labels labels, Preprocessing preprocessing) {
    /** How many images go through the network at once. */
    public int batch() {
        return preprocessing.imagesAtOnce();
    }
}
