package org.neurochains.image;

import java.util.Arrays;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
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
            float[][] rows = new float[(int) batch.dim(0)][];
            for (int start = 0; start < rows.length; start += microBatch) {
                try (Scope scope = Scope.open()) {
                    int count = Math.min(microBatch, rows.length - start);
                    Tensor logits = network.logits(batch.narrow(0, start, count), Scoring.NONE);
                    float[] values = Functional.softmax(logits, 1).toFloats();
                    int classes = values.length / count;
                    for (int i = 0; i < count; i++) {
                        rows[start + i] = Arrays.copyOfRange(values, i * classes, (i + 1) * classes);
                    }
                }
            }
            return rows;
        };
    }
}
