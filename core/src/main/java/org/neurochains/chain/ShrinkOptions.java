package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.image.FurtherImages;

/**
 * The options of the solver that shrinks the network as it goes.
 *
 * @param goal which of the nested chains is the result
 * @param maxKl t in nats: what a chain must hold on the region; with a budget or a sweep, what is reported as held
 * @param minAgreement the share of held-out images on which the chain must predict as the network does, as a 95 % bound
 * @param budget the number of filters, for {@link Goal#BUDGET}
 * @param scoreIdentities whether identity shortcuts are scored
 * @param further images of the region's kind: some to hold the chain to, some to test it on
 * @param copies shifted, mirrored and contrast-changed copies of each image of the region; null for one where no
 *     further image supports it
 * @param seed of the copies
 */
public record ShrinkOptions(
        Goal goal,
        double maxKl,
        double minAgreement,
        int budget,
        boolean scoreIdentities,
        FurtherImages further,
        @org.jspecify.annotations.Nullable Integer copies,
        long seed) {
    /** Which of the nested chains is the result. */
    public enum Goal {
        /** The smallest that holds on the region and on held-out images. */
        HOLDS,
        /** The one with the given number of filters. */
        BUDGET,
        /** The smallest that holds; the way down goes on to the smallest connected chain. */
        SWEEP
    }

    /** Refuses values outside their ranges. */
    public ShrinkOptions {
        if (!(maxKl >= 0) || Double.isInfinite(maxKl)) {
            throw InputException.of(parameter("maxKl"), "is " + maxKl, "give 0 or more, in nats");
        }
        if (!(minAgreement >= 0 && minAgreement < 1)) {
            throw InputException.of(parameter("minAgreement"), "is " + minAgreement, "give 0 or more, and less than 1");
        }
        if (goal == Goal.BUDGET && budget < 1) {
            throw InputException.of(parameter("budget"), "is " + budget, "give 1 or more filters");
        }
        if (copies != null && copies < 0) {
            throw InputException.of(parameter("augment"), "is " + copies, "give 0 or more copies of each image");
        }
    }

    /**
     * The smallest chain with KL at most 0.1 that agrees with the network on 80 % of held-out images, as a 95 % bound.
     */
    public static ShrinkOptions defaults() {
        return new ShrinkOptions(Goal.HOLDS, 0.1, 0.8, 0, true, FurtherImages.AUTO, null, 0);
    }

    /**
     * Whether a divergence is the goal or less. A goal of 0 is never reached: whether KL is 0 there is up to rounding.
     */
    boolean reached(double kl) {
        return maxKl > 0 && kl <= maxKl;
    }

    /** The same with another t. */
    public ShrinkOptions withMaxKl(double t) {
        return new ShrinkOptions(goal, t, minAgreement, budget, scoreIdentities, further, copies, seed);
    }

    /** The same for the chain of a number of filters. */
    public ShrinkOptions withBudget(int filters) {
        return new ShrinkOptions(Goal.BUDGET, maxKl, minAgreement, filters, scoreIdentities, further, copies, seed);
    }

    /** The defaults with the given values in their place. */
    static ShrinkOptions of(SolverValues values) {
        ShrinkOptions usual = defaults();
        boolean sweep = values.flag("sweep", false);
        if (sweep && values.has("budget")) {
            throw InputException.of(parameter("sweep"), "excludes " + parameter("budget"), "a sweep passes every size");
        }
        return new ShrinkOptions(
                sweep ? Goal.SWEEP : values.has("budget") ? Goal.BUDGET : Goal.HOLDS,
                values.number("maxKl", usual.maxKl),
                values.number("minAgreement", usual.minAgreement),
                values.integer("budget", 0),
                values.identities(),
                values.further(null),
                values.automatic("augment"),
                values.seed("seed", 0));
    }

    /** By the names of chain.json. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("maxKl", maxKl);
        map.put("minAgreement", minAgreement);
        if (goal == Goal.BUDGET) {
            map.put("budget", budget);
        }
        map.put("sweep", goal == Goal.SWEEP);
        map.putAll(further.toMap());
        map.put("augment", copies == null ? FurtherImages.AUTOMATIC : copies);
        map.put("scoreShortcuts", scoreIdentities ? "identity" : "projection");
        return map;
    }
}
