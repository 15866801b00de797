package org.neurochains.chain;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.network.Flow;
import org.neurochains.network.Retention;

/**
 * Where the shrinking solver stands, in the whole network's layout: which units are left, and their scores.
 *
 * @param kept by unit
 * @param scores by unit; meaningless where not kept
 * @param fit over the region at these scores
 */
record Stage(boolean[] kept, float[] scores, Set<String> bypassed, Objective.Fit fit) {
    private static final Objective.Fit UNKNOWN = new Objective.Fit(Double.NaN, Double.NaN);

    Stage {
        bypassed = Collections.unmodifiableSet(new TreeSet<>(bypassed));
    }

    /** Everything kept at score 1. */
    static Stage whole(int units) {
        boolean[] kept = new boolean[units];
        float[] ones = new float[units];
        java.util.Arrays.fill(kept, true);
        java.util.Arrays.fill(ones, 1);
        return new Stage(kept, ones, Set.of(), new Objective.Fit(0, 1));
    }

    double kl() {
        return fit.kl();
    }

    int size() {
        int count = 0;
        for (boolean each : kept) {
            count += each ? 1 : 0;
        }
        return count;
    }

    Stage keeping(boolean[] fewer) {
        return new Stage(fewer.clone(), scores, bypassed, UNKNOWN);
    }

    Stage bypassing(String group) {
        Set<String> more = new TreeSet<>(bypassed);
        more.add(group);
        return new Stage(kept, scores, more, UNKNOWN);
    }

    Stage with(boolean[] units, float[] theirs) {
        return new Stage(units, theirs, bypassed, UNKNOWN);
    }

    Stage with(float[] tuned, Objective.Fit fitted) {
        return new Stage(kept, tuned, bypassed, fitted);
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
        return new Stage(fewer, scores, bypassed, fit);
    }

    /** Whether the logits depend on the image. */
    boolean cutThrough(UnitLayout layout) {
        return Flow.of(layout.network(), layout.retention(kept, bypassed)).cutThrough();
    }

    Subnetwork subnetwork(UnitLayout layout) {
        Retention retention = layout.retention(kept, bypassed);
        return new Subnetwork(Scores.ones(layout.network()).with(layout, scores, retention), bypassed);
    }
}
