package org.neurochains.bench.parts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.measure.Overlap;

/**
 * One chain.
 *
 * @param network such as bestiary-resnet
 * @param region its species, joined by a colon
 * @param solver or {@link #WHOLE}, the network itself
 * @param seconds of the solver alone
 * @param telling the parts that tell the species apart
 * @param kept the chain's filters by name
 * @param values of the measure {@code parts} that are defined, by name, and {@code kl}
 */
record RegionChain(
        String network,
        String region,
        String solver,
        double seconds,
        List<String> telling,
        List<String> kept,
        Map<String, Double> values) {
    /** The whole network instead of a chain. */
    static final String WHOLE = "network";

    List<String> species() {
        return List.of(region.split(":", -1));
    }

    boolean isOf(String otherNetwork, String otherRegion, String otherSolver) {
        return network.equals(otherNetwork) && region.equals(otherRegion) && solver.equals(otherSolver);
    }

    /** Intersection over union of the filters. */
    double overlap(RegionChain other) {
        return Overlap.of(Set.copyOf(kept), Set.copyOf(other.kept), kept.size() + other.kept.size())
                .intersectionOverUnion()
                .orElse(0);
    }
}
