package org.neurochains.evidence;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.neurochains.network.Network;
import org.neurochains.network.UnitLayer;

/**
 * A channel of a unit layer, written as {@code L28.277}.
 *
 * @param layer the unit layer's name
 * @param channel its index in the original network
 */
public record Filter(String layer, int channel) {
    private static final Pattern FORM = Pattern.compile("(.+)\\.(\\d{1,9})");

    /**
     * Reads a filter's name.
     *
     * @throws InputException if it does not end in a dot and a number
     */
    public static Filter parse(String name) {
        Matcher parts = FORM.matcher(name);
        if (!parts.matches()) {
            throw InputException.of("filter " + name, "is not a layer and a channel", "write it as L28.277");
        }
        return new Filter(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    /**
     * The unit layer of a whole network.
     *
     * @throws InputException if the network has no such layer or channel
     */
    UnitLayer in(Network network) {
        UnitLayer unit = network.units().stream()
                .filter(u -> u.name().equals(layer))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        "filter " + this, "the network has no layer " + layer, "inspect lists its layers"));
        if (channel >= unit.channels()) {
            throw InputException.of(
                    "filter " + this,
                    "layer " + layer + " has " + unit.channels() + " filters",
                    "give 0 to " + (unit.channels() - 1));
        }
        return unit;
    }

    @Override
    public String toString() {
        return layer + "." + channel;
    }
}
