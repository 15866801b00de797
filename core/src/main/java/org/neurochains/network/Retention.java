package org.neurochains.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a network is retained: the original indices of the retained channels of every unit layer, and the bypassed
 * groups.
 *
 * @param channels ascending indices by unit layer; a layer that is not named retains none
 * @param bypassed names of gated groups whose output is their input
 * @param undecided names of gated groups that may still be bypassed, so that both ways are retained
 */
public record Retention(Map<String, Channels> channels, Set<String> bypassed, Set<String> undecided) {
    /** Keeps copies. */
    public Retention {
        channels = Map.copyOf(channels);
        bypassed = Set.copyOf(bypassed);
        undecided = Set.copyOf(undecided);
    }

    /** What is retained where every gate is decided. */
    public Retention(Map<String, Channels> channels, Set<String> bypassed) {
        this(channels, bypassed, Set.of());
    }

    /** Everything. */
    public static Retention all(Network network) {
        Map<String, Channels> channels = new TreeMap<>();
        network.units().forEach(u -> channels.put(u.name(), u.retained()));
        return new Retention(channels, Set.of());
    }

    /** The retained channels of a unit layer. */
    public Channels of(String unit) {
        return channels.getOrDefault(unit, Channels.of());
    }

    /** The same with other channels in one layer. */
    public Retention with(String unit, Channels retained) {
        Map<String, Channels> changed = new TreeMap<>(channels);
        changed.put(unit, retained);
        return new Retention(changed, bypassed, undecided);
    }

    /** The same with both ways of some groups. */
    public Retention undecided(Set<String> groups) {
        return new Retention(channels, bypassed, groups);
    }

    /** The places of the inputs that a gate may pass on: 0 is the group's output, 1 its input. */
    List<Integer> ways(Op.Gate gate) {
        if (undecided.contains(gate.group())) {
            return List.of(0, 1);
        }
        return List.of(bypassed.contains(gate.group()) ? 1 : 0);
    }

    /** The number of retained channels, shortcuts' included, whatever is bypassed. */
    public int size() {
        return channels.values().stream().mapToInt(Channels::size).sum();
    }
}
