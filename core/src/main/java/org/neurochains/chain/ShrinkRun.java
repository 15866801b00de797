package org.neurochains.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;

/** One run of the shrinking solver. */
final class ShrinkRun {
    private static final int FLOOR = 1;
    /** Up to this share of all units the goal decides whether a round stays. */
    private static final double REFINED_FROM = 0.2;
    /** And up to this many, but not above half. */
    private static final int SMALL = 200;
    /** What the first trials of bypasses may cost in full passes. */
    private static final double FIRST_TRIALS = 3.5;
    /** How far beyond the search the last ones may go. */
    private static final double LAST_TRIALS = 2;

    /** What a large round keeps. */
    private static final double COARSE = 0.7;
    /** What a small round keeps at first; the square root after failures, and the end beyond the last. */
    private static final double FINE = 0.75;

    private static final double FINEST = 0.97;
    /** Steps of a round, however small. */
    private static final int MOST_STEPS = 12;
    /** The divergence at which a large round stops tuning, where it is tuned. */
    private static final double LOOSE = 0.1;
    /** A round with more than this goes on tuning for up to three times as long. */
    private static final double LOST = 0.2;
    /** The share of units at which bypasses are tried for the first time. */
    private static final double BYPASSED_FROM = 0.36;
    /** Where the search for a smaller chain stops, in full passes. */
    private static final double MOST_PASSES = 17;
    /** With further images, each step of which costs so much more, so many times as far. */
    private static final double FURTHER = 8;

    /** The divergence that gives a small round up, and how many of them in a row end the way down. */
    private static final double HOPELESS = 0.5;

    private static final int DIVES = 3;
    /** Where the way down ends at the latest once something holds, as a share of the passes of the search. */
    private static final double DIVE = 0.75;
    /** A size is tuned for longer if it is within so many times the goal. */
    private static final double NEAR = 4;

    /** In how many rounds the way to a budget goes, where none of them keeps more than a small one does. */
    private static final int ROUNDS = 8;
    /** Multiplications of a forward pass over the region from which time counts more than a few hundredths of a nat, and what rounds keep then. */
    private static final double DEAR = 3e10;

    private static final double COARSE_WHERE_DEAR = 0.5;
    private static final double FINE_WHERE_DEAR = 0.65;
    /** What tuning may cost in full passes on the way to a budget: a large round, all small ones together, and at the budget itself. */
    private static final double LARGE_PASSES = 0.6;

    private static final double SMALL_PASSES = 6;
    private static final double LAST_PASSES = 5;
    /** The divergence at which large rounds are not tuned, and the one where a pass is dear. */
    private static final double LOOSE_ON_THE_WAY = 0.3;

    private static final double LOOSE_WHERE_DEAR = 0.5;
    /** The share of the goal at which small rounds on the way to a budget stop tuning. */
    private static final double FINE_ON_THE_WAY = 0.2;

    /** The share of the goal at which a round stops tuning. */
    private static final double COMFORT = 0.5;

    /** How the first removals go: the next way where nothing has held behind the one before. */
    private enum Pace {
        /** Large shares, which are hardly tuned: what is lost is mostly won back when the network is small. */
        HASTY(ShrinkRun.COARSE),
        /** Large shares, tuned. */
        COARSE(ShrinkRun.COARSE),
        /** Smaller ones that hold. */
        GENTLE(0.85);

        private final double ratio;

        Pace(double ratio) {
            this.ratio = ratio;
        }
    }

    private final Problem problem;
    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Selection selection;
    private final Tuner tuner;
    private final Trail trail;
    private final Bypasses bypasses;
    private final Progress progress;
    private final double price;
    private final boolean dear;
    private double most;
    private Pace pace = Pace.HASTY;
    private @Nullable Stage filled;

