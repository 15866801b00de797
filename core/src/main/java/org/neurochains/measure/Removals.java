package org.neurochains.measure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.neurochains.Progress;
import org.neurochains.chain.UnitLayout;
import org.neurochains.chain.UnitRemovals;
import org.neurochains.measure.ChainOnRegion.Unit;
import org.neurochains.network.UnitLayer;

/** A chain's outputs over its region with one channel removed at a time. */
record Removals(ChainOnRegion subject) {
    /** Hears the outputs without a channel, for all images of the region. */
    interface Listener {
        void without(Unit unit, Outputs outputs);
    }

    /** Removes every retained channel of the subject in turn; those that the cut network lacks change nothing. */
    void all(Listener listener, Progress progress) {
        Map<UnitLayout.Unit, Unit> units = new LinkedHashMap<>();
        for (Unit unit : subject.units()) {
            UnitLayer layer = unit.layer();
            units.put(new UnitLayout.Unit(layer.name(), unit.channel(), layer.kind()), unit);
        }
        Set<Unit> cut = new LinkedHashSet<>(units.values());
        new UnitRemovals(subject.chain(), subject.scoring(), subject.microBatch())
                .all(
                        subject.samples().batch(),
                        (unit, logits) -> {
                            Unit own = units.get(unit);
                            if (own != null) {
                                cut.remove(own);
                                listener.without(
                                        own, Outputs.of(subject.network().outputs(), logits));
                            }
                        },
                        progress);
        cut.forEach(unit -> listener.without(unit, subject.chainOutputs()));
    }
}
