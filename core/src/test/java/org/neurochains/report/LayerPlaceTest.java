package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitKind;

class LayerPlaceTest {
    /** stem, then a block with two convolutions and an identity shortcut, then another convolution. */
    private static Network network() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(4, 8, 8));
        score(graph, "stem", UnitKind.CONVOLUTION);
        int stem = graph.add("stem.relu", new Op.Relu(), graph.last());
        int first = score(graph, "L1B1C1", UnitKind.CONVOLUTION, stem);
        int main = score(graph, "L1B1C2", UnitKind.CONVOLUTION, graph.add("r", new Op.Relu(), first));
        int shortcut = score(graph, "L1B1SC", UnitKind.IDENTITY, stem);
        int sum = graph.add("sum", new Op.Add(), main, shortcut);
        int gate = graph.add("gate", new Op.Gate("L1B1"), sum, stem);
        score(graph, "L2B1C1", UnitKind.CONVOLUTION, gate);
        return Network.of(graph.nodes());
    }

    private static int score(GraphBuilder graph, String unit, UnitKind kind, Integer... inputs) {
        Integer[] given = inputs.length == 0 ? new Integer[] {0} : inputs;
        return graph.add(unit, Op.Score.whole(unit, kind, 4), given);
    }

    @Test
    void findsWhatFeedsWhatAndWhereAShortcutStands() {
        List<LayerPlace> places = LayerPlace.of(network());
        assertThat(places)
                .containsExactly(
                        new LayerPlace("stem", UnitKind.CONVOLUTION, null, null, 4, List.of("input")),
                        new LayerPlace("L1B1C1", UnitKind.CONVOLUTION, "L1B1", null, 4, List.of("stem")),
                        new LayerPlace("L1B1C2", UnitKind.CONVOLUTION, "L1B1", null, 4, List.of("L1B1C1")),
                        new LayerPlace("L1B1SC", UnitKind.IDENTITY, "L1B1", "L1B1C2", 4, List.of("stem")),
                        new LayerPlace(
                                "L2B1C1", UnitKind.CONVOLUTION, null, null, 4, List.of("stem", "L1B1C2", "L1B1SC")));
    }
}
