package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run of the shrinking solver has passed: the curve, the smallest stage that holds the goal, and the small one that comes closest. */
final class Trail {
    private final Problem problem;
    private final UnitLayout layout;
    private final ShrinkOptions options;
    private final List<Solution.CurvePoint> curve = new ArrayList<>();
    private @Nullable Stage held;
    private @Nullable Stage closest;

    Trail(Problem problem, UnitLayout layout, ShrinkOptions options) {
        this.problem = problem;
        this.layout = layout;
        this.options = options;
    }

    /** Notes a tuned stage. */
    void record(Stage stage) {
        Subnetwork subnetwork = stage.subnetwork(layout);
        boolean keeps = options.goal() == ShrinkOptions.Goal.SWEEP;
        curve.add(new Solution.CurvePoint(
                subnetwork.size(problem.network()), stage.kl(), stage.fit().agreement(), keeps ? subnetwork : null));
        if (holds(stage) && (held == null || filters(stage) <= filters(held))) {
            held = stage;
        }
        if (closest == null || stage.kl() < closest.kl()) {
            closest = stage;
        }
    }

    boolean holds(Stage stage) {
        return options.reached(stage.kl());
    }

    int filters(Stage stage) {
        return stage.subnetwork(layout).size(problem.network()).filters();
    }

    @Nullable Stage held() {
        return held;
    }

    /** The stage of least divergence so far; null before the first. */
    @Nullable Stage closest() {
        return closest;
    }

    List<Solution.CurvePoint> curve() {
        return List.copyOf(curve);
    }
}
