package org.neurochains.image;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
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

    /** What its outputs say. */
    default OutputKind outputs() {
        return OutputKind.MULTI_CLASS;
    }

    /**
     * A network and the probabilities of its logits.
     *
     * @param microBatch the largest number of images in one pass
     */
    static Classifier of(Executor network, int microBatch) {
        OutputKind kind = network.network().outputs();
        return new Classifier() {
            @Override
            public float[][] probabilities(Tensor batch) {
                List<float[]> rows = new ArrayList<>();
                ForwardBatches.each(
                        batch,
                        microBatch,
                        (images, first) -> rows.addAll(kind.probabilities(network.logits(images, Scoring.NONE))
                                .rows()));
                return rows.toArray(float[][]::new);
            }

            @Override
            public OutputKind outputs() {
                return kind;
            }
        };
    }
}
