package org.neurochains.chain;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;

/**
 * A sub-network: scores, zero where a channel is removed, and the bypassed groups.
 *
 * @param bypassed names of the groups whose output is their input
 */
public record Subnetwork(Scores scores, Set<String> bypassed) {
    /** Keeps a copy of the names, in order. */
    public Subnetwork {
        bypassed = java.util.Collections.unmodifiableSet(new TreeSet<>(bypassed));
    }

    /** What is retained. */
    public Retention retention() {
        return scores.retention(bypassed);
    }

    /** Runs the whole network or the cut one as this sub-network. */
    public Scoring scoring() {
        return scores.scoring(bypassed);
    }

    /** The same without some filters, given by name as {@code L28.277}. */
    public Subnetwork without(Collection<String> filters) {
        return new Subnetwork(scores.without(filters), bypassed);
    }

    /** Whether its logits no longer depend on the image. */
    boolean cutThrough(Network network) {
        return Flow.of(network, retention()).cutThrough();
    }

    /** Counts in the paper's terms. */
    public Size size(Network network) {
        Retention retention = retention();
        int filters = 0;
        int shortcuts = 0;
        int layers = 0;
        for (UnitLayer unit : network.units()) {
            boolean gone = unit.in(bypassed);
            int retained = gone ? 0 : retention.of(unit.name()).size();
            if (unit.kind() == UnitKind.IDENTITY) {
                shortcuts += retained;
            } else {
                filters += retained;
                layers += retained > 0 ? 1 : 0;
            }
        }
        return new Size(filters, shortcuts, layers);
    }

    /**
     * Retained filters (projections included), channels of identity shortcuts, and convolutions with at least one
     * retained filter, all outside bypassed groups.
     */
    public record Size(int filters, int shortcutChannels, int layers) {}
}
