package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;

/**
 * The last step of every solver: what changes nothing goes, and no chain is cut through.
 *
 * @param maxKl filters that emit a constant are dropped while the divergence stays at most this
 */
record CleanUp(Problem problem, double maxKl, PassMeter meter) {
    /** The note on a filter that emits the same map for every image and that the chain needs all the same. */
    static final String CONSTANT = "constant";

    /** A cleaned subnetwork, how its outputs compare, and the notes on its filters. */
    record Result(Subnetwork subnetwork, Outcome outcome, Map<String, Map<Integer, String>> notes) {
        double kl() {
            return outcome.kl();
        }
    }

    /** One filter and the size of its score. */
    private record Filter(String unit, int channel, float size) {}

    /** A subnetwork with its outcome. */
    private record Known(Subnetwork subnetwork, Outcome outcome) {
        double kl() {
            return outcome.kl();
        }
    }

    /** Cleans up to a fixed point. */
    Result apply(Subnetwork subnetwork, Progress progress) {
        return apply(known(connected(subnetwork)), progress);
    }

    /** The same where the outcome is known: what is clean already costs no pass. */
    Result apply(Subnetwork subnetwork, Outcome outcome) {
        Subnetwork connected = connected(subnetwork);
        return apply(connected.equals(subnetwork) ? new Known(subnetwork, outcome) : known(connected), Progress.NONE);
    }

    private Result apply(Known connected, Progress progress) {
        Known current = connected;
        Subnetwork bare = withoutConstants(current.subnetwork());
        Known without = bare.equals(current.subnetwork()) ? current : knownIfConnected(bare);
        if (without != null && without.kl() <= maxKl) {
            current = without;
        } else if (current.kl() <= maxKl) {
            for (Filter filter : constants(current.subnetwork())) {
                progress.check();
                Known fewer = knownIfConnected(connected(without(current.subnetwork(), List.of(filter))));
                if (fewer != null && fewer.kl() <= maxKl) {
                    current = fewer;
                }
            }
        }
        Map<String, Map<Integer, String>> notes = new TreeMap<>();
        for (Filter left : constants(current.subnetwork())) {
            notes.computeIfAbsent(left.unit(), u -> new TreeMap<>()).put(left.channel(), CONSTANT);
        }
        return new Result(current.subnetwork(), current.outcome(), notes);
    }

    private Known known(Subnetwork subnetwork) {
        return new Known(subnetwork, problem.outcome(subnetwork, meter));
    }

    private @Nullable Known knownIfConnected(Subnetwork subnetwork) {
        return Flow.of(problem.network(), subnetwork.retention()).cutThrough() ? null : known(subnetwork);
    }

    /** Without channels that are always zero or that no path leads from to the logits. */
    private Subnetwork connected(Subnetwork subnetwork) {
        Retention retained = Flow.of(problem.network(), subnetwork.retention()).connected();
        return new Subnetwork(subnetwork.scores().restricted(retained), subnetwork.bypassed());
    }

    /** All constants dropped, then those that their loss made constant, and so on. */
    private Subnetwork withoutConstants(Subnetwork subnetwork) {
        Subnetwork current = subnetwork;
        List<Filter> constants = constants(current);
        while (!constants.isEmpty()) {
            current = connected(without(current, constants));
            constants = constants(current);
        }
        return current;
    }

    private static Subnetwork without(Subnetwork subnetwork, List<Filter> gone) {
        Map<String, float[]> scores = subnetwork.scores().byUnit();
        gone.forEach(filter -> scores.getOrDefault(filter.unit(), new float[0])[filter.channel()] = 0);
        return new Subnetwork(Scores.of(scores), subnetwork.bypassed());
    }

    private List<Filter> constants(Subnetwork subnetwork) {
        Retention constant = Flow.of(problem.network(), subnetwork.retention()).constant();
        List<Filter> filters = new ArrayList<>();
        for (UnitLayer unit : problem.network().units()) {
            float[] scores = subnetwork.scores().of(unit.name());
            constant.of(unit.name()).stream()
                    .forEach(c -> filters.add(new Filter(unit.name(), c, Math.abs(scores[c]))));
        }
        filters.sort(Comparator.comparingDouble(Filter::size));
        return filters;
    }

    /**
     * Puts back what a subnetwork needs to be connected: of each emptied layer that matters, the filter with the
     * largest |S|.
     *
     * @param retained what thresholding left
     * @param full scores before thresholding, none of them removed
     * @return the same retention if it is not cut through
     */
    static Retention reconnect(Network network, Retention retained, Scores full) {
        if (!Flow.of(network, retained).cutThrough()) {
            return retained;
        }
        Map<UnitLayer, Integer> best = new LinkedHashMap<>();
        Retention filled = retained;
        for (UnitLayer unit : network.units()) {
            if (retained.of(unit.name()).isEmpty()
                    && unit.kind() != UnitKind.IDENTITY
                    && !unit.in(retained.bypassed())) {
                best.put(unit, largest(full.of(unit.name())));
                filled = filled.with(unit.name(), org.neurochains.network.Channels.of(largest(full.of(unit.name()))));
            }
        }
        filled = channelByChannel(network, filled);
        List<UnitLayer> byStrength = new ArrayList<>(best.keySet());
        byStrength.sort(Comparator.comparingDouble(u -> Math.abs(full.of(u.name())[largest(full.of(u.name()))])));
        for (UnitLayer unit : byStrength) {
            Retention fewer = filled.with(unit.name(), org.neurochains.network.Channels.of());
            if (!Flow.of(network, fewer).cutThrough()) {
                filled = fewer;
            }
        }
        return filled;
    }

    /** Layers that pass each channel on by itself do not join what does not fit: while cut through, they retain all. */
    private static Retention channelByChannel(Network network, Retention retained) {
        Retention filled = retained;
        for (UnitLayer unit : network.units()) {
            if (!Flow.of(network, filled).cutThrough()) {
                return filled;
            }
            int own = network.convolution(unit);
            boolean grouped = own >= 0
                    && network.node(own).op() instanceof Op.Conv conv
                    && conv.geometry().groups() > 1;
            if (grouped || unit.kind() == UnitKind.IDENTITY) {
                filled = filled.with(unit.name(), unit.retained());
            }
        }
        return filled;
    }

    private static int largest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (Math.abs(scores[i]) > Math.abs(scores[best])) {
                best = i;
            }
        }
        return best;
    }
}
