package org.neurochains.chain;

import java.util.Random;
import org.neurochains.network.Network;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.UnitPlacement;

/** Random networks with four random images each. They belong to the caller's scope. */
final class RandomProblems {
    private RandomProblems() {}

    /** Convolutions, residual blocks and strides. */
    static Problem plain(long seed) {
        return of(RandomGraph.plain(seed), seed);
    }

    /** Five layers without shortcuts, all of which can be bypassed. */
    static Problem stack(long seed) {
        return of(RandomGraph.stack(seed, 5), seed);
    }

    private static Problem of(Network graph, long seed) {
        Network network = UnitPlacement.place(graph);
        return Problem.of(network, RandomGraph.images(network, 4, seed + 50));
    }

    /** A number between 0 and 1 for each unit. */
    static float[] ranks(UnitLayout layout, long seed) {
        Random random = new Random(seed);
        float[] ranks = new float[layout.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = random.nextFloat();
        }
        return ranks;
    }
}
