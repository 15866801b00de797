package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Runs images through a network a few at a time, in order. */
public final class ForwardBatches {
    private ForwardBatches() {}

    /** What is done with a few images. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it, in a scope of its own.
         *
         * @param images (n, C, H, W)
         * @param first the place of the first among all
         */
        void run(Tensor images, int first);
    }

    /**
     * Does something with all images.
     *
     * @param images (N, C, H, W)
     * @param most the largest number of images at once
     */
    public static void each(Tensor images, long most, Step step) {
        for (long start = 0; start < images.dim(0); start += most) {
            try (Scope scope = Scope.open()) {
                step.run(images.narrow(0, start, Math.min(most, images.dim(0) - start)), Math.toIntExact(start));
            }
        }
    }

    /** Logits of all images, (N, classes). Belongs to the caller's scope. */
    public static Tensor logits(Executor network, Scoring scoring, Tensor images, long most) {
        try (Scope scope = Scope.open()) {
            List<Tensor> parts = new ArrayList<>();
            for (long start = 0; start < images.dim(0); start += most) {
                long count = Math.min(most, images.dim(0) - start);
                parts.add(network.logits(images.narrow(0, start, count), scoring));
            }
            return scope.keep(Tensor.concat(0, parts));
        }
    }
}
