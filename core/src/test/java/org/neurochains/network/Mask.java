package org.neurochains.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Random scores, zero where a channel is removed, and random bypasses, for the whole network and for one cut to them.
 */
final class Mask {
    private final Map<String, float[]> scores = new LinkedHashMap<>();
    private final Set<String> bypassed = new TreeSet<>();

    Mask(Network network, Random random) {
        double share = new double[] {0.4, 0.7, 1}[random.nextInt(3)];
        double emptied = random.nextInt(3) == 0 ? 0.25 : 0;
        for (UnitLayer unit : network.units()) {
            float[] values = new float[unit.channels()];
            boolean empty = random.nextDouble() < emptied;
            for (int i = 0; i < values.length; i++) {
                float score = 0.05f + 1.5f * random.nextFloat() * (random.nextInt(8) == 0 ? -1 : 1);
                values[i] = !empty && random.nextDouble() < share ? score : 0;
            }
            scores.put(unit.name(), values);
        }
        for (GateGroup group : network.groups()) {
            if (random.nextInt(3) == 0) {
                bypassed.add(group.name());
            }
        }
    }

    float[] of(String unit) {
        float[] values = scores.get(unit);
        if (values == null) {
            throw new IllegalArgumentException(unit);
        }
        return values;
    }

    Retention retention() {
        Map<String, Channels> channels = new LinkedHashMap<>();
        scores.forEach((unit, values) -> channels.put(
                unit,
                Channels.of(IntStream.range(0, values.length)
                        .filter(i -> values[i] != 0)
                        .toArray())));
        return new Retention(channels, bypassed);
    }

    /** Removes what a retention does not have. */
    void restrict(Retention retention) {
        scores.forEach((unit, values) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = retention.of(unit).positionOf(i) < 0 ? 0 : values[i];
            }
        });
    }

    /** Removes the filters of groups that are given nothing but zeros. */
    void settle(Network network, Tensor images) {
        for (UnitLayer unit : network.units()) {
            int at = network.convolution(unit);
            if (at >= 0
                    && network.node(at).op() instanceof Op.Conv conv
                    && conv.geometry().groups() > 1) {
                int groups = conv.geometry().groups();
                float[] largest = Executor.unfolded(network)
                        .evaluate(Map.of(0, images), network.node(at).inputs(), leaves(network))
                        .get(0)
                        .detach()
                        .abs()
                        .max(0L, 2L, 3L)
                        .toFloats();
                float[] values = of(unit.name());
                for (int c = 0; c < values.length; c++) {
                    int group = c / (values.length / groups);
                    int width = largest.length / groups;
                    boolean fed =
                            IntStream.range(group * width, (group + 1) * width).anyMatch(i -> largest[i] > 0);
                    values[c] = fed ? values[c] : 0;
                }
            }
        }
    }

    /** Scoring whose tensors can be differentiated for, by unit layer. */
    Leaves leaves(Network network) {
        Map<String, Tensor> leaves = new LinkedHashMap<>();
        for (UnitLayer unit : network.units()) {
            float[] all = of(unit.name());
            float[] present = new float[unit.retained().size()];
            for (int i = 0; i < present.length; i++) {
                int channel = unit.retained().get(i);
                present[i] = channel < 0 ? 0 : all[channel];
            }
            leaves.put(unit.name(), Tensor.of(present, present.length).leaf());
        }
        return new Leaves(leaves, bypassed);
    }

    /** Scores as leaves. */
    record Leaves(Map<String, Tensor> byUnit, Set<String> bypassed) implements Scoring {
        /** The same scores, not differentiated for. */
        Leaves constant() {
            Map<String, Tensor> detached = new LinkedHashMap<>();
            byUnit.forEach((unit, scores) -> detached.put(unit, scores.detach()));
            return new Leaves(detached, bypassed);
        }

        @Override
        public @Nullable Tensor score(Op.Score layer) {
            return byUnit.get(layer.unit());
        }

        @Override
        public @Nullable Tensor gate(String group) {
            return bypassed.contains(group) ? Tensor.full(0) : null;
        }
    }
}
