package org.neurochains.network;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A place where channels are scored.
 *
 * @param name such as L28, stem, L4B1C2 or L4B1SC
 * @param channels the number of channels in the original network
 * @param retained the original indices of the channels present
 * @param group the gated group it lies in, if any
 * @param node the index of its {@link Op.Score} node
 */
public record UnitLayer(
        String name,
        UnitKind kind,
        int channels,
        Channels retained,
        @Nullable String group,
        int node) {
    /** The name of one of its channels, such as L28.277. */
    public String nameOf(int channel) {
        return name + "." + channel;
    }

    /** Whether the layer lies in one of some gated groups, such as the bypassed ones. */
    public boolean in(Collection<String> groups) {
        return group != null && groups.contains(group);
    }
}
