package org.neurochains.measure;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.ShrinkOptions;

/**
 * What is measured of a chain, and how.
 *
 * @param measures those wanted; empty for all that apply
 * @param neighbours K: neighbours of each image are looked for up to this number; null for the usual 10, or as many as
 *     there are
 * @param attack how images are attacked
 * @param adversarial the folder to save attacked images in; null to keep none
 * @param parts the folder with the images' parts; null for one beside the images
 * @param features the folder where features of images are kept between runs; null to keep none
 * @param tuning how the scores of baselines are tuned; null for as the chain's own were
 * @param seed of what is drawn at random
 */
@RecordBuilder
public record MeasureOptions(
        List<Measure> measures,
        @Nullable Integer neighbours,
        Attack attack,
        @Nullable Path adversarial,
        @Nullable Path parts,
        @Nullable Path features,
        BaselineOptions.@Nullable Tuning tuning,
        long seed)
        implements MeasureOptionsBuilder.With {
    /** The usual number of neighbours. */
    static final int NEIGHBOURS = 10;

    public MeasureOptions {
        measures = List.copyOf(measures);
    }

    /** Everything that applies: ten neighbours, the usual attack, seed 0. */
    public static MeasureOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static MeasureOptionsBuilder builder() {
        return MeasureOptionsBuilder.builder().measures(List.of()).attack(Attack.DEFAULTS);
    }

    /** The same with baselines that are tuned as a chain was, where nothing else is said. */
    public MeasureOptions tunedAs(ChainRecord chain) {
        boolean newton = chain.solver() instanceof ShrinkOptions;
        return tuning != null ? this : withTuning(newton ? BaselineOptions.Tuning.NEWTON : BaselineOptions.Tuning.ADAM);
    }
}
