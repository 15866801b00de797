package org.neurochains.image;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Functional;
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

    /**
     * A network and the softmax of its logits.
     *
     * @param microBatch the largest number of images in one pass
     */
    static Classifier of(Executor network, int microBatch) {
        return batch -> {
            List<float[]> rows = new ArrayList<>();
            ForwardBatches.each(
                    batch,
                    microBatch,
                    (images, first) -> rows.addAll(Functional.softmax(network.logits(images, Scoring.NONE), 1)
                            .rows()));
            return rows.toArray(float[][]::new);
        };
    }
}
