package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The way to a budget that has room for what two draws of a region agree on: the filters that the region's classes owe most to in the whole network, in that
 * order, whatever tuning makes of them. Where the divergence does not hold with them, a few change places with those that would lower it most.
 */
final class StableSearch {
    /** The share of the filters from which on a budget has room. */
    private static final double ROOM = 0.1;
    /** Changed copies of each image by which units are ordered. */
    private static final int COPIES = 2;
    /** What a round keeps. */
    private static final double KEPT = 0.25;
    /** What tuning may cost in full passes at the budget, and after an exchange. */
    private static final double PASSES = 4;

    private static final double EXCHANGE_PASSES = 2;
    private static final int EXCHANGES = 6;
    /** The share of the budget that is exchanged; twice as much after an exchange that leaves more than so much of the divergence. */
    private static final double EXCHANGED = 0.05;

    private static final double USELESS = 0.9;
    /** A newcomer's score: nothing, but a unit. */
    private static final float FAINT = 1e-3f;

    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Rounds rounds;
    private final Tuner tuner;
    private final Trail trail;
    private final Selection selection;

    StableSearch(ShrinkOptions options, UnitLayout layout, Rounds rounds, Tuner tuner, Trail trail) {
        this.options = options;
        this.layout = layout;
        this.rounds = rounds;
        this.tuner = tuner;
        this.trail = trail;
        this.selection = new Selection(layout, Rounds.FLOOR);
    }

    /** Whether a budget has room. Further images show by themselves what a region's kind has in common. */
    boolean hasRoom() {
        return rounds.alone() && options.budget() >= ROOM * layout.filters();
    }

    /** The stage with as many filters; it may have lost the region. */
    Stage fill() {
        float[] order = options.ranking().ranks(layout, tuner.shared(COPIES));
        return exchanged(first(order), order);
    }

    /** The stage of the first units of an order. */
    Stage first(float[] order) {
        Stage stage = Stage.whole(layout.size());
        int filters = layout.filters();
        while (filters > options.budget()) {
            filters = (int) Math.max(options.budget(), KEPT * filters);
            stage = tuned(selection.filled(stage, order, filters), filters == options.budget());
        }
        return stage;
    }

    private Stage tuned(Stage stage, boolean last) {
        TuningPlan plan = last ? rounds.patient(4 * Rounds.MOST_STEPS).within(PASSES) : rounds.hastyLarge(Rounds.LOOSE);
        Stage tuned = tuner.finish(stage, plan.knowingCurvature());
        trail.record(tuned);
        return tuned;
    }

    /** The stage once units outside have come in for those of lowest order, as long as the goal does not hold. */
    Stage exchanged(Stage start, float[] order) {
        Stage best = start;
        float[] ranks = order;
        double share = EXCHANGED;
        TuningPlan pace = new TuningPlan(EXCHANGES, options.maxKl(), Double.POSITIVE_INFINITY).needing(options.maxKl());
        List<Double> kls = new ArrayList<>(List.of(best.kl()));
        for (int i = 0; i < EXCHANGES && !trail.holds(best) && !pace.hopeless(kls); i++) {
            float[] slopes = tuner.slopes(best);
            Set<Integer> newcomers = steepest(best, slopes, (int) Math.ceil(share * options.budget()));
            float[] theirs = ranks.clone();
            newcomers.forEach(unit -> theirs[unit] = Float.MAX_VALUE);
            Stage next = tuner.finish(
                    selection.filled(joinedBy(newcomers, best), theirs, options.budget()),
                    rounds.patient(Rounds.MOST_STEPS).within(EXCHANGE_PASSES).knowingCurvature());
            trail.record(next);
            share *= next.kl() > USELESS * best.kl() ? 2 : 1;
            if (next.kl() < best.kl()) {
                best = next;
                ranks = theirs;
            }
            kls.add(best.kl());
        }
        return best;
    }

    /** The units outside a stage by which the divergence changes most. */
    private static Set<Integer> steepest(Stage stage, float[] slopes, int count) {
        return IntStream.range(0, slopes.length)
                .filter(i -> !stage.kept()[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -slopes[i]))
                .limit(count)
                .collect(Collectors.toSet());
    }

    private static Stage joinedBy(Set<Integer> newcomers, Stage stage) {
        boolean[] more = stage.kept().clone();
        float[] scores = stage.scores().clone();
        for (int unit : newcomers) {
            more[unit] = true;
            scores[unit] = FAINT;
        }
        return stage.with(more, scores);
    }
}
