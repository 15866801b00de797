package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of paths, against listing all paths. */
class PathGroupsTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    /** Layers of filters; each reads some filters of the layers before, and the class some of all. */
    private record Sketch(List<String> names, int[][] sources, double[][] shares) {
        static Sketch random(long seed, int layers, int most) {
            Random random = new Random(seed);
            List<String> names = new ArrayList<>(List.of("input"));
            List<Integer> layerOf = new ArrayList<>(List.of(-1));
            for (int layer = 0; layer < layers; layer++) {
                int width = 1 + random.nextInt(most);
                for (int i = 0; i < width; i++) {
                    names.add("L" + layer + "." + i);
                    layerOf.add(layer);
                }
            }
            names.add("logit:a");
            layerOf.add(layers);
            int[][] sources = new int[names.size()][];
            double[][] shares = new double[names.size()][];
            for (int j = 0; j < names.size(); j++) {
                int own = layerOf.get(j);
                sources[j] = IntStream.range(0, j)
                        .filter(i -> layerOf.get(i) < own)
                        .filter(i -> layerOf.get(i) == own - 1 || random.nextInt(4) == 0)
                        .toArray();
                double[] weights = Arrays.stream(sources[j])
                        .mapToDouble(i -> Math.max(0, random.nextGaussian() + .3))
                        .toArray();
                double sum = Arrays.stream(weights).sum();
                shares[j] =
                        Arrays.stream(weights).map(w -> sum > 0 ? w / sum : 0).toArray();
            }
            return new Sketch(names, sources, shares);
        }

        PathGroups groups() {
            return new PathGroups(names, sources, shares);
        }

        /** All paths from the input to a node, without the input. */
        List<ReasoningGraph.Path> paths(int j) {
            if (j == 0) {
                return List.of(new ReasoningGraph.Path(List.of(), 1));
            }
            List<ReasoningGraph.Path> all = new ArrayList<>();
            for (int e = 0; e < sources[j].length; e++) {
                double share = shares[j][e];
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

        /** All paths to the class, their filters alone. */
        List<ReasoningGraph.Path> paths() {
            return paths(names.size() - 1).stream()
                    .map(path -> new ReasoningGraph.Path(
                            path.filters().subList(0, path.filters().size() - 1), path.weight()))
                    .toList();
        }
    }

    private static boolean in(PathGroups.Group group, List<String> path) {
        if (group.through().isEmpty()) {
            return path.isEmpty();
        }
        return group.last()
                ? !path.isEmpty() && group.through().contains(path.get(path.size() - 1))
                : path.stream().anyMatch(group.through()::contains);
    }

    private static double sum(List<ReasoningGraph.Path> paths) {
        return paths.stream().mapToDouble(ReasoningGraph.Path::weight).sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void weightsAndPartsAreThoseOfTheListedPaths(long seed) {
        Sketch sketch = Sketch.random(seed, 3, 9);
        List<ReasoningGraph.Path> all = sketch.paths();

        List<PathGroups.Group> groups = sketch.groups().groups();

        for (PathGroups.Group group : groups) {
            List<ReasoningGraph.Path> own =
                    all.stream().filter(path -> in(group, path.filters())).toList();
            assertThat(group.weight()).isCloseTo(sum(own), CLOSE);
            Map<String, Double> through = new HashMap<>();
            own.forEach(path ->
                    path.filters().forEach(filter -> through.merge(filter, path.weight() / sum(own), Double::sum)));
            group.along()
                    .forEach((filter, part) ->
                            assertThat(part).as(filter).isCloseTo(through.getOrDefault(filter, 0.0), CLOSE));
            assertThat(group.along().keySet()).containsAll(group.through());
            // what many pass is named, unless two others of its layer are passed by more
            through.forEach((filter, part) -> {
                long before = through.entrySet().stream()
                        .filter(other -> Reasoning.layer(other.getKey()).equals(Reasoning.layer(filter)))
                        .filter(other -> other.getValue() > part - 1e-9)
                        .count();
                if (part > .25 + 1e-9 && before <= 2) {
                    assertThat(group.along()).containsKey(filter);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void groupsShareNoPathAndCarryMost(long seed) {
        Sketch sketch = Sketch.random(seed, 4, 20);
        List<PathGroups.Group> groups = sketch.groups().groups();

        double all = sketch.groups().throughput().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("L0."))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        double carried = groups.stream().mapToDouble(PathGroups.Group::weight).sum();
        assertThat(groups).hasSizeBetween(1, PathGroups.MOST_GROUPS);
        assertThat(carried).isGreaterThanOrEqualTo(Math.min(PathGroups.MOST_OF_IT, .9 * all) - 1e-12);
        assertThat(groups)
                .extracting(PathGroups.Group::weight)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        // one layer's filters, or those that the class is computed from, each in one group only
        List<String> through =
                groups.stream().flatMap(group -> group.through().stream()).toList();
        assertThat(through).doesNotHaveDuplicates();
        if (!groups.get(0).last()) {
            assertThat(through.stream().map(Reasoning::layer).distinct()).hasSize(1);
        }
    }

    /** x to 20 equal filters to 1 to 20 equal ones to the class: the one in the middle is the narrow place. */
    @Test
    void theNearestLayerThatIsNarrowDividesThePaths() {
        Sketch sketch = wide(1);

        PathGroups.Group group = sketch.groups().groups().get(0);

        assertThat(group.through()).containsExactly("narrow.0");
        assertThat(group.last()).isFalse();
        assertThat(group.weight()).isCloseTo(1, CLOSE);
        assertThat(group.along()).containsOnlyKeys("narrow.0");
    }

    /** Where every layer is wide, the last group has several filters. */
    @Test
    void manyEqualFiltersAreTakenTogether() {
        List<PathGroups.Group> groups = wide(20).groups().groups();

        // 12 of 20 equal filters carry .6: five alone, seven together
        assertThat(groups).hasSize(PathGroups.MOST_GROUPS);
        assertThat(groups.get(0).through()).hasSize(7);
        assertThat(groups.get(0).weight()).isCloseTo(.35, CLOSE);
        assertThat(groups.get(1).weight()).isCloseTo(.05, CLOSE);
        assertThat(groups.get(0).last()).isTrue();
    }

    @Test
    void withoutEvidenceFromTheImageThereIsNone() {
        PathGroups nothing = new PathGroups(
                List.of("input", "a.0", "logit:a"), new int[][] {{}, {0}, {1}}, new double[][] {{}, {0}, {1}});
        assertThat(nothing.groups()).isEmpty();

        PathGroups imageAlone =
                new PathGroups(List.of("input", "logit:a"), new int[][] {{}, {0}}, new double[][] {{}, {1}});
        assertThat(imageAlone.groups()).singleElement().satisfies(group -> {
            assertThat(group.through()).isEmpty();
            assertThat(group.weight()).isEqualTo(1);
        });
    }

    private static Sketch wide(int middle) {
        List<String> names = new ArrayList<>(List.of("input"));
        int[] widths = {20, middle, 20};
        String[] layers = {"first", "narrow", "third"};
        for (int layer = 0; layer < widths.length; layer++) {
            for (int i = 0; i < widths[layer]; i++) {
                names.add(layers[layer] + "." + i);
            }
        }
        names.add("logit:a");
        int[][] sources = new int[names.size()][];
        double[][] shares = new double[names.size()][];
        for (int j = 0; j < names.size(); j++) {
            int from = j == 0 ? 0 : j <= 20 ? 0 : j <= 20 + middle ? 1 : j <= 40 + middle ? 21 : 21 + middle;
            int to = j == 0 ? 0 : j <= 20 ? 1 : j <= 20 + middle ? 21 : j <= 40 + middle ? 21 + middle : 41 + middle;
            sources[j] = IntStream.range(from, to).toArray();
            shares[j] = new double[to - from];
            Arrays.fill(shares[j], 1.0 / Math.max(1, to - from));
        }
        return new Sketch(names, sources, shares);
    }
}
