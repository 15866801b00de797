package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Retention;

/**
 * The options of the baselines: solvers that choose filters in one shot and then tune their scores as the other solvers
 * do.
 *
 * @param budget the number of filters to retain
 * @param shortcutChannels the number of channels of identity shortcuts to retain; null for those that rank as high as
 *     the filters
 * @param counts channels to retain in each unit layer, for {@code magnitude} alone; empty for the same number in each
 * @param bypassed groups to bypass
 * @param tuning how scores are tuned
 * @param fineTuneSteps of the tuning
 * @param fineTuneLearningRate of Adam; Gauss-Newton has none
 * @param maxKl t in nats: what is reported as held
 * @param scoreIdentities whether identity shortcuts are scored; else all their channels are retained
 * @param seed of {@code random}
 */
@RecordBuilder
public record BaselineOptions(
        int budget,
        @Nullable Integer shortcutChannels,
        Map<String, Integer> counts,
        Set<String> bypassed,
        Tuning tuning,
        int fineTuneSteps,
        double fineTuneLearningRate,
        double maxKl,
        boolean scoreIdentities,
        long seed)
        implements BaselineOptionsBuilder.With {
    private static final int ADAM_STEPS = 50;
    private static final int NEWTON_STEPS = 40;

    /** How scores are tuned on KL. */
    public enum Tuning {
        /** As the paper's solver does, but whatever KL is. */
        ADAM,
        /** As {@code shrink} does at its last size. */
        NEWTON
    }

    /** Refuses values outside their ranges. */
    public BaselineOptions {
        counts = Map.copyOf(counts);
        bypassed = Set.copyOf(bypassed);
        require(budget >= 0, parameter("budget"), budget, "the number of filters to retain");
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
    public static BaselineOptions of(int budget) {
        return BaselineOptionsBuilder.builder()
                .budget(budget)
                .counts(Map.of())
                .bypassed(Set.of())
                .tuning(Tuning.ADAM)
                .fineTuneSteps(ADAM_STEPS)
                .fineTuneLearningRate(0.01)
                .maxKl(0.1)
                .scoreIdentities(true)
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

    /** The defaults with the given values in their place. */
    static BaselineOptions of(OptionValues values) {
        BaselineOptions usual =
                of(values.integer("budget", 0)).withTuning(values.choice("tuning", Tuning.class, Tuning.ADAM));
        return usual.with()
                .shortcutChannels(
                        values.has("shortcutChannels") ? (Integer) values.integer("shortcutChannels", 0) : null)
                .counts(values.counts("counts"))
                .bypassed(values.names("bypassed"))
                .fineTuneSteps(values.integer("fineTuneSteps", usual.fineTuneSteps))
                .fineTuneLearningRate(values.number("fineTuneLr", usual.fineTuneLearningRate))
                .maxKl(values.number("maxKl", usual.maxKl))
                .scoreIdentities(values.identities())
                .seed(values.seed("seed", 0))
                .build();
    }

    /** By the names of chain.json. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("budget", budget);
        if (shortcutChannels != null) {
            map.put("shortcutChannels", shortcutChannels);
        }
        if (!counts.isEmpty()) {
            map.put("counts", new TreeMap<>(counts));
        }
        if (!bypassed.isEmpty()) {
            map.put("bypassed", bypassed.stream().sorted().toList());
        }
        map.put("tuning", tuning.name().toLowerCase(Locale.ROOT));
        map.put("fineTuneSteps", fineTuneSteps);
        map.put("fineTuneLr", fineTuneLearningRate);
        map.put("maxKl", maxKl);
        map.put("scoreShortcuts", scoreIdentities ? "identity" : "projection");
        map.put("seed", seed);
        return map;
    }
}
