package org.neurochains.chain;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.network.Flow;
import org.neurochains.network.Retention;

/**
 * A subnetwork as one flat vector in the whole network's layout: which units are left, and their scores.
 *
 * @param kept by unit
 * @param scores by unit; meaningless where not kept
 */
record Stage(boolean[] kept, float[] scores, Set<String> bypassed) {
    Stage {
        bypassed = Collections.unmodifiableSet(new TreeSet<>(bypassed));
    }

    /** Everything kept at score 1. */
    static Stage whole(int units) {
        boolean[] kept = new boolean[units];
        float[] ones = new float[units];
        Arrays.fill(kept, true);
        Arrays.fill(ones, 1);
        return new Stage(kept, ones, Set.of());
    }

    int size() {
        int count = 0;
        for (boolean each : kept) {
            count += each ? 1 : 0;
        }
        return count;
    }

    Stage keeping(boolean[] fewer) {
        return new Stage(fewer.clone(), scores, bypassed);
    }

    Stage bypassing(String group) {
        Set<String> more = new TreeSet<>(bypassed);
        more.add(group);
        return new Stage(kept, scores, more);
    }

    Stage with(float[] tuned) {
        return new Stage(kept, tuned, bypassed);
    }

    /** The same without units that are always zero, lead nowhere, or emit the same map for every image. */
    Stage connected(UnitLayout layout) {
        Stage current = this;
        for (int size = -1; size != current.size(); ) {
            size = current.size();
            Flow flow = Flow.of(layout.network(), layout.retention(current.kept, bypassed));
            boolean[] fewer = new boolean[kept.length];
            mark(layout, flow.connected(), fewer, true);
            mark(layout, flow.constant(), fewer, false);
            current = current.keeping(fewer);
        }
        return current;
    }

    private static void mark(UnitLayout layout, Retention retention, boolean[] kept, boolean value) {
        for (UnitLayout.Span span : layout.spans()) {
            retention.of(span.unit().name()).stream()
                    .forEach(c -> kept[span.start() + span.unit().retained().positionOf(c)] = value);
        }
    }

    /** Whether the logits no longer depend on the image. */
    boolean cutThrough(UnitLayout layout) {
        return Flow.of(layout.network(), layout.retention(kept, bypassed)).cutThrough();
    }

    Subnetwork subnetwork(UnitLayout layout) {
        Retention retention = layout.retention(kept, bypassed);
        return new Subnetwork(Scores.ones(layout.network()).with(layout, scores, retention), bypassed);
    }
}
