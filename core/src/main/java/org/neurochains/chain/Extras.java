package org.neurochains.chain;

import java.util.Random;
import org.neurochains.tensor.Tensor;

/**
 * Images beside the region's own that a chain should hold on too: further images of its kind, or shifted, mirrored and contrast-changed copies.
 * They need no labels, since F is the teacher. Each step draws some of them; only the region's images count for the goal.
 */
final class Extras {
    private final Objective.Batch pool;
    private final int perStep;
    private final double weight;
    private final Random random;

    /**
     * @param pool images and F's logits for them
     * @param perStep how many are drawn for a step
     * @param weight of their divergence beside the region's
     */
    Extras(Objective.Batch pool, int perStep, double weight, long seed) {
        this.pool = pool;
        this.perStep = (int) Math.min(perStep, pool.size());
        this.weight = weight;
        this.random = new Random(seed);
    }

    double weight() {
        return weight;
    }

    /** Some images, drawn without replacement. Belongs to the caller's scope. */
    Objective.Batch draw() {
        return draw(perStep);
    }

    /** The given number of images, or all. */
    Objective.Batch draw(int count) {
        int[] order = new int[(int) pool.size()];
        java.util.Arrays.setAll(order, i -> i);
        int drawn = Math.min(count, order.length);
        for (int i = 0; i < drawn; i++) {
            int j = i + random.nextInt(order.length - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        Tensor chosen = Tensor.indices(java.util.Arrays.copyOf(order, drawn));
        return new Objective.Batch(
                pool.images().indexSelect(0, chosen), pool.logits().indexSelect(0, chosen));
    }
}
