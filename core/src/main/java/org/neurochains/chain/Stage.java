package org.neurochains.chain;

import java.util.Set;
import java.util.TreeSet;
import org.neurochains.network.Flow;
import org.neurochains.network.Retention;
import org.neurochains.tensor.Adam;

/**
 * Where the shrinking solver stands, in the whole network's layout: which units are left, their scores, and the optimiser's memory.
 *
 * @param kept by unit
 * @param scores by unit; meaningless where not kept
 * @param memory by unit
 * @param kl mean divergence over the region at these scores
 */
record Stage(boolean[] kept, float[] scores, Adam.Memory memory, Set<String> bypassed, double kl) {
    Stage {
        bypassed = java.util.Collections.unmodifiableSet(new TreeSet<>(bypassed));
    }

    /** Everything kept at score 1. */
    static Stage whole(int units) {
        boolean[] kept = new boolean[units];
        float[] ones = new float[units];
        java.util.Arrays.fill(kept, true);
        java.util.Arrays.fill(ones, 1);
        return new Stage(kept, ones, Adam.Memory.none(units), Set.of(), 0);
    }

    int size() {
        int count = 0;
        for (boolean each : kept) {
            count += each ? 1 : 0;
        }
        return count;
    }

    Stage keeping(boolean[] fewer) {
        return new Stage(fewer.clone(), scores, memory, bypassed, Double.NaN);
    }

    Stage bypassing(String group) {
        Set<String> more = new TreeSet<>(bypassed);
        more.add(group);
        return new Stage(kept, scores, memory, more, Double.NaN);
    }

    Stage with(float[] tuned, Adam.Memory remembered, double divergence) {
        return new Stage(kept, tuned, remembered, bypassed, divergence);
    }

    /** The same without units that are always zero or lead nowhere. */
    Stage connected(UnitLayout layout) {
        Retention connected =
                Flow.of(layout.network(), layout.retention(kept, bypassed)).connected();
        boolean[] fewer = new boolean[kept.length];
        for (UnitLayout.Span span : layout.spans()) {
            connected.of(span.unit().name()).stream()
                    .forEach(c -> fewer[span.start() + span.unit().retained().positionOf(c)] = true);
        }
        return new Stage(fewer, scores, memory, bypassed, kl);
    }

    Candidate candidate(UnitLayout layout) {
        Retention retention = layout.retention(kept, bypassed);
        return new Candidate(Scores.ones(layout.network()).with(layout, scores, retention), bypassed);
    }
}
