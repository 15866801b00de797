package org.neurochains.chain;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.neurochains.InputException;

/**
 * The options of the solver that shrinks the network as it goes.
 *
 * @param goal when to stop
 * @param maxKl t in nats: what a chain must hold; with a budget or a sweep, what is reported as held
 * @param budget the number of filters, for {@link Goal#BUDGET}
 * @param ranking how channels of different layers are compared
 * @param bypass how gated groups are chosen for bypassing
 * @param scoreIdentities whether identity shortcuts are scored
 * @param held what the chain is held to beside the region's images
 */
public record ShrinkOptions(
        Goal goal, double maxKl, int budget, Ranking ranking, Bypass bypass, boolean scoreIdentities, Held held) {
    /**
     * What a chain is held to beside the region's images; none of it counts for the goal.
     *
     * @param augment shifted, mirrored and contrast-changed copies of each image
     * @param support further images of the region's classes
     * @param seed of the copies and of what is drawn for a step
     */
    public record Held(int augment, int support, long seed) {
        /** Nothing. */
        public static final Held NOTHING = new Held(0, 0, 0);

        /** Refuses values outside their ranges. */
        public Held {
            if (augment < 0) {
                throw InputException.of("--augment", "is " + augment, "give 0 or more copies of each image");
            }
            if (support < 0) {
                throw InputException.of("--support", "is " + support, "give 0 or more images");
            }
        }

        /** Whether there are neither copies nor further images, whatever the seed. */
        boolean isNothing() {
            return augment == 0 && support == 0;
        }
    }

    /** When to stop. */
    public enum Goal {
        /** At the smallest chain with KL at most t. */
        MAX_KL,
        /** At the given number of filters. */
        BUDGET,
        /** At the smallest connected chain, whatever its KL; every size on the way is kept. */
        SWEEP
    }

    /** How gated groups are chosen for bypassing. */
    public enum Bypass {
        /** None is. */
        NONE,
        /** Each is tried: bypassed, tuned, kept if KL holds; for the first time at about a third of the units. */
        TRIAL,
        /** The same, but only once the network is small. */
        LATE
    }

    /** Refuses values outside their ranges. */
    public ShrinkOptions {
        if (!(maxKl >= 0) || Double.isInfinite(maxKl)) {
            throw InputException.of("--max-kl", "is " + maxKl, "give 0 or more, in nats");
        }
        if (goal == Goal.BUDGET && budget < 1) {
            throw InputException.of("--budget", "is " + budget, "give 1 or more filters");
        }
    }

    /** The smallest chain with KL at most 0.1. */
    public static ShrinkOptions defaults() {
        return new ShrinkOptions(Goal.MAX_KL, 0.1, 0, Ranking.ROOT, Bypass.TRIAL, true, Held.NOTHING);
    }

    /** Whether a divergence is the goal or less. A goal of 0 is never reached: whether KL is 0 there is up to rounding. */
    boolean reached(double kl) {
        return maxKl > 0 && kl <= maxKl;
    }

    /** The same with another t. */
    public ShrinkOptions withMaxKl(double t) {
        return new ShrinkOptions(goal, t, budget, ranking, bypass, scoreIdentities, held);
    }

    /** The same for the best chain of a number of filters. */
    public ShrinkOptions withBudget(int filters) {
        return new ShrinkOptions(Goal.BUDGET, maxKl, filters, ranking, bypass, scoreIdentities, held);
    }

    /** The same held to further images. */
    public ShrinkOptions withHeld(Held further) {
        return new ShrinkOptions(goal, maxKl, budget, ranking, bypass, scoreIdentities, further);
    }

    int support() {
        return held.support();
    }

    /** The defaults with the given values in their place. */
    static ShrinkOptions of(SolverValues values) {
        ShrinkOptions usual = defaults();
        boolean sweep = values.flag("sweep", false);
        if (sweep && values.has("budget")) {
            throw InputException.of("--sweep", "excludes --budget", "a sweep passes every size");
        }
        return new ShrinkOptions(
                sweep ? Goal.SWEEP : values.has("budget") ? Goal.BUDGET : Goal.MAX_KL,
                values.number("maxKl", usual.maxKl),
                values.integer("budget", 0),
                values.choice("ranking", Ranking.class, usual.ranking),
                values.choice("bypass", Bypass.class, usual.bypass),
                values.identities(),
                new Held(values.integer("augment", 0), values.integer("support", 0), values.seed("seed", 0)));
    }

    /** By the names of chain.json. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("maxKl", maxKl);
        if (goal == Goal.BUDGET) {
            map.put("budget", budget);
        }
        map.put("sweep", goal == Goal.SWEEP);
        map.put("ranking", ranking.name().toLowerCase(Locale.ROOT));
        map.put("bypass", bypass.name().toLowerCase(Locale.ROOT));
        map.put("augment", held.augment());
        map.put("support", held.support());
        map.put("scoreShortcuts", scoreIdentities ? "identity" : "projection");
        return map;
    }
}
