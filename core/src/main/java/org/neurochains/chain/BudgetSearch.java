package org.neurochains.chain;

/** The way to a budget of filters: a few bold rounds, whatever KL is, and the longest tuning at its end. */
final class BudgetSearch {
    /** How many rounds there are, where none of them keeps more than a small one does. */
    private static final int ROUNDS = 8;
    /** Multiplications of a forward pass over the region from which time counts more than a few hundredths of a nat, and what rounds keep then. */
    private static final double DEAR = 3e10;

    private static final double LARGE_WHERE_DEAR = 0.5;
    private static final double SMALL_WHERE_DEAR = 0.65;
    /** The divergence at which large rounds are not tuned where a pass is dear. */
    private static final double LOOSE_WHERE_DEAR = 0.5;
    /** What tuning may cost in full passes at the budget itself. */
    private static final double LAST_PASSES = 5;

    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final Rounds rounds;
    private final Tuner tuner;
    private final Trail trail;
    private final boolean dear;

    BudgetSearch(Problem problem, ShrinkOptions options, UnitLayout layout, Rounds rounds, Tuner tuner, Trail trail) {
        this.options = options;
        this.layout = layout;
        this.rounds = rounds;
        this.tuner = tuner;
        this.trail = trail;
        this.dear = problem.images().dim(0) * PassMeter.convolutionOperations(problem.network()) > DEAR;
    }

    /** What two draws agree on where a budget has room for it and that holds; else the stage of least divergence. */
    Stage fill() {
        StableSearch stable = new StableSearch(options, layout, rounds, tuner, trail);
        if (!stable.hasRoom()) {
            return ordinary();
        }
        Stage filled = stable.fill();
        boolean within = layout.filters(filled.kept()) <= options.budget();
        if (within && trail.holds(filled)) {
            return filled;
        }
        Stage other = ordinary();
        return within && filled.kl() < other.kl() ? filled : other;
    }

    /** Goes down to the budget, the last round to exactly that many filters; returns what it ends with. */
    private Stage ordinary() {
        Tuner.Tuned current = rounds.whole(dear);
        boolean tried = !rounds.bypassesHastily();
        while (trail.filters(current.stage()) > options.budget()) {
            if (!tried && !rounds.large(current.stage())) {
                current = rounds.hastilyBypassed(current, options.budget());
                tried = true;
            } else {
                Tuner.Tuned next = round(current);
                if (next.stage().size() >= current.stage().size()) {
                    break; // the floors are reached
                }
                trail.record(next.stage());
                current = next;
            }
        }
        return tunedForLongest(current.stage());
    }

    private Stage tunedForLongest(Stage stage) {
        Stage last = tuner.finish(stage, rounds.patient(4 * Rounds.MOST_STEPS).within(LAST_PASSES * rounds.price()));
        trail.record(last);
        if (!trail.holds(last)) { // what further images have cost the region's own
            TuningPlan own = new TuningPlan(Rounds.MOST_STEPS, options.maxKl(), Double.POSITIVE_INFINITY);
            last = tuner.finish(last, own.onTheRegionAlone());
            trail.record(last);
        }
        return last;
    }

    private Tuner.Tuned round(Tuner.Tuned from) {
        return rounds.carefully(from, ranking -> kept(from, ranking), this::plan);
    }

    private boolean[] kept(Tuner.Tuned from, Ranking ranking) {
        Stage stage = from.stage();
        boolean[] kept = rounds.kept(from, ranking, ratio(rounds.small(stage)));
        Stage next = stage.keeping(kept);
        return trail.filters(next.connected(layout)) <= options.budget() || next.size() >= stage.size()
                ? rounds.keptFilters(from, ranking, options.budget())
                : kept;
    }

    /** What a round keeps: less, the further the budget is. */
    private double ratio(boolean small) {
        if (dear) {
            return small ? SMALL_WHERE_DEAR : LARGE_WHERE_DEAR;
        }
        double share = (double) options.budget() / layout.size();
        return Math.min(Rounds.FINE, Math.pow(share, 1.0 / ROUNDS));
    }

    private TuningPlan plan(Stage stage) {
        return rounds.large(stage)
                ? rounds.hastyLarge(dear ? LOOSE_WHERE_DEAR : Rounds.LOOSE).onHalf(true)
                : rounds.hasty(options.budget(), ratio(true), Double.POSITIVE_INFINITY);
    }
}
