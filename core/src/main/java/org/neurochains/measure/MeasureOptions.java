package org.neurochains.measure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.ChainRecord;

/**
 * The options of all measures.
 *
 * @param neighbours K: neighbours of each image are looked for up to this number; null for the usual 10, or as many as
 *     there are
 * @param attack how images are attacked
 * @param adversarial the folder to save attacked images in; null to keep none
 * @param seed of what is drawn at random
 * @param tuning how the scores of baselines are tuned
 */
public record MeasureOptions(
        @Nullable Integer neighbours,
        Attack attack,
        @Nullable Path adversarial,
        long seed,
        BaselineOptions.Tuning tuning) {
    /** How baselines beside a chain are tuned: as it was. */
    public static BaselineOptions.Tuning tuning(ChainRecord chain) {
        boolean newton = "shrink".equals(chain.solver().get("name"));
        return newton ? BaselineOptions.Tuning.NEWTON : BaselineOptions.Tuning.ADAM;
    }

    /** With baselines tuned as the paper tunes. */
    public MeasureOptions(@Nullable Integer neighbours, Attack attack, @Nullable Path adversarial, long seed) {
        this(neighbours, attack, adversarial, seed, BaselineOptions.Tuning.ADAM);
    }

    /** The usual number of neighbours. */
    public static final int NEIGHBOURS = 10;

    /** Ten neighbours, the usual attack, seed 0. */
    public static final MeasureOptions DEFAULTS = new MeasureOptions(null, Attack.DEFAULTS, null, 0);
}
