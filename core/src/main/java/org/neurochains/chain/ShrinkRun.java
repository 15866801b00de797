package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;

/** One run of the shrinking solver. */
final class ShrinkRun {
    /** What a round may spend on tuning, in full passes, and the number of steps that this buys at least and at most. */
    private static final double PASSES_PER_ROUND = 1.0;

    private static final int FEWEST_STEPS = 3;
    private static final int MOST_STEPS = 24;
    /** Where the search for a smaller chain stops, in full passes. */
    private static final double MOST_PASSES = 16;
    /** The share of the goal at which a small round stops tuning. */
    private static final double COMFORT = 0.6;

    private static final int FLOOR = 2;
    /** Below this many units, or this share of all, a round must hold the goal. */
    private static final int SMALL = 160;

    private final Problem problem;
    private final ShrinkOptions options;
    private final Progress progress;
    private final UnitLayout layout;
    private final Selection selection;
    private final Tuner tuner;
    private final List<Solution.CurvePoint> curve = new ArrayList<>();
    private @Nullable Stage held;
    private @Nullable Stage closest;

    ShrinkRun(Problem problem, ShrinkOptions options, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.options = options;
        this.progress = progress;
        this.layout = UnitLayout.of(problem.network(), options.scoreIdentities());
        this.selection = new Selection(layout, FLOOR);
        this.tuner = new Tuner(problem, layout, options.scoreIdentities(), extras, progress);
    }

    Solution run() {
        try (Scope scope = Scope.open()) {
            Stage stage = Stage.whole(layout.size());
            try {
                shrink(stage);
            } catch (CancellationException e) {
                if (held == null) {
                    throw e;
                }
            }
            return conclude();
        }
    }

    private void shrink(Stage whole) {
        Objective.Importance first = tuner.firstImportance(some());
        Tuner.Tuned good = descendTo(new Tuner.Tuned(whole, first));
        good = bypassTrials(good);
        double ratio = 0.8;
        while (ratio < 0.98 && tuner.meter().fullPasses() < MOST_PASSES) {
            Stage fewer = shrunk(good, next(good.stage().size(), ratio));
            if (fewer.size() >= good.stage().size()) {
                return; // the floors are reached
            }
            Tuner.Tuned tuned = round(fewer);
            boolean through = options.goal() != ShrinkOptions.Goal.MAX_KL;
            if (holds(tuned.stage()) || through) {
                record(tuned.stage());
                good = tuned;
            } else {
                ratio = Math.sqrt(ratio);
            }
        }
        if (options.goal() == ShrinkOptions.Goal.MAX_KL) {
            bypassTrials(good);
        }
    }

    /** Removes large shares while the network is large, whatever KL is then: insisting on the goal there only costs. */
    private Tuner.Tuned descendTo(Tuner.Tuned start) {
        Tuner.Tuned current = start;
        while (!small(current.stage())) {
            int size = current.stage().size();
            double ratio = size > layout.size() / 4 ? 0.5 : 0.7;
            Stage fewer = shrunk(current, next(size, ratio));
            if (fewer.size() >= size) {
                return current;
            }
            current = round(fewer);
            record(current.stage());
        }
        return current;
    }

    private Stage shrunk(Tuner.Tuned from, int target) {
        float[] ranks = options.ranking().ranks(layout, from.importance());
        return from.stage().keeping(selection.top(from.stage(), ranks, target));
    }

    private boolean small(Stage stage) {
        return stage.size() <= Math.max(SMALL, layout.size() / 16);
    }

    private boolean holds(Stage stage) {
        return stage.kl() <= options.maxKl();
    }

    private static int next(int size, double ratio) {
        return Math.min(size - 1, (int) Math.round(size * ratio));
    }

    /** Part of the region for the first importance: every third image, at least seven. */
    private Objective.Batch some() {
        int count = (int) problem.images().dim(0);
        int step = Math.max(1, Math.min(3, count / 7));
        int[] chosen = java.util.stream.IntStream.range(0, count)
                .filter(i -> i % step == 0)
                .toArray();
        return new Objective.Batch(
                problem.images().indexSelect(0, chosen), problem.logits().indexSelect(0, chosen));
    }

