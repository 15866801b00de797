package org.neurochains.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.network.GateGroup;
import org.neurochains.network.UnitKind;
import org.neurochains.tensor.Scope;

/** One run of the shrinking solver. */
final class ShrinkRun {
    private static final int FLOOR = 1;
    /** Up to this many units, or this share of all, a round must hold the goal. */
    private static final int SMALL = 200;

    private static final int SMALL_SHARE = 24;
    /** The share of all units above which a round removes without tuning: a step there costs most and helps least. */
    private static final double TUNED_FROM = 0.4;

    /** What a large round keeps. */
    private static final double COARSE = 0.7;
    /** What a small round keeps at first; the square root after each failure, and the end beyond the last. */
    private static final double FINE = 0.8;

    private static final double FINEST = 0.97;
    private static final int SMALL_STEPS = 10;
    /** Where the search for a smaller chain stops, in full passes. */
    private static final double MOST_PASSES = 17;
    /** The share of the goal at which a round stops tuning. */
    private static final double COMFORT = 0.5;

    private final Problem problem;
    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Selection selection;
    private final Tuner tuner;
    private final Progress progress;
    private final List<Solution.CurvePoint> curve = new ArrayList<>();
    private @Nullable Stage held;
    private @Nullable Stage closest;
    private @Nullable Stage filled;

    ShrinkRun(Problem problem, ShrinkOptions options, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.options = options;
        this.progress = progress;
        this.layout = UnitLayout.of(problem.network(), options.scoreIdentities());
        this.selection = new Selection(layout, FLOOR);
        this.tuner = new Tuner(problem, layout, options.scoreIdentities(), extras, progress);
    }

    Solution run() {
        int all = filters(Stage.whole(layout.size()));
        if (options.goal() == ShrinkOptions.Goal.BUDGET && options.budget() > all) {
            throw InputException.of("--budget", "is " + options.budget(), "the network has " + all + " filters");
        }
        try (Scope scope = Scope.open()) {
            try {
                search();
            } catch (CancellationException e) {
                if (held == null) {
                    throw e;
                }
            }
            return conclude();
        }
    }

    private void search() {
        Tuner.Tuned whole = new Tuner.Tuned(Stage.whole(layout.size()), tuner.firstImportance());
        if (options.goal() == ShrinkOptions.Goal.BUDGET) {
            fill(whole);
            return;
        }
        Deque<Tuner.Tuned> way = descend(whole, options.ranking());
        if (options.goal() == ShrinkOptions.Goal.SWEEP) {
            refine(bypassTrials(way.element()));
            return;
        }
        for (Ranking other : List.of(Ranking.RAW, Ranking.FLOW)) {
            if (!holds(way.element().stage()) && affordable()) {
                way = descend(halfway(way), other);
            }
        }
        Tuner.Tuned good = firstThatHolds(way);
        if (good != null) {
            refine(bypassTrials(good));
        }
    }

    /** Goes down to the budget of filters, the last round to exactly that many, and tunes there for longest. */
    private void fill(Tuner.Tuned whole) {
        Tuner.Tuned current = whole;
        int steps = 0;
        while (filters(current.stage()) > options.budget()) {
            int size = current.stage().size();
            steps += size * COARSE < TUNED_FROM * layout.size() ? 1 : 0;
            double ratio = small(current.stage()) ? FINE : COARSE;
            float[] ranks = options.ranking().ranks(layout, current.importance());
            Stage next = current.stage().keeping(selection.top(current.stage(), ranks, target(size, ratio)));
            boolean last = filters(next.connected(layout)) <= options.budget() || next.size() >= size;
            if (last) {
                next = current.stage().keeping(selection.topFilters(current.stage(), ranks, options.budget()));
            }
            current = tuner.tune(next, plan(last ? 4 * SMALL_STEPS : Math.min(2 * steps, SMALL_STEPS)));
            record(current.stage());
            if (last) {
                break;
            }
        }
        filled = current.stage();
    }

    /** The largest stage on a way that was tuned, from where another attempt costs little. */
    private Tuner.Tuned halfway(Deque<Tuner.Tuned> way) {
        Tuner.Tuned largest = way.element();
        for (Tuner.Tuned each : way) {
            if (each.stage().size() <= TUNED_FROM * layout.size()) {
                largest = each;
            }
        }
        return largest;
    }

    /** Removes large shares at first and smaller ones later, until the goal holds or is not to be expected; smallest first. */
    private Deque<Tuner.Tuned> descend(Tuner.Tuned from, Ranking ranking) {
        Deque<Tuner.Tuned> way = new ArrayDeque<>();
        way.push(from);
        int steps = 0;
        while (!settled(way.element().stage())) {
            int size = way.element().stage().size();
            steps += size * COARSE < TUNED_FROM * layout.size() ? 1 : 0;
            double ratio = small(way.element().stage()) ? FINE : COARSE;
            Tuner.Tuned tuned = round(way.element(), ranking, ratio, Math.min(2 * steps, SMALL_STEPS));
            if (tuned.stage().size() >= size) {
                break; // the floors are reached
            }
            record(tuned.stage());
            way.push(tuned);
        }
        return way;
    }

