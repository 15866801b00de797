package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Goes through images a few at a time, in order. */
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

    /** What is done with a few places. */
    @FunctionalInterface
    public interface RangeStep {
        /** Does it, with so many places from the given one on. */
        void run(int start, int length);
    }

    /** Does something with so many places, at most so many at once; in the caller's scope. */
    public static void ranges(long count, int most, RangeStep body) {
        for (int start = 0; start < count; start += most) {
            body.run(start, (int) Math.min(most, count - start));
        }
    }

    /**
     * Does something with all images.
     *
     * @param images (N, C, H, W)
     * @param most the largest number of images at once
     */
    public static void each(Tensor images, int most, Step step) {
        ranges(images.dim(0), most, (start, length) -> {
            try (Scope scope = Scope.open()) {
                step.run(images.narrow(0, start, length), start);
            }
        });
    }

    /** What a few images at a time give, one below the other. Belongs to the caller's scope. */
    public static Tensor joined(Tensor images, int most, UnaryOperator<Tensor> pass) {
        try (Scope scope = Scope.open()) {
            List<Tensor> parts = new ArrayList<>();
            ranges(images.dim(0), most, (start, length) -> parts.add(pass.apply(images.narrow(0, start, length))));
            return scope.keep(Tensor.concat(0, parts));
        }
    }

    /** Logits of all images, (N, classes). Belongs to the caller's scope. */
    public static Tensor logits(Executor network, Scoring scoring, Tensor images, int most) {
        return logits(network, scoring, images, most, Progress.NONE);
    }

    /** The same, unless it is cancelled. */
    public static Tensor logits(Executor network, Scoring scoring, Tensor images, int most, Progress progress) {
        return joined(images, most, some -> {
            progress.check();
            return network.logits(some, scoring);
        });
    }
}
