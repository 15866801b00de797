package org.neurochains.chain;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Channels;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Tensor;

/**
 * One score for each channel of every unit layer of a network; zero removes the channel.
 *
 * <p>Equation 3 of the paper. Scores are real and unbounded: one filter may stand in for several similar ones.
 */
public final class Scores {
    private final Map<String, float[]> byUnit;

    private Scores(Map<String, float[]> byUnit) {
        this.byUnit = byUnit;
    }

    /** Ones everywhere. */
    public static Scores ones(Network network) {
        Map<String, float[]> byUnit = new LinkedHashMap<>();
        for (UnitLayer unit : network.units()) {
            float[] ones = new float[unit.channels()];
            java.util.Arrays.fill(ones, 1);
            byUnit.put(unit.name(), ones);
        }
        return new Scores(byUnit);
    }

    /**
     * Copies of the given vectors, one for each unit layer, as long as the layer has channels in the original network.
     */
    public static Scores of(Map<String, float[]> byUnit) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        byUnit.forEach((unit, values) -> copy.put(unit, values.clone()));
        return new Scores(copy);
    }

    /**
     * These scores with those of another vector where its layout has channels, and zero wherever the retention has
     * none.
     *
     * @param layout of this network or of one cut from it
     */
    Scores with(UnitLayout layout, float[] vector, Retention retention) {
        Map<String, float[]> changed = byUnit();
        for (UnitLayout.Span span : layout.spans()) {
            float[] values = changed.get(span.unit().name());
            if (values != null) {
                for (int i = 0; i < span.length(); i++) {
                    values[span.unit().retained().get(i)] = vector[span.start() + i];
                }
            }
        }
        return new Scores(changed).restricted(retention);
    }

    /** These scores with zeros wherever the retention has no channel. */
    Scores restricted(Retention retention) {
        Map<String, float[]> changed = byUnit();
        changed.forEach((unit, values) -> {
            Channels kept = retention.of(unit);
            for (int c = 0; c < values.length; c++) {
                if (kept.positionOf(c) < 0) {
                    values[c] = 0;
                }
            }
        });
        return new Scores(changed);
    }

    /**
     * These scores with zeros for some filters.
     *
     * @param filters by name, such as {@code L28.277}
     */
    Scores without(Collection<String> filters) {
        Scores changed = of(byUnit);
        for (String filter : filters) {
            int dot = filter.lastIndexOf('.');
            float[] values = changed.byUnit.get(filter.substring(0, dot));
            if (values == null) {
                throw new IllegalStateException("no layer of " + filter);
            }
            values[Integer.parseInt(filter.substring(dot + 1))] = 0;
        }
        return changed;
    }

    /** A copy of a unit layer's scores, by original channel. */
    public float[] of(String unit) {
        float[] values = byUnit.get(unit);
        if (values == null) {
            throw new java.util.NoSuchElementException("no scores for unit layer " + unit);
        }
        return values.clone();
    }

    /** All vectors by unit layer. */
    public Map<String, float[]> byUnit() {
        return of(byUnit).byUnit;
    }

    /** What is retained: channels whose score is not zero, outside the bypassed groups. */
    public Retention retention(java.util.Set<String> bypassed) {
        Map<String, Channels> channels = new LinkedHashMap<>();
        byUnit.forEach((unit, values) -> channels.put(
                unit,
                Channels.of(java.util.stream.IntStream.range(0, values.length)
                        .filter(i -> values[i] != 0)
                        .toArray())));
        return new Retention(channels, bypassed);
    }

    /**
     * Runs a network, whole or cut, with these scores.
     *
     * @param bypassed groups with gate 0; all others are open
     */
    public Scoring scoring(java.util.Set<String> bypassed) {
        java.util.Set<String> closed = java.util.Set.copyOf(bypassed);
        return new Scoring() {
            @Override
            public @Nullable Tensor score(Op.Score layer) {
                return Tensor.of(
                        layer.present(of(layer.unit())), layer.retained().size());
            }

            @Override
            public @Nullable Tensor gate(String group) {
                return closed.contains(group) ? Tensor.full(0) : null;
            }
        };
    }
}
