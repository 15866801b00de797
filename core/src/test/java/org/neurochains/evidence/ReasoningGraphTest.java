package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and shares, against listing all paths. */
class ReasoningGraphTest {
    private record Sketch(List<String> names, int[][] sources, double[][] weights) {
        /** Each node takes some of those before it, with weights of either sign; some weights are equal. */
        static Sketch random(long seed) {
            Random random = new Random(seed);
            int n = 6 + random.nextInt(5);
            List<String> names = new ArrayList<>();
            int[][] sources = new int[n][];
            double[][] weights = new double[n][];
            for (int j = 0; j < n; j++) {
                names.add("n" + (n - j));
                int last = j;
                sources[j] = IntStream.range(0, j)
                        .filter(i -> i == last - 1 || random.nextBoolean())
                        .toArray();
                weights[j] = Arrays.stream(sources[j])
                        .mapToDouble(i -> random.nextInt(7) - 1)
                        .toArray();
            }
            return new Sketch(names, sources, weights);
        }

        double share(int j, int e) {
            double positive = Arrays.stream(weights[j]).filter(w -> w > 0).sum();
            return weights[j][e] > 0 ? weights[j][e] / positive : 0;
        }

        /** All paths that end at a node, its name last. */
        List<ReasoningGraph.Path> paths(int j) {
            if (j == 0) {
                return List.of(new ReasoningGraph.Path(List.of(names.get(0)), 1));
            }
            List<ReasoningGraph.Path> all = new ArrayList<>();
            for (int e = 0; e < sources[j].length; e++) {
                double share = share(j, e);
                if (share > 0) {
                    for (ReasoningGraph.Path before : paths(sources[j][e])) {
                        List<String> filters = new ArrayList<>(before.filters());
                        filters.add(names.get(j));
                        all.add(new ReasoningGraph.Path(filters, before.weight() * share));
                    }
                }
            }
            return all;
        }

        ReasoningGraph graph() {
            double[][] shares = new double[weights.length][];
            for (int j = 0; j < shares.length; j++) {
                int node = j;
                shares[j] = IntStream.range(0, weights[j].length)
                        .mapToDouble(e -> share(node, e))
                        .toArray();
            }
            return new ReasoningGraph(names, sources, weights, shares);
        }
    }

    private static final Comparator<ReasoningGraph.Path> ORDER = Comparator.comparingDouble(
                    (ReasoningGraph.Path p) -> -Math.round(p.weight() * 1e12))
            .thenComparing(p -> p.filters().toArray(new String[0]), Arrays::compare);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void findsTheHeaviestOfAllPaths(long seed) {
        Sketch sketch = Sketch.random(seed);
        List<ReasoningGraph.Path> all =
                sketch.paths(sketch.names().size() - 1).stream().sorted(ORDER).toList();

        for (int k : new int[] {1, 3, 1000}) {
            List<ReasoningGraph.Path> found = sketch.graph().heaviest(k);

            assertThat(found).hasSize(Math.min(k, all.size()));
            for (int i = 0; i < found.size(); i++) {
                List<String> whole = all.get(i).filters();
                assertThat(found.get(i).weight()).isCloseTo(all.get(i).weight(), within(1e-12));
                assertThat(found.get(i).filters()).isEqualTo(whole.subList(1, whole.size() - 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSharesIsTheWeightOfAllPathsThroughAFilter(long seed) {
        Sketch sketch = Sketch.random(seed);
        Map<String, Double> expected = new HashMap<>();
        for (ReasoningGraph.Path path : sketch.paths(sketch.names().size() - 1)) {
            path.filters().forEach(name -> expected.merge(name, path.weight(), Double::sum));
        }

        sketch.graph()
                .groups()
                .throughput()
                .forEach((name, share) ->
                        assertThat(share).as(name).isCloseTo(expected.getOrDefault(name, 0.0), within(1e-12)));
    }

    @Test
    void ofEqualPathsTheFirstByNameComesFirst() {
        Sketch sketch = new Sketch(
                List.of("input", "b", "a", "c", "logit"),
                new int[][] {{}, {0}, {0}, {0}, {1, 2, 3}},
                new double[][] {{}, {1}, {1}, {1}, {2, 2, 1}});

        assertThat(sketch.graph().heaviest(2))
                .extracting(ReasoningGraph.Path::filters)
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void thousandsOfLayersDoNotVanish() {
        int n = 3000;
        List<String> names = new ArrayList<>();
        int[][] sources = new int[n][];
        double[][] weights = new double[n][];
        for (int j = 0; j < n; j++) {
            names.add("n" + j);
            sources[j] = j == 0 ? new int[0] : j == 1 ? new int[] {0} : new int[] {j - 2, j - 1};
            weights[j] = j == 0 ? new double[0] : j == 1 ? new double[] {1} : new double[] {1, 3};
        }

        List<ReasoningGraph.Path> best =
                new Sketch(names, sources, weights).graph().heaviest(1);

        assertThat(best.get(0).filters()).hasSize(n - 2);
    }
}