    /** The smallest of the sizes passed that can be tuned to the goal; null where there is none. */
    private Tuner.@Nullable Tuned firstThatHolds(Deque<Tuner.Tuned> larger) {
        while (!larger.isEmpty()) {
            Tuner.Tuned tuned = larger.pop();
            if (!holds(tuned.stage())) {
                tuned = tuner.tune(tuned.stage(), plan(2 * SMALL_STEPS));
                record(tuned.stage());
            }
            if (holds(tuned.stage())) {
                return tuned;
            }
        }
        return null;
    }

    /** Removes ever smaller shares, as long as the goal holds. */
    private void refine(Tuner.Tuned start) {
        Tuner.Tuned good = start;
        double ratio = FINE;
        while (ratio < FINEST && affordable()) {
            Tuner.Tuned tuned = round(good, options.ranking(), ratio, SMALL_STEPS);
            boolean smaller = tuned.stage().size() < good.stage().size();
            if (smaller && (holds(tuned.stage()) || options.goal() != ShrinkOptions.Goal.MAX_KL)) {
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

    private boolean affordable() {
        return options.goal() == ShrinkOptions.Goal.SWEEP || tuner.meter().fullPasses() < MOST_PASSES;
    }

    private Tuner.Tuned round(Tuner.Tuned from, Ranking ranking, double ratio, int steps) {
        int size = from.stage().size();
        float[] ranks = ranking.ranks(layout, from.importance());
        boolean[] kept = selection.top(from.stage(), ranks, target(size, ratio));
        return tuner.tune(from.stage().keeping(kept), plan(steps));
    }

    private static int target(int size, double ratio) {
        return Math.min(size - 1, (int) Math.round(size * ratio));
    }

    private Tuner.Plan plan(int steps) {
        boolean seeksKl = options.goal() == ShrinkOptions.Goal.MAX_KL;
        return new Tuner.Plan(steps, seeksKl ? COMFORT * options.maxKl() : 1e-3);
    }

    private boolean small(Stage stage) {
        return stage.size() <= Math.max(SMALL, layout.size() / SMALL_SHARE);
    }

    /** Whether the way down ends here: small and within the goal, or so small that it is not to be expected any more. */
    private boolean settled(Stage stage) {
        boolean within = holds(stage) || options.goal() != ShrinkOptions.Goal.MAX_KL;
        return small(stage) && (within || stage.size() <= SMALL / 4);
    }

    private boolean holds(Stage stage) {
        return stage.kl() <= options.maxKl();
    }

    /** Bypasses gated groups one by one, those that carry least first, as long as KL holds after a few steps. */
    private Tuner.Tuned bypassTrials(Tuner.Tuned start) {
        if (options.bypass() == ShrinkOptions.Bypass.NONE) {
            return start;
        }
        Tuner.Tuned current = start;
        for (String group : groupsByWeight(start)) {
            Stage without = current.stage().bypassing(group).connected(layout);
            if (!without.cutThrough(layout) && affordable()) {
                Tuner.Tuned tuned = tuner.tune(without, plan(SMALL_STEPS / 2));
                if (holds(tuned.stage())) {
                    current = tuned;
                    record(current.stage());
                }
            }
        }
        return current;
    }

    /** The gated groups that are not bypassed, by the sum of their branches' importance. */
    private List<String> groupsByWeight(Tuner.Tuned at) {
        Map<String, Double> weights = new HashMap<>();
        for (UnitLayout.Span span : layout.spans()) {
            String group = span.unit().group();
            if (group != null && span.unit().kind() != UnitKind.IDENTITY) {
                for (int i = span.start(); i < span.start() + span.length(); i++) {
                    weights.merge(group, (double) at.importance().units()[i], Double::sum);
                }
            }
        }
        return problem.network().groups().stream()
                .map(GateGroup::name)
                .filter(g -> !at.stage().bypassed().contains(g))
                .sorted(Comparator.comparingDouble(g -> weights.getOrDefault(g, 0.0)))
                .toList();
    }

    private void record(Stage stage) {
        Candidate candidate = stage.candidate(layout);
        Outcome outcome = problem.outcome(candidate, tuner.meter());
        boolean keeps = options.goal() == ShrinkOptions.Goal.SWEEP;
        curve.add(new Solution.CurvePoint(
                candidate.size(problem.network()), outcome.kl(), outcome.agreement(), keeps ? candidate : null));
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

    private Stage chosen() {
        if (filled != null) {
            return filled;
        }
        if (held != null) {
            return held;
        }
        return closest != null ? closest : Stage.whole(layout.size());
    }

    private Solution conclude() {
        Stage chosen = chosen();
        Candidate.Size before = chosen.candidate(layout).size(problem.network());
        Progress uncancelled = progress.cancelled() ? Progress.NONE : progress;
        CleanUp.Result clean =
                new CleanUp(problem, options.maxKl(), tuner.meter()).apply(chosen.candidate(layout), uncancelled);
        Outcome outcome = problem.outcome(clean.candidate(), tuner.meter());
        boolean within = options.goal() != ShrinkOptions.Goal.BUDGET
                || clean.candidate().size(problem.network()).filters() <= options.budget();
        return new Solution(
                clean.candidate(),
                outcome,
                chosen.kl(),
                before,
                false,
                clean.notes(),
                List.copyOf(curve),
                new Solution.Effort(
                        tuner.steps(), tuner.meter().fullPasses(), within && outcome.kl() <= options.maxKl()));
    }
}
