package org.neurochains.chain;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;

/** One run of the shrinking solver. */
final class ShrinkRun {
    private final Problem problem;
    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Tuner tuner;
    private final Trail trail;
    private final Bypasses bypasses;
    private final Rounds rounds;
    private final Progress progress;
    private @Nullable Stage filled;

    ShrinkRun(Problem problem, ShrinkOptions options, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.options = options;
        this.progress = progress;
        this.layout = UnitLayout.of(problem.network(), options.scoreIdentities());
        this.tuner = new Tuner(problem, layout, options.scoreIdentities(), extras, options.maxKl(), progress);
        this.trail = new Trail(problem, layout, options);
        this.bypasses = new Bypasses(problem, layout, tuner, trail);
        this.rounds = new Rounds(options, layout, tuner, bypasses);
    }

    Solution run() {
        int all = trail.filters(Stage.whole(layout.size()));
        if (options.goal() == ShrinkOptions.Goal.BUDGET && options.budget() > all) {
            throw InputException.of("--budget", "is " + options.budget(), "the network has " + all + " filters");
        }
        try (Scope scope = Scope.open()) {
            try {
                search();
            } catch (CancellationException e) {
                if (trail.held() == null) {
                    throw e;
                }
            }
            return conclude();
        }
    }

    private void search() {
        DownwardSearch downward = new DownwardSearch(options, layout, rounds, tuner, trail, bypasses);
        switch (options.goal()) {
            case BUDGET -> filled = new BudgetSearch(problem, options, layout, rounds, tuner, trail).fill();
            case SWEEP -> downward.sweep();
            case MAX_KL -> downward.smallest();
        }
    }

    private Stage chosen() {
        if (filled != null) {
            return filled;
        }
        Stage held = trail.held();
        Stage closest = trail.closest();
        return held != null ? held : closest != null ? closest : Stage.whole(layout.size());
    }

    private Solution conclude() {
        Stage chosen = chosen();
        Subnetwork.Size before = chosen.subnetwork(layout).size(problem.network());
        Progress uncancelled = progress.cancelled() ? Progress.NONE : progress;
        CleanUp.Result clean =
                new CleanUp(problem, options.maxKl(), tuner.meter()).apply(chosen.subnetwork(layout), uncancelled);
        Outcome outcome = clean.outcome();
        boolean within = options.goal() != ShrinkOptions.Goal.BUDGET
                || clean.subnetwork().size(problem.network()).filters() <= options.budget();
        return new Solution(
                clean.subnetwork(),
                outcome,
                chosen.kl(),
                before,
                false,
                clean.notes(),
                trail.curve(),
                new Solution.Effort(
                        tuner.steps(), tuner.meter().fullPasses(), within && options.reached(outcome.kl())));
    }
}