    /** Tunes for a round; where the network is small, up to four times while KL falls but does not hold. */
    private Tuner.Tuned round(Stage stage) {
        boolean small = small(stage);
        int affordable = (int) (PASSES_PER_ROUND / Math.max(1e-6, tuner.passesPerStep(stage)));
        int steps = Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, affordable));
        Tuner.Plan plan = plan(steps, small);
        Tuner.Tuned tuned = tuner.tune(stage, plan);
        for (int more = 0; more < 4 && small && !holds(tuned.stage()); more++) {
            double before = tuned.stage().kl();
            tuned = tuner.tune(tuned.stage(), plan);
            if (tuned.stage().kl() > 0.97 * before) {
                break;
            }
        }
        return tuned;
    }

    private Tuner.Plan plan(int steps, boolean small) {
        boolean seeksKl = options.goal() == ShrinkOptions.Goal.MAX_KL && small;
        return new Tuner.Plan(steps, options.learningRate(), options.l1(), seeksKl ? COMFORT * options.maxKl() : 0);
    }

    /** Bypasses gated groups one by one, those that carry least first, as long as KL holds after a few steps of tuning. */
    private Tuner.Tuned bypassTrials(Tuner.Tuned start) {
        if (options.bypass() == ShrinkOptions.Bypass.NONE) {
            return start;
        }
        Tuner.Tuned current = start;
        for (String group : groupsByWeight(start)) {
            Stage without = current.stage().bypassing(group).connected(layout);
            if (org.neurochains.network.Flow.of(problem.network(), layout.retention(without.kept(), without.bypassed()))
                    .cutThrough()) {
                continue;
            }
            Tuner.Tuned tuned =
                    tuner.tune(without, new Tuner.Plan(12, options.learningRate(), 0, COMFORT * options.maxKl()));
            if (tuned.stage().kl()
                            <= Math.max(
                                    options.maxKl() / 2, 1.05 * current.stage().kl())
                    && tuned.stage().kl() <= options.maxKl()) {
                current = tuned;
                record(current.stage());
            }
        }
        return current;
    }

    /** The gated groups not bypassed yet, by the sum of their units' importance. */
    private List<String> groupsByWeight(Tuner.Tuned at) {
        Network network = problem.network();
        List<String> names = new ArrayList<>();
        java.util.Map<String, Double> weights = new java.util.HashMap<>();
        for (GateGroup group : network.groups()) {
            if (!at.stage().bypassed().contains(group.name())) {
                names.add(group.name());
            }
        }
        for (UnitLayout.Span span : layout.spans()) {
            String group = span.unit().group();
            boolean branch = span.unit().kind() != org.neurochains.network.UnitKind.IDENTITY;
            if (group != null && branch) {
                double sum = 0;
                for (int i = span.start(); i < span.start() + span.length(); i++) {
                    sum += at.importance().units()[i];
                }
                weights.merge(group, sum, Double::sum);
            }
        }
        names.sort(java.util.Comparator.comparingDouble(g -> weights.getOrDefault(g, 0.0)));
        return names;
    }

    private void record(Stage stage) {
        Candidate candidate = stage.candidate(layout);
        Outcome outcome = problem.outcome(candidate, tuner.meter());
        curve.add(new Solution.CurvePoint(
                candidate.size(problem.network()),
                outcome.kl(),
                outcome.agreement(),
                options.goal() == ShrinkOptions.Goal.SWEEP ? candidate : null));
        if (holds(stage) && (held == null || filters(stage) <= filters(held))) {
            held = stage;
        }
        if (small(stage) && (closest == null || stage.kl() < closest.kl())) {
            closest = stage;
        }
    }

    private int filters(Stage stage) {
        return stage.candidate(layout).size(problem.network()).filters();
    }

    private Solution conclude() {
        Stage chosen = held != null ? held : closest != null ? closest : Stage.whole(layout.size());
        Candidate.Size before = chosen.candidate(layout).size(problem.network());
        double klBefore = chosen.kl();
        Progress uncancelled = progress.cancelled() ? Progress.NONE : progress;
        CleanUp.Result clean =
                new CleanUp(problem, options.maxKl(), tuner.meter()).apply(chosen.candidate(layout), uncancelled);
        Outcome outcome = problem.outcome(clean.candidate(), tuner.meter());
        return new Solution(
                clean.candidate(),
                outcome,
                klBefore,
                before,
                false,
                clean.notes(),
                List.copyOf(curve),
                new Solution.Effort(tuner.steps(), tuner.meter().fullPasses(), outcome.kl() <= options.maxKl()));
    }
}
