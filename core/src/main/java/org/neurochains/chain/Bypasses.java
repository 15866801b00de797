package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.GateGroup;

/**
 * Trial bypasses of gated groups: those whose bypass alone moves the outputs least are closed first, half of what is left at a time, and stay
 * closed if tuning brings KL back; a failure halves how many are tried at once.
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
     * Closes what can be closed within the goal.
     *
     * @param most full passes at which no further trial is begun
     */
    Tuner.Tuned trials(Tuner.Tuned start, TuningPlan plan, double most) {
        List<String> open = byDamage(start.stage(), problem.batch());
        return trials(start, open, plan, without -> true, trail::holds, most);
    }

    /**
     * Closes what can be closed within another divergence; a part of the region shows in which order.
     *
     * @param accepted the divergence
     * @param filters how many are left at least
     * @param most full passes at which no further trial is begun
     */
    Tuner.Tuned hastily(Tuner.Tuned start, TuningPlan plan, double accepted, int filters, double most) {
        List<String> open = byDamage(start.stage(), tuner.part());
        return trials(
                start, open, plan, without -> trail.filters(without) >= filters, tuned -> tuned.kl() <= accepted, most);
    }

    private Tuner.Tuned trials(
            Tuner.Tuned start,
            List<String> groups,
            TuningPlan plan,
            Predicate<Stage> possible,
            Predicate<Stage> stays,
            double most) {
        Stage current = start.stage();
        List<String> open = groups;
        int together = Math.max(1, open.size() / 2);
        while (!open.isEmpty() && tuner.meter().fullPasses() < most) {
            List<String> tried = open.subList(0, Math.min(together, open.size()));
            Stage without = without(current, tried);
            Stage tuned = without == null || !possible.test(without) ? null : tuner.finish(without, plan);
            if (tuned != null && stays.test(tuned)) {
                trail.record(tuned);
                current = tuned;
                open = new ArrayList<>(open.subList(tried.size(), open.size()));
                together = Math.min(together, Math.max(1, open.size() / 2));
            } else if (together > 1) {
                together /= 2;
            } else {
                open = new ArrayList<>(open.subList(1, open.size()));
            }
        }
        return current.bypassed().equals(start.stage().bypassed()) ? start : tuner.measured(current);
    }

    /** The groups that are not bypassed, by the divergence over a batch after bypassing each alone. */
    private List<String> byDamage(Stage stage, Objective.Batch batch) {
        Map<String, Double> damage = new HashMap<>();
        for (GateGroup group : problem.network().groups()) {
            if (!stage.bypassed().contains(group.name())) {
                Stage without = without(stage, List.of(group.name()));
                if (without != null) {
                    damage.put(group.name(), problem.kl(without.subnetwork(layout), batch, tuner.meter()));
                }
            }
        }
        return damage.keySet().stream()
                .sorted(Comparator.<String>comparingDouble(damage::get).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The stage with groups bypassed; null where that cuts it through. */
    private @Nullable Stage without(Stage stage, List<String> groups) {
        Stage without = stage;
        for (String group : groups) {
            without = without.bypassing(group);
        }
        without = without.connected(layout);
        return without.cutThrough(layout) ? null : without;
    }
}
