package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Tensor;

/**
 * Images beside the region's own that a chain should hold on too: further images of its kind, or shifted, mirrored and contrast-changed copies.
 * They need no labels, since F is the teacher. Each step draws some of them; only the region's images count for the goal.
 */
final class Extras {
    /** How many are drawn while the network is whole; more as it shrinks, and in the end all. */
    private static final int LEAST = 30;

    private static final double WEIGHT = 0.5;

    private final Objective.Batch pool;
    private final double weight;
    private final Random random;

    /**
     * @param pool images and F's logits for them
     * @param weight of their divergence beside the region's
     */
    Extras(Objective.Batch pool, double weight, long seed) {
        this.pool = pool;
        this.weight = weight;
        this.random = new Random(seed);
    }

    /** The problem's images in support and copies of its own; null where neither is asked for. Belongs to the caller's scope. */
    static @Nullable Extras of(Problem problem, ShrinkOptions.Held held) {
        List<Objective.Batch> parts = new ArrayList<>();
        if (held.support() > 0) {
            Objective.Batch support = problem.support();
            if (support == null || support.size() < held.support()) {
                throw InputException.of(
                        "--support",
                        "is " + held.support() + ", and there are " + (support == null ? 0 : support.size()),
                        "give the solver as many images in support");
            }
            parts.add(support.narrow(0, held.support()));
        }
        if (held.augment() > 0) {
            Tensor copies = new Augmentation(held.seed()).copies(problem.images(), held.augment());
            parts.add(new Objective.Batch(
                    copies, Problem.logits(problem.network(), Scoring.NONE, copies, problem.microBatch())));
        }
        if (parts.isEmpty()) {
            return null;
        }
        Objective.Batch pool = new Objective.Batch(
                Tensor.concat(0, parts.stream().map(Objective.Batch::images).toList()),
                Tensor.concat(0, parts.stream().map(Objective.Batch::logits).toList()));
        return new Extras(pool, WEIGHT, held.seed());
    }

    double weight() {
        return weight;
    }

    /**
     * Some images, drawn without replacement. Belongs to the caller's scope.
     *
     * @param share of the network's units that is left
     */
    Objective.Batch draw(double share) {
        return draw((int) Math.min((double) pool.size(), LEAST / (share * share)));
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
