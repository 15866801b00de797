package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.FurtherImages;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The options of the solver that shrinks the network as it goes.
 *
 * @param maxKl t in nats: what a chain must hold on the region; with a budget or a sweep, what is reported as held
 * @param minAgreement the share of held-out images on which the chain must predict as the network does, as a 95 %
 *     bound; null for the usual 0.8
 * @param budget the number of filters that the chain is to have; null for the smallest chain that holds on the region
 *     and on held-out images
 * @param sweep whether the way down goes on to the smallest connected chain
 * @param further images of the region's kind: some to hold the chain to, some to test it on
 * @param copies shifted, mirrored and contrast-changed copies of each image of the region; null for one where no
 *     further image supports it
 * @param seed of the copies; not recorded, as the region's is
 */
@RecordBuilder
public record ShrinkOptions(
        double maxKl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double minAgreement,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer budget,
        boolean sweep,
        @JsonUnwrapped FurtherImages further,

        @JsonProperty("augment") @JsonSerialize(nullsUsing = FurtherImages.Automatic.class) @Nullable Integer copies,

        ScoredShortcuts scoreShortcuts,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        long seed)
        implements ShrinkOptionsBuilder.With, SolverOptions {
    static final double MIN_AGREEMENT = 0.8;

    /** Refuses values outside their ranges. */
    public ShrinkOptions {
        require(maxKl >= 0, parameter("maxKl"), maxKl, "0 or more, in nats");
        require(
                minAgreement == null || (minAgreement >= 0 && minAgreement < 1),
                parameter("minAgreement"),
                String.valueOf(minAgreement),
                "0 or more, and less than 1");
        require(budget == null || budget >= 1, parameter("budget"), String.valueOf(budget), "1 or more filters");
        if (budget != null && sweep) {
            throw InputException.of(parameter("sweep"), "excludes " + parameter("budget"), "a sweep passes every size");
        }
        require(
                copies == null || copies >= 0,
                parameter("augment"),
                String.valueOf(copies),
                "0 or more copies of each image");
    }

    /**
     * The smallest chain with KL at most 0.1 that agrees with the network on 80 % of held-out images, as a 95 % bound.
     */
    public static ShrinkOptions defaults() {
        return ShrinkOptionsBuilder.builder()
                .maxKl(0.1)
                .minAgreement(MIN_AGREEMENT)
                .further(FurtherImages.AUTO)
                .scoreShortcuts(ScoredShortcuts.IDENTITY)
                .build();
    }

    /**
     * Whether a divergence is the goal or less. A goal of 0 is never reached: whether KL is 0 there is up to rounding.
     */
    boolean reached(double kl) {
        return maxKl > 0 && kl <= maxKl;
    }

    @JsonProperty
    @Override
    public String name() {
        return "shrink";
    }
}