    ShrinkRun(Problem problem, ShrinkOptions options, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.options = options;
        this.progress = progress;
        this.price = extras == null ? 1 : FURTHER;
        this.most = price * MOST_PASSES;
        this.dear = problem.images().dim(0) * PassMeter.convolutionOperations(problem.network()) > DEAR;
        this.layout = UnitLayout.of(problem.network(), options.scoreIdentities());
        this.selection = new Selection(layout, FLOOR);
        this.tuner = new Tuner(problem, layout, options.scoreIdentities(), extras, options.maxKl(), progress);
        this.trail = new Trail(problem, layout, options);
        this.bypasses = new Bypasses(problem, layout, tuner, trail);
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
        Tuner.Tuned whole = new Tuner.Tuned(
                Stage.whole(layout.size()), tuner.firstImportance(options.goal() == ShrinkOptions.Goal.BUDGET));
        switch (options.goal()) {
            case BUDGET -> fill(whole);
            case SWEEP -> {
                Tuner.Tuned small = approach(whole).element();
                Tuner.Tuned next = round(small, FINE);
                while (next.stage().size() < small.stage().size()) {
                    trail.record(next.stage());
                    small = next;
                    next = round(small, FINE);
                }
            }
            case MAX_KL -> {
                Tuner.Tuned start = firstThatHolds(dive(approach(whole)));
                for (int i = 1; i < Pace.values().length && (start == null || unchanged(start)); i++) {
                    pace = Pace.values()[i];
                    most = tuner.meter().fullPasses() + i * price * MOST_PASSES;
                    start = firstThatHolds(dive(approach(whole)));
                }
                if (start != null) {
                    Tuner.Tuned good = refine(bypassed(start, 0.85 * most), 0.95 * most);
                    Tuner.Tuned small = refine(bypassed(good, most + LAST_TRIALS * price), most);
                    refine(patientlyBypassed(small), most);
                }
            }
        }
    }

    private boolean unchanged(Tuner.Tuned tuned) {
        return tuned.stage().size() == layout.size();
    }

    /** Large shares at a time, down to where the goal begins to decide; smallest first. */
    private Deque<Tuner.Tuned> approach(Tuner.Tuned from) {
        Deque<Tuner.Tuned> way = new ArrayDeque<>();
        way.push(from);
        boolean tried = options.goal() != ShrinkOptions.Goal.MAX_KL || options.bypass() == ShrinkOptions.Bypass.LATE;
        while (!small(way.element().stage())) {
            int size = way.element().stage().size();
            Tuner.Tuned tuned = round(way.element(), pace.ratio);
            if (tuned.stage().size() >= size) {
                break; // the floors are reached
            }
            trail.record(tuned.stage());
            if (!tried && tuned.stage().size() <= BYPASSED_FROM * layout.size() && trail.holds(tuned.stage())) {
                tuned = bypassed(tuned, tuner.meter().fullPasses() + FIRST_TRIALS * price);
                tried = true;
            }
            way.push(tuned);
            if (pace == Pace.GENTLE && !trail.holds(tuned.stage())) {
                break;
            }
        }
        return way;
    }

    /**
     * Goes on in small rounds whether they hold or not: the smaller the network, the more steps it can be given, and what was lost often comes
     * back.
     */
    private Deque<Tuner.Tuned> dive(Deque<Tuner.Tuned> way) {
        int lost = 0;
        while (lost < DIVES && small(way.element().stage()) && tuner.meter().fullPasses() < deepest()) {
            Tuner.Tuned from = way.element();
            Tuner.Tuned next = carefully(from, ranking -> kept(from, ranking, FINE), this::plan);
            if (next.stage().size() >= from.stage().size()) {
                break;
            }
            trail.record(next.stage());
            way.push(next);
            lost = next.stage().kl() > Math.max(HOPELESS, options.maxKl()) ? lost + 1 : 0;
        }
        return way;
    }

    private double deepest() {
        return trail.held() == null ? most : DIVE * most;
    }

    /** The smallest of the sizes passed that can be tuned to the goal; null where there is none. */
    private Tuner.@Nullable Tuned firstThatHolds(Deque<Tuner.Tuned> larger) {
        while (!larger.isEmpty()) {
            Tuner.Tuned tuned = larger.pop();
            boolean near = tuned.stage().kl() < NEAR * options.maxKl();
            if (!trail.holds(tuned.stage()) && near && tuner.meter().fullPasses() < most) {
                tuned = tuner.tune(
                        tuned.stage(),
                        new Tuner.Plan(2 * steps(tuned.stage()), options.maxKl(), Double.POSITIVE_INFINITY));
                trail.record(tuned.stage());
            }
            if (trail.holds(tuned.stage())) {
                return tuned;
            }
        }
        return null;
    }

