package org.neurochains.network;

import java.util.List;

/**
 * One operation in a network.
 *
 * @param name unique; the same in a cut network as in the original
 * @param inputs indices of the nodes whose values it takes, all smaller than its own
 */
public record Node(String name, Op op, List<Integer> inputs) {
    /** Keeps a copy of the indices. */
    public Node {
        inputs = List.copyOf(inputs);
    }
}
