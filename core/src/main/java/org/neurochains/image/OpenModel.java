package org.neurochains.image;

import org.neurochains.weights.Model;

/**
 * A model with its classes' names and what is done to its images.
 *
 * @param labels from the labels file, else the model's, else indices
 */
public record OpenModel(Model model, Labels labels, Preprocessing preprocessing) {
    private static final int BATCH_PIXELS = 400_000;
    private static final int MOST_IMAGES = 64;

    /** How many images go through the network at once. */
    public int batch() {
        int pixels = preprocessing.height() * preprocessing.width();
        return Math.max(1, Math.min(MOST_IMAGES, BATCH_PIXELS / pixels));
    }
}
