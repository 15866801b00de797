package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Scope;

/** A round of removal: what it keeps, and how it is tuned. */
final class Rounds {
    /** What a small round keeps. */
    static final double FINE = 0.75;
    /** Steps of a round, however small. */
    static final int MOST_STEPS = 12;
    /** A round with more than this has lost a class. */
    static final double LOST = 0.2;
    /** With further images a search may cost so many times as much, since each step does. */
    private static final double FURTHER = 8;

    /** Units left in a layer that all paths lead through. */
    static final int FLOOR = 1;
    /** The share of units above which a round is large. */
    private static final double LARGE = 0.36;
    /** Up to this share of all units a round is small. */
    private static final double SMALL = 0.2;
    /** And up to this many, but not above half. */
    private static final int SMALL_UNITS = 200;
    /** The share of the goal at which a round stops tuning. */
    private static final double COMFORT = 0.5;
    /** What tuning may cost in full passes on a hasty way: a large round, and all others together. */
    private static final double LARGE_PASSES = 0.6;

    private static final double OTHER_PASSES = 6;
    /** The divergence at which large rounds of a hasty way are not tuned, where a pass is cheap. */
    static final double LOOSE = 0.3;
    /** The share of the goal at which its other rounds stop tuning. */
    private static final double ON_THE_WAY = 0.2;
    /** The divergence that trials of bypasses on a hasty way are tuned to, and the one at which a group stays bypassed. */
    private static final double LOOSE_TRIAL = 0.5;

    private static final double HASTY_TRIAL = 1;
    /** What these trials may cost in full passes. */
    private static final double HASTY_TRIALS = 5;

    /** The exponent of a unit's rank in the whole network. */
    private static final double PRIOR = 0.5;

    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Selection selection;
    private final Tuner tuner;
    private final Bypasses bypasses;
    private final double price;
    private float[] prior = new float[0];

    Rounds(ShrinkOptions options, UnitLayout layout, Tuner tuner, Bypasses bypasses) {
        this.options = options;
        this.layout = layout;
        this.selection = new Selection(layout, FLOOR);
        this.tuner = tuner;
        this.bypasses = bypasses;
        this.price = alone() ? 1 : FURTHER;
    }

    /**
     * The whole network, with the importance of its units. Without further images it has a say in every round: two regions of one kind agree on it, and
     * hardly on what tuning leaves of it.
     *
     * @param dear whether a part of the region has to do for that
     */
    Tuner.Tuned whole(boolean dear) {
        try (Scope scope = Scope.open()) {
            Tuner.Tuned whole = tuner.whole(dear ? tuner.some() : tuner.all());
            double exponent = alone() ? PRIOR : 0;
            prior = options.ranking().ranks(layout, whole.importance());
            for (int i = 0; i < prior.length; i++) {
                prior[i] = (float) Math.pow(prior[i], exponent);
            }
            return whole;
        }
    }

    /** Whether there are no further images. */
    boolean alone() {
        return options.held().isNothing();
    }

    /** How many times as much as without further images things may cost. */
    double price() {
        return price;
    }

    boolean large(Stage stage) {
        return stage.size() > largest();
    }

    /** The number of units above which a stage is large. */
    double largest() {
        return LARGE * layout.size();
    }

    boolean small(Stage stage) {
        return stage.size() <= Math.max(Math.min(SMALL_UNITS, layout.size() / 2), SMALL * layout.size());
    }

    /** More steps as they get cheaper: operations go with about the square of the share of units. */
    int steps(Stage stage) {
        double share = (double) stage.size() / layout.size();
        return (int) Math.max(1, Math.min(MOST_STEPS, Math.round(0.5 / (share * share))));
    }

    /** The ranking asked for, then the others. */
    List<Ranking> rankings() {
        List<Ranking> rankings = new ArrayList<>(List.of(Ranking.ROOT, Ranking.RAW, Ranking.FLOW));
        rankings.remove(options.ranking());
        rankings.add(0, options.ranking());
        return rankings;
    }

    /** What a ranking keeps of a share of the units. */
    boolean[] kept(Tuner.Tuned from, Ranking ranking, double ratio) {
        Stage stage = from.stage();
        int target = Math.min(stage.size() - 1, (int) Math.round(stage.size() * ratio));
        return selection.top(stage, ranks(from, ranking), target);
    }

    /** What a ranking keeps to have a number of filters. */
    boolean[] keptFilters(Tuner.Tuned from, Ranking ranking, int filters) {
        return selection.topFilters(from.stage(), ranks(from, ranking), filters);
    }

    private float[] ranks(Tuner.Tuned from, Ranking ranking) {
        float[] ranks = ranking.ranks(layout, from.importance());
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] *= prior[i];
        }
        return ranks;
    }

    /** A round by the ranking asked for. */
    Tuner.Tuned round(Tuner.Tuned from, double ratio, Function<Stage, TuningPlan> plan) {
        Stage next = from.stage().keeping(kept(from, options.ranking(), ratio));
        return tuner.tune(next, plan.apply(next));
    }

    /** A round by one ranking; where a small one loses a class, the other rankings have their turn. */
    Tuner.Tuned carefully(Tuner.Tuned from, Function<Ranking, boolean[]> kept, Function<Stage, TuningPlan> plan) {
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

    /**
     * A large round of a hasty way: it has to keep classes apart for little work, and where it does not it may cost three times as much.
     *
     * @param loose the divergence at which it is not tuned
     */
    TuningPlan hastyLarge(double loose) {
        return new TuningPlan(MOST_STEPS, Math.max(loose, options.maxKl()), LOST)
                .within(LARGE_PASSES * price)
                .glancing();
    }

    /**
     * A smaller one.
     *
     * @param target where the way leads, in units
     * @param ratio what rounds keep
     * @param lost the divergence above which it may cost three times as much
     */
    TuningPlan hasty(double target, double ratio, double lost) {
        double rounds = Math.log(largest() / target) / -Math.log(ratio);
        return new TuningPlan(MOST_STEPS, ON_THE_WAY * options.maxKl(), lost)
                .within(OTHER_PASSES * price / Math.max(OTHER_PASSES, rounds));
    }

    /** So many steps towards the goal, or as far down as they lead where no goal ends the search. */
    TuningPlan patient(int steps) {
        boolean seeksKl = options.goal() == ShrinkOptions.Goal.MAX_KL && alone();
        return new TuningPlan(steps, seeksKl ? COMFORT * options.maxKl() : 1e-3, Double.POSITIVE_INFINITY);
    }

    /** Whether bypasses are tried on a hasty way. */
    boolean bypassesHastily() {
        return options.bypass() == ShrinkOptions.Bypass.TRIAL;
    }

    /** Bypasses what can be bypassed without losing all classes, for little work, whether the goal holds or not. */
    Tuner.Tuned hastilyBypassed(Tuner.Tuned from, int filters) {
        double accepted = Math.max(HASTY_TRIAL, options.maxKl());
        TuningPlan plan = new TuningPlan(
                        steps(from.stage()) + 1, Math.max(LOOSE_TRIAL, options.maxKl()), Double.POSITIVE_INFINITY)
                .needing(accepted);
        return bypasses.hastily(from, plan, accepted, filters, tuner.meter().fullPasses() + HASTY_TRIALS);
    }
}
