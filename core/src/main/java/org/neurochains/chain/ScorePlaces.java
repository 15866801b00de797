package org.neurochains.chain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neurochains.network.Network;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Tensor;

/**
 * Where the scores of a layout stand in the network that is run, whose unit layers may have places without a channel.
 */
final class ScorePlaces {
    private final UnitLayout layout;
    /** The unit at each place; the number of units where there is none. */
    private final int[] units;

    private final int[] places;
    private final boolean same;
    private final long[] lengths;
    private final List<Integer> nodes;
    private final Map<String, Integer> positions = new HashMap<>();

    /**
     * @param layout of the network without such places
     * @param run the network that is run
     */
    ScorePlaces(UnitLayout layout, Network run) {
        this.layout = layout;
        List<UnitLayer> scored = run.units().stream()
                .filter(u -> layout.positionOf(u.name()) >= 0)
                .toList();
        scored.forEach(u -> positions.put(u.name(), positions.size()));
        this.nodes = scored.stream().map(UnitLayer::node).toList();
        this.lengths = scored.stream().mapToLong(u -> u.retained().size()).toArray();
        this.units = scored.stream()
                .flatMapToInt(u -> u.retained().stream().map(c -> c < 0 ? layout.size() : layout.indexOf(u.name(), c)))
                .toArray();
        this.places = new int[layout.size()];
        for (int p = 0; p < units.length; p++) {
            if (units[p] < layout.size()) {
                places[units[p]] = p;
            }
        }
        this.same = Arrays.equals(units, IntStream.range(0, layout.size()).toArray());
    }

    UnitLayout layout() {
        return layout;
    }

    /** The position of a layer's part in {@link #split}; -1 where the layer is not scored. */
    int positionOf(String unit) {
        return positions.getOrDefault(unit, -1);
    }

    /** The nodes of the scored layers, in the order of {@link #split}. */
    List<Integer> nodes() {
        return nodes;
    }

    /** Scores, (units), at their places, (places); zeros elsewhere. */
    Tensor spread(Tensor scores) {
        return same
                ? scores
                : Tensor.concat(0, List.of(scores, Tensor.zeros(scores.type(), 1)))
                        .indexSelect(0, units);
    }

    /** What belongs to each unit, (N, units), of a value for each place, (N, places). */
    Tensor gather(Tensor values) {
        return same ? values : values.indexSelect(1, places);
    }

    /** The layers' parts of a value for each place. */
    List<Tensor> split(Tensor values) {
        return values.split(values.rank() - 1, lengths);
    }
}
