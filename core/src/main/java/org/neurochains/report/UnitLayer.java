package org.neurochains.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit layer stands in the network.
 *
 * @param name the layer's name, as in chain.json
 * @param kind what it is; decides the shape of its filters in the graph
 * @param block the residual block it belongs to, none outside of blocks
 * @param units its output channels, retained or not
 * @param inputs the unit layers whose channels it reads; the image is named by {@link ChainGraph#INPUT}
 */
public record UnitLayer(String name, Kind kind, @Nullable String block, int units, List<String> inputs) {
    /** What a unit layer is. */
    public enum Kind {
        /** A convolution on the main path. */
        CONVOLUTION,
        /** A convolution on a block's shortcut. */
        PROJECTION,
        /** A shortcut without weights. */
        IDENTITY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list. */
    public UnitLayer {
        inputs = List.copyOf(inputs);
    }

    boolean shortcut() {
        return kind != Kind.CONVOLUTION;
    }
}
