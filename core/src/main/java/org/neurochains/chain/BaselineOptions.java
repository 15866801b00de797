package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.FurtherImages;
import org.neurochains.network.Retention;

/**
 * The options of the baselines: solvers that choose filters in one shot and then tune their scores as the other solvers
 * do.
 *
 * @param choice what filters are chosen by
 * @param budget the number of filters to retain; null where none is given
 * @param shortcutChannels the number of channels of identity shortcuts to retain; null for those that rank as high as
 *     the filters
 * @param counts channels to retain in each unit layer, for {@code magnitude} alone; empty for the same number in each
 * @param bypassed groups to bypass
 * @param tuning how scores are tuned
 * @param fineTuneSteps of the tuning
 * @param fineTuneLearningRate of Adam; Gauss-Newton has none
 * @param maxKl t in nats: what is reported as held
 * @param seed of {@code random}; null for the others
 * @param further images that scores are tuned on as well, and that the chain is tested on
 */
@RecordBuilder
public record BaselineOptions(
        @JsonProperty("name") Baseline.Choice choice,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer budget,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer shortcutChannels,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> counts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> bypassed,
        Tuning tuning,
        int fineTuneSteps,
        @JsonProperty("fineTuneLr") double fineTuneLearningRate,
        double maxKl,
        ScoredShortcuts scoreShortcuts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long seed,
        @JsonUnwrapped FurtherImages further)
        implements BaselineOptionsBuilder.With, SolverOptions {
    private static final int ADAM_STEPS = 50;
    private static final int NEWTON_STEPS = 40;

    /** How scores are tuned on KL. */
    public enum Tuning {
        /** As the paper's solver does, but whatever KL is. */
        @JsonProperty("adam")
        ADAM,
        /** As {@code shrink} does at its last size. */
        @JsonProperty("newton")
        NEWTON
    }

    /** Refuses values outside their ranges. */
    public BaselineOptions {
        counts = counts == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        bypassed = bypassed == null ? Set.of() : Collections.unmodifiableSortedSet(new TreeSet<>(bypassed));
        seed = choice != Baseline.Choice.RANDOM ? null : seed == null ? Long.valueOf(0) : seed;
        require(
                budget == null || budget >= 0,
                parameter("budget"),
                String.valueOf(budget),
                "the number of filters to retain");
        require(
                shortcutChannels == null || shortcutChannels >= 0,
                parameter("shortcutChannels"),
                shortcutChannels == null ? 0 : shortcutChannels,
                "the number of shortcut channels to retain");
        require(fineTuneSteps >= 0, parameter("fineTuneSteps"), fineTuneSteps, "0 or more");
        require(fineTuneLearningRate > 0, parameter("fineTuneLr"), fineTuneLearningRate, "more than 0");
        require(maxKl >= 0, parameter("maxKl"), maxKl, "0 or more");
        counts.forEach((layer, count) -> require(count >= 0, "counts of " + layer, count, "0 or more"));
    }

    /** This many filters, tuned by 50 steps of Adam. */
    public static BaselineOptions of(Baseline.Choice choice, int budget) {
        return defaults(choice).withBudget(budget);
    }

    /** What {@link #of} takes, save the number of filters. */
    static BaselineOptions defaults(Baseline.Choice choice) {
        return BaselineOptionsBuilder.builder()
                .choice(choice)
                .counts(Map.of())
                .bypassed(Set.of())
                .tuning(Tuning.ADAM)
                .fineTuneSteps(ADAM_STEPS)
                .fineTuneLearningRate(0.01)
                .maxKl(0.1)
                .scoreShortcuts(ScoredShortcuts.IDENTITY)
                .further(FurtherImages.TESTING)
                .build();
    }

    /** The same tuned in another way, with its usual number of steps. */
    @Override
    public BaselineOptions withTuning(Tuning other) {
        return with().tuning(other)
                .fineTuneSteps(other == Tuning.ADAM ? ADAM_STEPS : NEWTON_STEPS)
                .build();
    }

    /** The same with as many channels in each layer as a chain has, and the groups bypassed that it bypasses. */
    public BaselineOptions like(Retention chain) {
        Map<String, Integer> perLayer = new TreeMap<>();
        chain.channels().forEach((layer, channels) -> perLayer.put(layer, channels.size()));
        return with().counts(perLayer).bypassed(chain.bypassed()).build();
    }

    /**
     * The size of a chain as options by the names of chain.json: as many filters and shortcut channels, the same groups
     * bypassed.
     */
    public static Map<String, Object> sizeOf(ChainRecord chain) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("budget", chain.result().filters());
        values.put("shortcutChannels", chain.result().shortcutChannels());
        values.put(
                "bypassed",
                chain.gates().stream()
                        .filter(ChainRecord.Gate::bypassed)
                        .map(ChainRecord.Gate::name)
                        .toList());
        return values;
    }

    @JsonIgnore
    @Override
    public String name() {
        return choice.solver();
    }
}
