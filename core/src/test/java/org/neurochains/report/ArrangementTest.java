package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.network.UnitKind;
import tools.jackson.databind.json.JsonMapper;

class ArrangementTest {
    private static final Map<String, Map<String, Double>> CROSSED =
            Map.of("a", Map.of("y", 1.0), "b", Map.of("x", 1.0), "x", Map.of("end", 1.0), "y", Map.of("end", 1.0));

    @Test
    void countsTheCrossingsOfTwoLayers() {
        List<List<String>> ranks = List.of(List.of("a", "b", "c"), List.of("x", "y", "z"));
        // a-z crosses b-x, b-y, c-x and c-y; b-y crosses c-x.
        Map<String, Map<String, Double>> edges =
                Map.of("a", Map.of("z", 1.0), "b", Map.of("x", 1.0, "y", 1.0), "c", Map.of("x", 1.0, "y", 1.0));
        assertThat(Crossings.count(ranks, edges)).isEqualTo(5);
    }

    @Test
    void edgesThatShareAnEndDoNotCross() {
        Map<String, Map<String, Double>> fan = Map.of("a", Map.of("x", 1.0, "y", 1.0), "b", Map.of("y", 1.0));
        assertThat(Crossings.count(List.of(List.of("a", "b"), List.of("x", "y")), fan))
                .isZero();
    }

    @Test
    void untanglesTwoCrossedEdges() {
        List<List<String>> ranks = List.of(List.of("a", "b"), List.of("x", "y"), List.of("end"));
        assertThat(Crossings.count(ranks, CROSSED)).isEqualTo(1);
        assertThat(Arrangement.fewestCrossings(ranks, CROSSED))
                .containsExactly(List.of("a", "b"), List.of("y", "x"), List.of("end"));
    }

    @Test
    void findsAPlantedOrderAgain() {
        Random random = new Random(3);
        List<List<String>> planted = new ArrayList<>();
        List<List<String>> shuffled = new ArrayList<>();
        Map<String, Map<String, Double>> edges = new HashMap<>();
        for (int rank = 0; rank < 6; rank++) {
            List<String> nodes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                nodes.add(rank + "." + i);
                Map<String, Double> next = new HashMap<>();
                next.put((rank + 1) + "." + i, 1.0);
                next.put((rank + 1) + "." + Math.min(i + 1, 11), 1.0);
                edges.put(rank + "." + i, next);
            }
            planted.add(List.copyOf(nodes));
            if (rank > 0 && rank < 5) {
                Collections.shuffle(nodes, random);
            }
            shuffled.add(nodes);
        }
        long before = Crossings.count(shuffled, edges);
        long after = Crossings.count(Arrangement.fewestCrossings(shuffled, edges), edges);
        assertThat(Crossings.count(planted, edges)).isZero();
        assertThat(before).isGreaterThan(500);
        assertThat(after).isLessThan(before / 10);
    }

    @Test
    void shortcutsStandBesideTheirBlockAndBypassedBlocksShareARow() {
        ChainGraph graph =
                SampleDocument.of(new JsonMapper().readTree("""
                {"region": {"classes": []}, "edges": [], "layers": [
                  {"name": "stem", "kind": "", "units": 4, "bypassed": false, "filters": [{"index": 1, "score": 2}, {"index": 0, "score": 1}]},
                  {"name": "L1B1C1", "kind": "", "units": 4, "bypassed": true, "filters": []},
                  {"name": "L1B1C2", "kind": "", "units": 4, "bypassed": true, "filters": []},
                  {"name": "L1B1SC", "kind": "", "units": 4, "bypassed": true, "filters": []},
                  {"name": "L2B1C1", "kind": "", "units": 4, "bypassed": false, "filters": [{"index": 3, "score": 1}]},
                  {"name": "L2B1SC", "kind": "projection", "units": 4, "bypassed": false, "filters": [{"index": 2, "score": 1}]},
                  {"name": "L2B1C2", "kind": "", "units": 4, "bypassed": false, "filters": [{"index": 0, "score": 1}]}]}
                """)).build().graph();
        ;
        List<LayerPlace> topology = graph.topology();
        assertThat(topology.get(3).kind()).isEqualTo(UnitKind.IDENTITY);
        assertThat(topology.get(5).kind()).isEqualTo(UnitKind.PROJECTION);
        assertThat(topology.get(5).beside()).isEqualTo("L2B1C2");
        Arrangement arrangement = Arrangement.of(graph, topology);
        assertThat(arrangement.rows())
                .containsExactly(
                        new Arrangement.Row(List.of("stem"), List.of(), false),
                        new Arrangement.Row(List.of("L1B1C1", "L1B1C2", "L1B1SC"), List.of("L1B1SC"), true),
                        new Arrangement.Row(List.of("L2B1C1"), List.of(), false),
                        new Arrangement.Row(List.of("L2B1C2", "L2B1SC"), List.of("L2B1SC"), false));
        assertThat(arrangement.order()).containsEntry("stem", List.of(1, 0));
    }

    /** Where all effects are known they decide; where one is not, scores do. */
    @Test
    void filtersThatMatterMostComeFirst() {
        String layer = """
                {"region": {"classes": []}, "edges": [], "layers": [{"name": "stem", "kind": "", "units": 4, "bypassed": false,
                  "filters": [{"index": 0, "score": 2, "effect": 1}, {"index": 1, "score": 1, "effect": 3}%s]}]}""";
        assertThat(order(layer.formatted(""))).isEqualTo(List.of(1, 0));
        assertThat(order(layer.formatted(", {\"index\": 2, \"score\": 3}"))).isEqualTo(List.of(2, 0, 1));
    }

    private static @Nullable List<Integer> order(String chain) {
        ChainGraph graph =
                SampleDocument.of(new JsonMapper().readTree(chain)).build().graph();
        return Arrangement.of(graph, graph.topology()).order().get("stem");
    }
}
