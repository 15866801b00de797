package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.network.Channels;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;

/**
 * Where each scored channel of a network stands in one flat vector: unit layers in order of computation, channels in
 * theirs.
 *
 * <p>One vector instead of one tensor a layer keeps optimisers and rankings simple, and a step cheap.
 */
public final class UnitLayout {
    private final Network network;
    private final Map<String, Span> spans = new LinkedHashMap<>();
    private final List<String> groups;
    private final int size;

    /** The part of the vector that belongs to a layer. */
    record Span(UnitLayer unit, int start, int position) {
        int length() {
            return unit.retained().size();
        }
    }

    /** One scored channel: its layer and its index in the original network. */
    public record Unit(String layer, int channel, UnitKind kind) {
        /** Such as L28.277. */
        public String name() {
            return layer + "." + channel;
        }
    }

    private UnitLayout(Network network, boolean identities) {
        this.network = network;
        int at = 0;
        for (UnitLayer unit : network.units()) {
            if (identities || unit.kind() != UnitKind.IDENTITY) {
                spans.put(unit.name(), new Span(unit, at, spans.size()));
                at += unit.retained().size();
            }
        }
        this.size = at;
        this.groups = network.groups().stream().map(GateGroup::name).toList();
    }

    /**
     * The layout of a network.
     *
     * @param identities whether identity shortcuts are scored; else their channels are always retained with score 1
     */
    public static UnitLayout of(Network network, boolean identities) {
        return new UnitLayout(network, identities);
    }

    /** The network laid out. */
    public Network network() {
        return network;
    }

    /** The number of scored channels. */
    public int size() {
        return size;
    }

    /** The number of scored filters: all but the channels of identity shortcuts. */
    int filters() {
        return filters(Stage.whole(size).kept());
    }

    /** The number of scored filters among the units kept. */
    int filters(boolean[] kept) {
        boolean[] filters = filterUnits();
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += kept[i] && filters[i] ? 1 : 0;
        }
        return count;
    }

    /** How many units are kept, in words: "96 filters and 40 shortcut channels". */
    String inWords(boolean[] kept) {
        int filters = filters(kept);
        int channels = (int) IntStream.range(0, size).filter(i -> kept[i]).count() - filters;
        String words = counted(filters, "filter");
        return channels == 0 ? words : words + " and " + counted(channels, "shortcut channel");
    }

    private static String counted(int number, String name) {
        return String.format(Locale.ROOT, "%,d %s%s", number, name, number == 1 ? "" : "s");
    }

    /** How many units of each layer are kept. */
    List<Progress.Layer> counts(boolean[] kept) {
        List<Progress.Layer> counts = new ArrayList<>();
        for (Span span : spans.values()) {
            int count = 0;
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                count += kept[i] ? 1 : 0;
            }
            counts.add(new Progress.Layer(span.unit().name(), count, span.length()));
        }
        return counts;
    }

    /** By unit, whether it is a filter and no channel of an identity shortcut. */
    boolean[] filterUnits() {
        boolean[] filters = new boolean[size];
        for (Span span : spans.values()) {
            Arrays.fill(
                    filters,
                    span.start(),
                    span.start() + span.length(),
                    span.unit().kind() != UnitKind.IDENTITY);
        }
        return filters;
    }

    /** The names of the gated groups, in the order of a gate vector. */
    public List<String> groups() {
        return groups;
    }

    /** The layers' parts. */
    Iterable<Span> spans() {
        return spans.values();
    }

    /** Where each unit of a cut network's layout stands in this one. */
    int[] positionsOf(UnitLayout cut) {
        int[] positions = new int[cut.size];
        for (Span span : cut.spans.values()) {
            for (int i = 0; i < span.length(); i++) {
                positions[span.start() + i] =
                        indexOf(span.unit().name(), span.unit().retained().get(i));
            }
        }
        return positions;
    }

    /** The place of a layer's part in the split vector; -1 where the layer is not scored. */
    int positionOf(String unit) {
        Span span = spans.get(unit);
        return span == null ? -1 : span.position();
    }

    /** The index of a scored layer's channel in the vector. */
    int indexOf(String unit, int channel) {
        Span span = Objects.requireNonNull(spans.get(unit), unit);
        return span.start() + span.unit().retained().positionOf(channel);
    }

    long[] lengths() {
        return spans.values().stream().mapToLong(Span::length).toArray();
    }

    /** Every scored channel, in order. */
    public List<Unit> units() {
        List<Unit> units = new ArrayList<>(size);
        for (Span span : spans.values()) {
            span.unit().retained().stream()
                    .forEach(c -> units.add(
                            new Unit(span.unit().name(), c, span.unit().kind())));
        }
        return units;
    }

    /** What is retained when only the marked channels are: unscored layers retain all. */
    public Retention retention(boolean[] kept, java.util.Set<String> bypassed) {
        Map<String, Channels> channels = new LinkedHashMap<>();
        for (UnitLayer unit : network.units()) {
            Span span = spans.get(unit.name());
            if (span == null) {
                channels.put(unit.name(), unit.retained());
            } else {
                int[] indices = IntStream.range(0, span.length())
                        .filter(i -> kept[span.start() + i])
                        .map(span.unit().retained()::get)
                        .toArray();
                channels.put(unit.name(), Channels.of(indices));
            }
        }
        return new Retention(channels, bypassed);
    }

    /** A vector of this layout with the scores of the channels it has. */
    float[] vector(Scores scores) {
        float[] values = new float[size];
        for (Span span : spans.values()) {
            float[] layer = scores.of(span.unit().name());
            for (int i = 0; i < span.length(); i++) {
                values[span.start() + i] = layer[span.unit().retained().get(i)];
            }
        }
        return values;
    }
}
