package org.neurochains.chain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.neurochains.network.Channels;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitLayer;

/**
 * Chooses which units survive a round: those of highest rank, exactly as many as wanted, with a floor in layers that a
 * path to the logits cannot do without.
 */
record Selection(UnitLayout layout) {
    /** How often filters that lead nowhere are replaced. */
    private static final int REFILLS = 10;

    /** The {@code count} units of highest rank among those kept; never fewer than a connected network needs. */
    boolean[] top(Stage stage, float[] ranks, int count) {
        return choose(stage, ranks, count, false);
    }

    /**
     * As {@link #top}, counting filters alone: shortcut channels stay if they rank as high as the last filter that
     * stays.
     */
    boolean[] topFilters(Stage stage, float[] ranks, int filters) {
        return choose(stage, ranks, filters, true);
    }

    /** A connected stage of so many filters, or of a few less: what leads nowhere makes room for others. */
    Stage filled(Stage stage, float[] ranks, int filters) {
        int asked = filters;
        Stage best = stage.keeping(topFilters(stage, ranks, asked)).connected(layout);
        int missing = filters - layout.filters(best.kept());
        for (int i = 0; i < REFILLS && missing > 0; i++) {
            asked += missing;
            Stage next = stage.keeping(topFilters(stage, ranks, asked)).connected(layout);
            missing = filters - layout.filters(next.kept());
            best = missing < 0 ? best : next;
        }
        return best;
    }

    private boolean[] choose(Stage stage, float[] ranks, int count, boolean filtersOnly) {
        Integer[] order = new Integer[ranks.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -ranks[i]));
        boolean[] chosen = new boolean[ranks.length];
        boolean[] counts =
                filtersOnly ? layout.filterUnits() : Stage.whole(layout.size()).kept();
        int left = count - protect(stage, order, counts, chosen);
        for (int i : order) {
            if (stage.kept()[i] && !chosen[i] && left > 0) {
                chosen[i] = true;
                left -= counts[i] ? 1 : 0;
            }
        }
        return connect(stage, ranks, chosen);
    }

    /** Chooses a unit of every layer that cannot be emptied; returns how many of the counted units that took. */
    private int protect(Stage stage, Integer[] order, boolean[] counts, boolean[] chosen) {
        Set<String> needed = unavoidable(layout.network(), layout.retention(stage.kept(), stage.bypassed()));
        int taken = 0;
        for (UnitLayout.Span span : layout.spans()) {
            if (needed.contains(span.unit().name())) {
                for (int i : order) {
                    if (i >= span.start() && i < span.start() + span.length() && stage.kept()[i]) {
                        chosen[i] = true;
                        taken += counts[i] ? 1 : 0;
                        break;
                    }
                }
            }
        }
        return taken;
    }

    /** The layers without which, all others retained as they are, the image does not reach the logits. */
    static Set<String> unavoidable(Network network, Retention retention) {
        Set<String> names = new HashSet<>();
        for (UnitLayer unit : network.units()) {
            if (!unit.in(retention.bypassed())
                    && Flow.of(network, retention.with(unit.name(), Channels.of()))
                            .cutThrough()) {
                names.add(unit.name());
            }
        }
        return names;
    }

    private boolean[] connect(Stage stage, float[] ranks, boolean[] chosen) {
        Retention retention = layout.retention(chosen, stage.bypassed());
        Scores asScores =
                Scores.ones(layout.network()).with(layout, ranks, layout.retention(stage.kept(), stage.bypassed()));
        Retention connected = CleanUp.reconnect(layout.network(), retention, asScores);
        boolean[] result = chosen.clone();
        for (UnitLayout.Span span : layout.spans()) {
            connected.of(span.unit().name()).stream().forEach(c -> result[span.start() + c] = true);
        }
        return result;
    }
}
