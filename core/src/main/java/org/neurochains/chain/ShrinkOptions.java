package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.FurtherImages;

/**
 * The options of the solver that shrinks the network as it goes.
 *
 * @param maxKl t in nats: what a chain must hold on the region; with a budget or a sweep, what is reported as held
 * @param minAgreement the share of held-out images on which the chain must predict as the network does, as a 95 % bound
 * @param budget the number of filters that the chain is to have; null for the smallest chain that holds on the region
 *     and on held-out images
 * @param sweep whether the way down goes on to the smallest connected chain
 * @param scoreIdentities whether identity shortcuts are scored
 * @param further images of the region's kind: some to hold the chain to, some to test it on
 * @param copies shifted, mirrored and contrast-changed copies of each image of the region; null for one where no
 *     further image supports it
 * @param seed of the copies
 */
@RecordBuilder
public record ShrinkOptions(
        double maxKl,
        double minAgreement,
        @Nullable Integer budget,
        boolean sweep,
        boolean scoreIdentities,
        FurtherImages further,
        @Nullable Integer copies,
        long seed)
        implements ShrinkOptionsBuilder.With {
    /** Refuses values outside their ranges. */
    public ShrinkOptions {
        require(maxKl >= 0, parameter("maxKl"), maxKl, "0 or more, in nats");
        require(
                minAgreement >= 0 && minAgreement < 1,
                parameter("minAgreement"),
                minAgreement,
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
                .minAgreement(0.8)
                .scoreIdentities(true)
                .further(FurtherImages.AUTO)
                .build();
    }

    /**
     * Whether a divergence is the goal or less. A goal of 0 is never reached: whether KL is 0 there is up to rounding.
     */
    boolean reached(double kl) {
        return maxKl > 0 && kl <= maxKl;
    }

    /** The defaults with the given values in their place. */
    static ShrinkOptions of(OptionValues values) {
        ShrinkOptions usual = defaults();
        return usual.with()
                .maxKl(values.number("maxKl", usual.maxKl))
                .minAgreement(values.number("minAgreement", usual.minAgreement))
                .budget(values.has("budget") ? (Integer) values.integer("budget", 0) : null)
                .sweep(values.flag("sweep", false))
                .scoreIdentities(values.identities())
                .further(values.further(null))
                .copies(values.automatic("augment"))
                .seed(values.seed("seed", 0))
                .build();
    }

    /** By the names of chain.json. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("maxKl", maxKl);
        map.put("minAgreement", minAgreement);
        if (budget != null) {
            map.put("budget", budget);
        }
        map.put("sweep", sweep);
        map.putAll(further.toMap());
        map.put("augment", copies == null ? FurtherImages.AUTOMATIC : copies);
        map.put("scoreShortcuts", scoreIdentities ? "identity" : "projection");
        return map;
    }
}