    /** Removes ever smaller shares, as long as the goal holds; each share by one ranking after the other. */
    private Tuner.Tuned refine(Tuner.Tuned start, double passes) {
        Tuner.Tuned good = start;
        List<boolean[]> tried = new ArrayList<>();
        double ratio = FINE;
        while (ratio < FINEST && good.stage().size() > 1 && tuner.meter().fullPasses() < passes) {
            Tuner.Tuned smaller = smaller(good, ratio, tried);
            if (smaller == null) {
                ratio = Math.sqrt(ratio);
            } else {
                good = smaller;
                tried.clear();
            }
        }
        return good;
    }

    /** The first by one of the rankings that holds; null where none does, or all were tried before. */
    private Tuner.@Nullable Tuned smaller(Tuner.Tuned from, double ratio, List<boolean[]> tried) {
        for (Ranking ranking : rankings()) {
            boolean[] kept = kept(from, ranking, ratio);
            if (tried.stream().noneMatch(other -> Arrays.equals(other, kept))) {
                tried.add(kept);
                Stage next = from.stage().keeping(kept);
                Tuner.Tuned tuned = tuner.tune(next, plan(next).needing(options.maxKl()));
                if (tuned.stage().size() < from.stage().size() && trail.holds(tuned.stage())) {
                    trail.record(tuned.stage());
                    return tuned;
                }
            }
        }
        return null;
    }

    /** The ranking asked for, then the others. */
    private List<Ranking> rankings() {
        List<Ranking> rankings = new ArrayList<>(List.of(Ranking.ROOT, Ranking.RAW, Ranking.FLOW));
        rankings.remove(options.ranking());
        rankings.add(0, options.ranking());
        return rankings;
    }

    private Tuner.Tuned bypassed(Tuner.Tuned start, double passes) {
        return options.bypass() == ShrinkOptions.Bypass.NONE
                ? start
                : bypasses.trials(start, plan(steps(start.stage()) + 1).needing(options.maxKl()), passes);
    }

    /** What trials have left is tried once more with many steps, if there are passes left. */
    private Tuner.Tuned patientlyBypassed(Tuner.Tuned start) {
        return options.bypass() == ShrinkOptions.Bypass.NONE || tuner.meter().fullPasses() >= most
                ? start
                : bypasses.trials(start, plan(4 * MOST_STEPS), most);
    }

    /** Goes down to the budget of filters, the last round to exactly that many, and tunes there for longest. */
    private void fill(Tuner.Tuned whole) {
        Tuner.Tuned current = whole;
        while (trail.filters(current.stage()) > options.budget()) {
            Tuner.Tuned next = towardsBudget(current);
            if (next.stage().size() >= current.stage().size()) {
                break; // the floors are reached
            }
            trail.record(next.stage());
            current = next;
        }
        Stage last = tuner.finish(current.stage(), plan(4 * MOST_STEPS).within(LAST_PASSES * price));
        trail.record(last);
        if (!trail.holds(last)) { // what further images have cost the region's own
            Tuner.Plan own = new Tuner.Plan(MOST_STEPS, options.maxKl(), Double.POSITIVE_INFINITY);
            last = tuner.finish(last, own.onTheRegionAlone());
            trail.record(last);
        }
        filled = last;
    }

    /** A round on the way to the budget. */
    private Tuner.Tuned towardsBudget(Tuner.Tuned from) {
        return carefully(from, ranking -> towardsBudget(from, ranking), stage -> onTheWay(stage, options.budget()));
    }

    private boolean[] towardsBudget(Tuner.Tuned from, Ranking ranking) {
        Stage stage = from.stage();
        float[] ranks = ranking.ranks(layout, from.importance());
        boolean[] kept = selection.top(stage, ranks, target(stage.size(), ratioToBudget(small(stage))));
        Stage next = stage.keeping(kept);
        return trail.filters(next.connected(layout)) <= options.budget() || next.size() >= stage.size()
                ? selection.topFilters(stage, ranks, options.budget())
                : kept;
    }

    /** What a round on the way to a budget keeps: less, the further it is. */
    private double ratioToBudget(boolean small) {
        if (dear) {
            return small ? FINE_WHERE_DEAR : COARSE_WHERE_DEAR;
        }
        double share = (double) options.budget() / layout.size();
        return Math.min(FINE, Math.pow(share, 1.0 / ROUNDS));
    }

