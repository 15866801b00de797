package org.neurochains.network;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a network is retained: the original indices of the retained channels of every unit layer, and the bypassed
 * groups.
 *
 * @param channels ascending indices by unit layer; a layer that is not named retains none
 * @param bypassed names of gated groups whose output is their input
 */
public record Retention(Map<String, Channels> channels, Set<String> bypassed) {
    /** Keeps copies. */
    public Retention {
        channels = Map.copyOf(channels);
        bypassed = Set.copyOf(bypassed);
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
        return new Retention(changed, bypassed);
    }

    /** The number of retained channels, shortcuts' included, whatever is bypassed. */
    public int size() {
        return channels.values().stream().mapToInt(Channels::size).sum();
    }
}
