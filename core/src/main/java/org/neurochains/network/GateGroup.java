package org.neurochains.network;

import java.util.List;

/**
 * A group of layers that can be bypassed.
 *
 * @param name such as L28 in a VGG or L1B2 in a ResNet
 * @param node the index of its {@link Op.Gate} node
 * @param members indices of the nodes that a bypass skips
 */
public record GateGroup(String name, int node, List<Integer> members) {
    /** Keeps a copy of the indices. */
    public GateGroup {
        members = List.copyOf(members);
    }
}
