package org.neurochains.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to the smallest chain that holds a goal: down whether it holds or not, since what is lost is mostly won back where the network is small; then the
 * smallest of the sizes passed that can be tuned to the goal; from there on only as it holds.
 */
final class DownwardSearch {
    /** What the share of units kept goes to after failures, by square roots. */
    private static final double FINEST = 0.97;
    /** Where the search ends, in full passes, and how far beyond it the last trials of bypasses may go. */
    private static final double MOST_PASSES = 17;

    private static final double LAST_TRIALS = 2;
    /** What the first trials of bypasses may cost in full passes where the goal has to hold. */
    private static final double FIRST_TRIALS = 3.5;
    /** The divergence at which a large round of the coarse way stops tuning. */
    private static final double LOOSE = 0.1;
    /** The share of units that the hasty way leads to. */
    private static final double HASTY_TARGET = 0.05;
    /** The divergence that gives a small round up, and how many of them in a row end the way down. */
    private static final double HOPELESS = 0.5;

    private static final int DIVES = 3;
    /** Where the way down ends at the latest once something holds, as a share of the passes of the search. */
    private static final double DIVE = 0.75;
    /** A size is tuned for longer if it is within so many times the goal. */
    private static final double NEAR = 4;

    /** How the first removals go: the next way where nothing has held behind the one before. */
    private enum Pace {
        /** Large shares, which are hardly tuned. */
        HASTY(0.7),
        /** Large shares, tuned. */
        COARSE(0.7),
        /** Smaller ones that hold. */
        GENTLE(0.85);

        private final double ratio;

        Pace(double ratio) {
            this.ratio = ratio;
        }
    }

    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Rounds rounds;
    private final Tuner tuner;
    private final Trail trail;
    private final Bypasses bypasses;
    private Pace pace = Pace.HASTY;
    private double most;

    DownwardSearch(
            ShrinkOptions options, UnitLayout layout, Rounds rounds, Tuner tuner, Trail trail, Bypasses bypasses) {
        this.options = options;
        this.layout = layout;
        this.rounds = rounds;
        this.tuner = tuner;
        this.trail = trail;
        this.bypasses = bypasses;
        this.most = rounds.price() * MOST_PASSES;
    }

    /** Every size down to the smallest connected network, whatever its divergence. */
    void sweep() {
        Tuner.Tuned small = approach(rounds.whole(false)).element();
        Tuner.Tuned next = rounds.round(small, Rounds.FINE, this::plan);
        while (next.stage().size() < small.stage().size()) {
            trail.record(next.stage());
            small = next;
            next = rounds.round(small, Rounds.FINE, this::plan);
        }
    }

    /** Down to the smallest stage that holds the goal, which the trail then has. */
    void smallest() {
        Tuner.Tuned whole = rounds.whole(false);
        Tuner.Tuned start = firstThatHolds(dive(approach(whole)));
        for (int i = 1;
                i < Pace.values().length && (start == null || start.stage().size() == layout.size());
                i++) {
            pace = Pace.values()[i];
            most = tuner.meter().fullPasses() + i * rounds.price() * MOST_PASSES;
            start = firstThatHolds(dive(approach(whole)));
        }
        if (start != null) {
            Tuner.Tuned good = refine(bypassed(start, 0.85 * most), 0.95 * most);
            Tuner.Tuned small = refine(bypassed(good, most + LAST_TRIALS * rounds.price()), most);
            if (tuner.meter().fullPasses() < most) { // once more, with many steps
                refine(bypassed(small, rounds.patient(4 * Rounds.MOST_STEPS), most), most);
            }
        }
    }

    /** Large shares at a time, down to where the goal begins to decide; smallest first. */
    private Deque<Tuner.Tuned> approach(Tuner.Tuned from) {
        Deque<Tuner.Tuned> way = new ArrayDeque<>();
        way.push(from);
        boolean tried = options.bypass() != ShrinkOptions.Bypass.TRIAL;
        while (!rounds.small(way.element().stage())) {
            int size = way.element().stage().size();
            Tuner.Tuned tuned = rounds.round(way.element(), pace.ratio, this::plan);
            if (tuned.stage().size() >= size) {
                break; // the floors are reached
            }
            trail.record(tuned.stage());
            if (!tried && !rounds.large(tuned.stage())) {
                if (pace == Pace.HASTY && rounds.bypassesHastily()) {
                    tuned = rounds.hastilyBypassed(tuned, 0);
                    tried = true;
                } else if (trail.holds(tuned.stage())) {
                    tuned = bypassed(tuned, tuner.meter().fullPasses() + FIRST_TRIALS * rounds.price());
                    tried = true;
                }
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
        while (lost < DIVES
                && rounds.small(way.element().stage())
                && tuner.meter().fullPasses() < deepest()) {
            Tuner.Tuned from = way.element();
            Tuner.Tuned next = rounds.carefully(from, ranking -> rounds.kept(from, ranking, Rounds.FINE), this::plan);
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
        Stage held = trail.held();
        return held == null || rounds.large(held) ? most : DIVE * most;
    }

    /** The smallest of the sizes passed that can be tuned to the goal; null where there is none. */
    private Tuner.@Nullable Tuned firstThatHolds(Deque<Tuner.Tuned> larger) {
        while (!larger.isEmpty()) {
            Tuner.Tuned tuned = larger.pop();
            boolean near = tuned.stage().kl() < Math.max(NEAR * options.maxKl(), HOPELESS);
            if (!trail.holds(tuned.stage()) && near && tuner.meter().fullPasses() < most) {
                tuned = tuner.tune(
                        tuned.stage(),
                        new TuningPlan(2 * rounds.steps(tuned.stage()), options.maxKl(), Double.POSITIVE_INFINITY));
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
        double ratio = Rounds.FINE;
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
        for (Ranking ranking : rounds.rankings()) {
            boolean[] kept = rounds.kept(from, ranking, ratio);
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

    private Tuner.Tuned bypassed(Tuner.Tuned start, double passes) {
        return bypassed(start, rounds.patient(rounds.steps(start.stage()) + 1).needing(options.maxKl()), passes);
    }

    private Tuner.Tuned bypassed(Tuner.Tuned start, TuningPlan plan, double passes) {
        return options.bypass() == ShrinkOptions.Bypass.NONE ? start : bypasses.trials(start, plan, passes);
    }

    private TuningPlan plan(Stage stage) {
        TuningPlan fine = rounds.patient(rounds.steps(stage));
        if (rounds.small(stage)) {
            return fine;
        }
        boolean large = rounds.large(stage);
        return switch (pace) {
            case HASTY ->
                large
                        ? rounds.hastyLarge(Rounds.LOOSE)
                        : rounds.hasty(HASTY_TARGET * layout.size(), Rounds.FINE, Rounds.LOST);
            case COARSE ->
                new TuningPlan(fine.steps(), large ? Math.max(LOOSE, fine.goal()) : fine.goal(), Rounds.LOST);
            case GENTLE -> new TuningPlan(2 * fine.steps(), fine.goal(), options.maxKl());
        };
    }
}
