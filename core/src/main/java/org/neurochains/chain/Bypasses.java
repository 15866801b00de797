package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.network.GateGroup;

/**
 * Trial bypasses of gated groups: those whose bypass alone moves the outputs least are closed first, half of what is left at a time, and stay
 * closed if tuning brings KL back within the goal; a failure halves how many are tried at once.
 */
final class Bypasses {
    private final Problem problem;
    private final UnitLayout layout;
    private final Tuner tuner;
    private final Trail trail;

    Bypasses(Problem problem, UnitLayout layout, Tuner tuner, Trail trail) {
        this.problem = problem;
        this.layout = layout;
        this.tuner = tuner;
        this.trail = trail;
    }

    /**
     * Closes what can be closed.
     *
     * @param most full passes at which no further trial is begun
     */
    Tuner.Tuned trials(Tuner.Tuned start, Tuner.Plan plan, double most) {
        Tuner.Tuned current = start;
        List<String> open = byDamage(start.stage());
        int together = Math.max(1, open.size() / 2);
        while (!open.isEmpty() && tuner.meter().fullPasses() < most) {
            List<String> tried = open.subList(0, Math.min(together, open.size()));
            Stage without = current.stage();
            for (String group : tried) {
                without = without.bypassing(group);
            }
            without = without.connected(layout);
            Tuner.Tuned tuned = without.cutThrough(layout) ? null : tuner.tune(without, plan);
            if (tuned != null && trail.holds(tuned.stage())) {
                trail.record(tuned.stage());
                current = tuned;
                open = new ArrayList<>(open.subList(tried.size(), open.size()));
                together = Math.min(together, Math.max(1, open.size() / 2));
            } else if (together > 1) {
                together /= 2;
            } else {
                open = new ArrayList<>(open.subList(1, open.size()));
            }
        }
        return current;
    }

    /** The groups that are not bypassed, by the divergence after bypassing each alone. */
    private List<String> byDamage(Stage stage) {
        Map<String, Double> damage = new HashMap<>();
        for (GateGroup group : problem.network().groups()) {
            if (!stage.bypassed().contains(group.name())) {
                Stage without = stage.bypassing(group.name()).connected(layout);
                if (!without.cutThrough(layout)) {
                    damage.put(group.name(), problem.kl(without.candidate(layout), tuner.meter()));
                }
            }
        }
        return damage.keySet().stream()
                .sorted(Comparator.<String>comparingDouble(damage::get).thenComparing(Comparator.naturalOrder()))
                .toList();
    }
}