    /** A round by one ranking; where a small one loses a class, the other rankings have their turn. */
    private Tuner.Tuned carefully(
            Tuner.Tuned from, Function<Ranking, boolean[]> kept, Function<Stage, Tuner.Plan> plan) {
        Tuner.@Nullable Tuned best = null;
        for (Ranking ranking : rankings()) {
            Stage next = from.stage().keeping(kept.apply(ranking));
            Tuner.Tuned tuned = tuner.tune(next, plan.apply(next));
            best = best == null || tuned.stage().kl() < best.stage().kl() ? tuned : best;
            if (best.stage().kl() - from.stage().kl() < LOST || !small(best.stage())) {
                break;
            }
        }
        return Objects.requireNonNull(best);
    }

    private Tuner.Tuned round(Tuner.Tuned from, double ratio) {
        return tuned(from.stage().keeping(kept(from, options.ranking(), ratio)));
    }

    private boolean[] kept(Tuner.Tuned from, Ranking ranking, double ratio) {
        float[] ranks = ranking.ranks(layout, from.importance());
        return selection.top(from.stage(), ranks, target(from.stage().size(), ratio));
    }

    private Tuner.Tuned tuned(Stage stage) {
        return tuner.tune(stage, plan(stage));
    }

    /** More steps as they get cheaper: operations go with about the square of the share of units. */
    private int steps(Stage stage) {
        double share = (double) stage.size() / layout.size();
        return (int) Math.max(1, Math.min(MOST_STEPS, Math.round(0.5 / (share * share))));
    }

    private static int target(int size, double ratio) {
        return Math.min(size - 1, (int) Math.round(size * ratio));
    }

    /** A hasty round: it has to keep classes apart for little work, and where it does not it may cost three times as much. */
    private Tuner.Plan onTheWay(Stage stage, double target) {
        boolean budget = options.goal() == ShrinkOptions.Goal.BUDGET;
        double loose = budget && dear ? LOOSE_WHERE_DEAR : LOOSE_ON_THE_WAY;
        double rounds =
                Math.log(BYPASSED_FROM * layout.size() / target) / -Math.log(budget ? ratioToBudget(true) : FINE);
        return large(stage)
                ? new Tuner.Plan(MOST_STEPS, Math.max(loose, options.maxKl()), LOST)
                        .within(LARGE_PASSES * price)
                        .glancing()
                        .onHalf(budget)
                : new Tuner.Plan(
                                MOST_STEPS, FINE_ON_THE_WAY * options.maxKl(), budget ? Double.POSITIVE_INFINITY : LOST)
                        .within(SMALL_PASSES * price / Math.max(SMALL_PASSES, rounds));
    }

    private Tuner.Plan plan(Stage stage) {
        Tuner.Plan fine = plan(steps(stage));
        if (small(stage)) {
            return fine;
        }
        return switch (pace) {
            case HASTY -> onTheWay(stage, 0.05 * layout.size());
            case COARSE ->
                new Tuner.Plan(fine.steps(), large(stage) ? Math.max(LOOSE, fine.goal()) : fine.goal(), LOST);
            case GENTLE -> new Tuner.Plan(2 * fine.steps(), fine.goal(), options.maxKl());
        };
    }

    private Tuner.Plan plan(int steps) {
        boolean seeksKl =
                options.goal() == ShrinkOptions.Goal.MAX_KL && options.held().equals(ShrinkOptions.Held.NOTHING);
        return new Tuner.Plan(steps, seeksKl ? COMFORT * options.maxKl() : 1e-3, Double.POSITIVE_INFINITY);
    }

    private boolean large(Stage stage) {
        return stage.size() > BYPASSED_FROM * layout.size();
    }

    private boolean small(Stage stage) {
        return stage.size() <= Math.max(Math.min(SMALL, layout.size() / 2), REFINED_FROM * layout.size());
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
        Candidate.Size before = chosen.candidate(layout).size(problem.network());
        Progress uncancelled = progress.cancelled() ? Progress.NONE : progress;
        CleanUp.Result clean =
                new CleanUp(problem, options.maxKl(), tuner.meter()).apply(chosen.candidate(layout), uncancelled);
        Outcome outcome = clean.outcome();
        boolean within = options.goal() != ShrinkOptions.Goal.BUDGET
                || clean.candidate().size(problem.network()).filters() <= options.budget();
        return new Solution(
                clean.candidate(),
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
