package org.neurochains.report;

import java.util.List;
import java.util.Map;
import org.neurochains.chain.ChainRecord;
import org.neurochains.evidence.Reasoning;

/** What the page knows of filters before they are explained: their shares of the classes. */
final class FilterShares {
    private FilterShares() {}

    static List<FilterEvidence> of(ChainRecord chain, Reasoning reasoning) {
        return chain.layers().stream()
                .flatMap(layer -> layer.filters().stream().map(filter -> layer.name() + "." + filter.index()))
                .filter(name -> reasoning.shares().containsKey(name))
                .map(name -> new FilterEvidence(
                        name,
                        List.of(),
                        List.of(),
                        List.of(),
                        reasoning.shares().getOrDefault(name, Map.of()),
                        false))
                .toList();
    }
}
