package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Labels;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Edges, inference chains and shares of networks on images of one pixel, worked out by hand; and what a permutation
 * changes.
 */
class ReasoningTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final Labels LABELS = Labels.of(List.of("a", "b"));

    private static int conv(GraphBuilder graph, String name, int x, float @Nullable [] bias, float... weights) {
        int inputs = graph.shape(x).channels();
        Extent one = Extent.square(1);
        Op.Geometry geometry = new Op.Geometry(one, one, Extent.square(0), one, 1);
        Tensor weight = Tensor.of(weights, weights.length / inputs, inputs, 1, 1);
        return graph.add(name, new Op.Conv(weight, bias == null ? null : Tensor.of(bias, bias.length), geometry), x);
    }

    private static int relu(GraphBuilder graph, int x) {
        return graph.add(graph.node(x).name() + ".relu", new Op.Relu(), x);
    }

    private static Network finish(GraphBuilder graph, float... head) {
        int flat = graph.add("flatten", new Op.Flatten(), graph.last());
        int features = graph.shape(flat).channels();
        graph.add("fc", new Op.Linear(Tensor.of(head, head.length / features, features), null), flat);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    private static Reasoning reasoning(Network network, Subnetwork subnetwork, int predicted, float... pixels) {
        int channels = network.inputShape().channels();
        Tensor images = Tensor.of(pixels, pixels.length / channels, channels, 1, 1);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < images.dim(0); i++) {
            all.add(predicted);
        }
        return Reasoning.of(
                network,
                subnetwork,
                new PredictedImages(images, all, LABELS),
                ReasoningOptions.defaults(2),
                Progress.NONE);
    }

    private static Subnetwork whole(Network network) {
        return new Subnetwork(Scores.ones(network), Set.of());
    }

    private static Map<String, Double> edges(Reasoning reasoning) {
        Map<String, Double> edges = new LinkedHashMap<>();
        for (ChainRecord.Edge edge : reasoning.edges()) {
            edges.put(edge.from() + ">" + edge.to(), edge.weight());
        }
        return edges;
    }

    private static final Scores STACK_SCORES =
            Scores.of(Map.of("first", new float[] {1, 1}, "second", new float[] {2}));

    /** first: 1x + 1 and 2x; second: 1 f_0 + 3 f_1; logit a = 5 s. */
    private static Network stack() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
        int first = relu(graph, conv(graph, "first", 0, new float[] {1, 0}, 1, 2));
        relu(graph, conv(graph, "second", first, null, 1, 3));
        return finish(graph, 5, 0);
    }

    /** The same stack on x = 2 and on x = 1, where s = 2 (2 + 3 * 2) = 16. */
    @Test
    void edgesOfSingleImages() {
        try (Scope scope = Scope.open()) {
            Network network = stack();
            PredictedImages images =
                    new PredictedImages(Tensor.of(new float[] {2, 1}, 2, 1, 1, 1), List.of(0, 0), LABELS);
            Subnetwork chain = new Subnetwork(STACK_SCORES, Set.of());

            List<Map<String, Map<String, Double>>> each = Reasoning.onImages(network, chain, images, 2, Progress.NONE);

            assertThat(each.get(0))
                    .isEqualTo(Map.of(
                            "input", Map.of("first.0", 20.0, "first.1", 120.0),
                            "first.0", Map.of("second.0", 30.0),
                            "first.1", Map.of("second.0", 120.0),
                            "second.0", Map.of("logit:a", 150.0)));
            assertThat(each.get(1))
                    .isEqualTo(Map.of(
                            "input", Map.of("first.0", 10.0, "first.1", 60.0),
                            "first.0", Map.of("second.0", 20.0),
                            "first.1", Map.of("second.0", 60.0),
                            "second.0", Map.of("logit:a", 80.0)));
            assertThat(Reasoning.onImages(network, chain, images, 1, Progress.NONE))
                    .hasSize(1);
        }
    }

    /** x = 2; first: 1x + 1 and 2x; second: 1 f_0 + 3 f_1, score 2; logit a = 5 s. */
    @Test
    void edgesOfAStack() {
        try (Scope scope = Scope.open()) {
            Network network = stack();

            Reasoning reasoning = reasoning(network, new Subnetwork(STACK_SCORES, Set.of()), 0, 2);

            // s = 2 (3 + 3 * 4) = 30; dz/ds = 5, dz/df_0 = 10, dz/df_1 = 30
            assertThat(edges(reasoning))
                    .containsExactly(
                            entry("input>first.0", 20.0),
                            entry("input>first.1", 120.0),
                            entry("first.0>second.0", 30.0),
                            entry("first.1>second.0", 120.0),
                            entry("second.0>logit:a", 150.0));
            assertThat(reasoning.chains())
                    .extracting(ChainRecord.InferenceChain::filters)
                    .containsExactly(List.of("first.1", "second.0"), List.of("first.0", "second.0"));
            assertThat(reasoning.chains().get(0).weight()).isCloseTo(.8, CLOSE);
            ChainRecord.PathGroup group = reasoning.groups().get(0);
            assertThat(group.through()).containsExactly("second.0");
            assertThat(group.last()).isTrue();
            assertThat(group.weight()).isCloseTo(1, CLOSE);
            assertThat(group.along().keySet()).containsExactly("first.1", "second.0");
            assertThat(group.along().get("first.1")).isCloseTo(.8, CLOSE);
            // Without second.0 the logits are (0, 0) where they were (150, 0).
            assertThat(group.lost()).isCloseTo(.5, CLOSE);
            assertThat(group.lostByOther()).isNull();
            assertThat(group.holds()).isTrue();
            assertThat(reasoning.shares().getOrDefault("first.0", Map.of()))
                    .hasEntrySatisfying("a", a -> assertThat(a).isCloseTo(.2, CLOSE));
            assertThat(reasoning.shares().getOrDefault("second.0", Map.of()))
                    .hasEntrySatisfying("a", a -> assertThat(a).isCloseTo(1, CLOSE));
            assertThat(reasoning.words("a", UnaryOperator.identity())).isEqualTo("first.1 -> second.0");
            assertThat(reasoning.words("b", UnaryOperator.identity())).isEmpty();
            assertThat(reasoning.serves("first.0")).containsExactly("a");
        }
    }

    /** All of a's evidence passes second.0; b has no path. */
    @Test
    void aRecordSaysWhatTheListedPathsExplain() {
        try (Scope scope = Scope.open()) {
            Reasoning reasoning = reasoning(stack(), new Subnetwork(STACK_SCORES, Set.of()), 0, 2);
            ChainRecord old = SampleRecord.builder()
                    .region(new ChainRecord.RegionRecord(List.of("a", "b"), List.of(), 0))
                    .build();
            ChainRecord.Trust trust = new ChainRecord.Trust(true, null, null, 1, 1, null, null);

            ChainRecord.Trust told = Objects.requireNonNull(reasoning
                    .addedTo(old.withResult(old.result().withTrust(trust)))
                    .result()
                    .trust());
            Map<String, Double> explained = Objects.requireNonNull(told.explained());

            assertThat(explained).containsOnlyKeys("a", "b");
            assertThat(explained.get("a")).isCloseTo(1, CLOSE);
            assertThat(explained.get("b")).isZero();
            assertThat(reasoning.addedTo(old).result().trust()).isNull();
        }
    }

    /**
     * The heavier filter speaks for b as loudly as for a, so that a loses nothing without it: 3 - 3 + 2.2 stays 2.2.
     * Without the other the logits are equal.
     */
    @Test
    void groupsThatHoldComeFirst() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            relu(graph, conv(graph, "first", 0, null, 1, 1));
            Network network = finish(graph, 3, 2.2f, 3, 0);

            List<ChainRecord.PathGroup> groups =
                    reasoning(network, whole(network), 0, 1).groups();

            assertThat(groups)
                    .extracting(ChainRecord.PathGroup::through)
                    .containsExactly(List.of("first.1"), List.of("first.0"));
            assertThat(groups).extracting(ChainRecord.PathGroup::holds).containsExactly(true, false);
            assertThat(groups.get(0).lost()).isCloseTo(1 / (1 + Math.exp(-2.2)) - .5, CLOSE);
            assertThat(groups.get(1).lost()).isCloseTo(0, CLOSE);
        }
    }

    /** Means are over the images of the class: x = 1 and 3 give twice x = 2's values, halved. */
    @Test
    void edgesAreMeansOverImages() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            relu(graph, conv(graph, "first", 0, null, 1, 2));
            Network network = finish(graph, 5, 0, 0, 1);

            assertThat(edges(reasoning(network, whole(network), 0, 1, 3, 2)))
                    .containsExactly(entry("input>first.0", 10.0), entry("first.0>logit:a", 10.0));
        }
    }

    /** h = (1, 2); C1 = relu((h_0, h_1)), C2 = (2 c_0, c_1); sum = C2 + .5 h; logit = sum_0 - sum_1. */
    @Test
    void edgesThroughAResidualSumAreDividedByShares() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
            int stem = relu(graph, conv(graph, "stem", 0, null, 1, 0, 0, 1));
            int first = relu(graph, conv(graph, "C1", stem, null, 1, 0, 0, 1));
            int second = conv(graph, "C2", first, null, 2, 0, 0, 1);
            relu(graph, graph.add("block", new Op.Add(), second, stem));
            Network network = finish(graph, 1, -1, 0, 0);
            Map<String, float[]> scores = Scores.ones(network).byUnit();
            Arrays.fill(scores.get("blockSC"), .5f);

            Reasoning reasoning = reasoning(network, new Subnetwork(Scores.of(scores), Set.of()), 0, 1, 2);

            // sums 2.5 and 3 with derivatives 1 and -1
            assertThat(edges(reasoning))
                    .containsEntry("C2.0>logit:a", 2.0)
                    .containsEntry("blockSC.0>logit:a", .5)
                    .containsEntry("C2.1>logit:a", -2.0)
                    .containsEntry("blockSC.1>logit:a", -1.0)
                    .containsEntry("stem.0>blockSC.0", .5)
                    .containsEntry("stem.0>C1.0", 2.0)
                    .containsEntry("input>stem.0", 2.5);
            assertThat(reasoning.chains())
                    .extracting(ChainRecord.InferenceChain::filters)
                    .containsExactly(List.of("stem.0", "C1.0", "C2.0"), List.of("stem.0", "blockSC.0"));
            assertThat(reasoning.chains().get(0).weight()).isCloseTo(.8, CLOSE);
            assertThat(reasoning.serves("C2.1")).isEmpty();
        }
    }

    @Test
    void crossesABypassedLayer() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
            int first = relu(graph, conv(graph, "first", 0, null, 1, 0, 0, 1));
            relu(graph, conv(graph, "second", first, null, 7, 7, 7, 7));
            Network network = finish(graph, 1, 2, 0, 0);

            Reasoning reasoning = reasoning(network, new Subnetwork(Scores.ones(network), Set.of("second")), 0, 3, 4);

            assertThat(edges(reasoning))
                    .containsExactly(
                            entry("input>first.0", 3.0),
                            entry("input>first.1", 8.0),
                            entry("first.0>logit:a", 3.0),
                            entry("first.1>logit:a", 8.0));
        }
    }

    @Test
    void aNetworkWithoutConvolutionsLeavesTheImageAlone() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
            relu(graph, conv(graph, "only", 0, null, 1, 0, 0, 1));
            Network network = finish(graph, 1, 2, 0, 0);

            Reasoning reasoning = reasoning(network, new Subnetwork(Scores.ones(network), Set.of("only")), 0, 3, 4);

            assertThat(edges(reasoning)).containsExactly(entry("input>logit:a", 11.0));
            assertThat(reasoning.chains())
                    .singleElement()
                    .extracting(ChainRecord.InferenceChain::filters)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .isEmpty();
            assertThat(reasoning.words("a", UnaryOperator.identity())).isEqualTo("the image alone");
        }
    }

    @Test
    void aClassOfNegativeContributionsHasNoChain() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            relu(graph, conv(graph, "only", 0, null, 1));
            Network network = finish(graph, -1, 0);

            Reasoning reasoning = reasoning(network, whole(network), 0, 3);

            assertThat(edges(reasoning)).containsEntry("only.0>logit:a", -3.0);
            assertThat(reasoning.chains()).isEmpty();
        }
    }

    @Test
    void aNetworkThatIsCutThroughHasNoReasoning() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            conv(graph, "only", 0, null, 1, 1);
            Network network = finish(graph, 1, 1, 0, 0);
            Subnetwork nothing = new Subnetwork(Scores.of(Map.of("only", new float[2])), Set.of());

            assertThat(reasoning(network, nothing, 0, 3).edges()).isEmpty();
        }
    }

    /** Convolutions whose channels are picked, doubled and joined, down to logits without a fully connected layer. */
    @Test
    void crossesConcatenationAndSelection() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            int a = conv(graph, "a", 0, null, 1, 2);
            int b = conv(graph, "b", 0, null, 3);
            int joined = graph.add("join", new Op.Concat(), b, a);
            conv(graph, "c", joined, null, 1, 1, 1, 0, 0, 0);
            Network network = finish(graph, 1, 0, 0, 1);

            assertThat(edges(reasoning(network, whole(network), 0, 1)))
                    .containsEntry("b.0>c.0", 3.0)
                    .containsEntry("a.0>c.0", 1.0)
                    .containsEntry("a.1>c.0", 2.0)
                    .containsEntry("c.0>logit:a", 6.0);
        }
    }

    @Test
    void keepsTheLargestEdgesAndThoseOnChains() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            int first = relu(graph, conv(graph, "first", 0, null, 1, 2, 3, 4));
            relu(graph, conv(graph, "second", first, null, 1, 1, 1, 5));
            Network network = finish(graph, 1, 0);
            PredictedImages image = new PredictedImages(Tensor.full(1, 1, 1, 1, 1), List.of(0), LABELS);

            Reasoning few = Reasoning.of(network, whole(network), image, new ReasoningOptions(1, 4, 1), Progress.NONE);

            assertThat(few.allEdges()).isEqualTo(9);
            assertThat(edges(few).keySet())
                    .containsExactly("input>first.2", "input>first.3", "first.3>second.0", "second.0>logit:a");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPermutationOfChannelsPermutesTheResult(long seed) {
        try (Scope scope = Scope.open()) {
            Random random = new Random(seed);
            float[] first = normal(random, 4);
            float[] second = normal(random, 12);
            float[] head = normal(random, 6);
            int[] order = {2, 0, 3, 1};
            Reasoning plain = twoLayers(first, second, head);
            float[] firstPermuted = new float[4];
            float[] secondPermuted = new float[12];
            for (int i = 0; i < 4; i++) {
                firstPermuted[i] = first[order[i]];
                for (int j = 0; j < 3; j++) {
                    secondPermuted[j * 4 + i] = second[j * 4 + order[i]];
                }
            }

            Reasoning permuted = twoLayers(firstPermuted, secondPermuted, head);

            Map<String, Double> renamed = renamed(permuted, order);
            Map<String, Double> expected = edges(plain);
            assertThat(renamed.keySet()).isEqualTo(new TreeMap<>(expected).keySet());
            expected.forEach((edge, weight) ->
                    assertThat(renamed.get(edge)).as(edge).isCloseTo(weight, within(1e-5 * Math.abs(weight))));
        }
    }

    private static Map<String, Double> renamed(Reasoning reasoning, int[] order) {
        Map<String, Double> renamed = new TreeMap<>();
        edges(reasoning).forEach((name, weight) -> {
            String[] ends = name.split(">", -1);
            for (int k = 0; k < 2; k++) {
                if (ends[k].startsWith("first.")) {
                    ends[k] = "first." + order[Integer.parseInt(ends[k].substring(6))];
                }
            }
            renamed.put(ends[0] + ">" + ends[1], weight);
        });
        return renamed;
    }

    private static Reasoning twoLayers(float[] first, float[] second, float[] head) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
        int x = relu(graph, conv(graph, "first", 0, null, first));
        relu(graph, conv(graph, "second", x, null, second));
        Network network = finish(graph, head);
        return reasoning(network, whole(network), 0, 1);
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() + 1;
        }
        return values;
    }

    /** logit a = 3 h_0, b = h_0 + 2 h_1, h = x; a's image is (2, 0), b's are (0, 1) and (1, 2). */
    @Test
    void pathsAreCheckedByRemovingThem() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
            relu(graph, conv(graph, "first", 0, null, 1, 0, 0, 1));
            Network network = finish(graph, 3, 0, 1, 2);
            Tensor images = Tensor.of(new float[] {2, 0, 0, 1, 1, 2}, 3, 2, 1, 1);

            List<ChainRecord.InferenceChain> chains = Reasoning.of(
                            network,
                            whole(network),
                            new PredictedImages(images, List.of(0, 1, 1), LABELS),
                            ReasoningOptions.defaults(2),
                            Progress.NONE)
                    .chains();

            // a's image has logits (6, 2), without first.0 (0, 0): 1 / (1 + e^-4) - 1/2.
            ChainRecord.InferenceChain a = chains.get(0);
            assertThat(a.filters()).containsExactly("first.0");
            assertThat(a.lost()).isCloseTo(.4820138, CLOSE);
            // b's images have (0, 2) and (3, 5), without first.0 (0, 2) and (0, 4): their mean p grows.
            assertThat(a.lostByOther()).isCloseTo((.8807971 - .8807971 + .8807971 - .9820138) / 2, CLOSE);
            assertThat(a.holds()).isTrue();
            // Without first.1 b's images have (0, 0) and (3, 1).
            assertThat(chains.get(1).filters()).containsExactly("first.1");
            assertThat(chains.get(1).lost()).isCloseTo((.8807971 - .5 + .8807971 - .1192029) / 2, CLOSE);
            assertThat(chains.get(1).holds()).isTrue();
            assertThat(chains.get(2).filters()).containsExactly("first.0");
            assertThat(chains.get(2).lostByOther()).isCloseTo(.4820138, CLOSE);
            assertThat(chains.get(2).holds()).isFalse();
        }
    }

    /**
     * logit a = 3 h_0, b = 2.5 h_0 + 2 h_1. b's heavier path, first.0, keeps a up: without it b wins more; without
     * first.1 it loses.
     */
    @Test
    void whatHoldsIsListedFirst() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
            relu(graph, conv(graph, "first", 0, null, 1, 0, 0, 1));
            Network network = finish(graph, 3, 0, 2.5f, 2);
            Tensor images = Tensor.of(new float[] {2, 0, 1, 1}, 2, 2, 1, 1);

            List<ChainRecord.InferenceChain> ofB = Reasoning.of(
                            network,
                            whole(network),
                            new PredictedImages(images, List.of(0, 1), LABELS),
                            ReasoningOptions.defaults(2),
                            Progress.NONE)
                    .chains()
                    .stream()
                    .filter(path -> path.label().equals("b"))
                    .toList();

            // Of (3, 4.5) b has .8175745; without first.1 (3, 2.5) .3775407, without first.0 (0, 2) .8807971.
            assertThat(ofB)
                    .extracting(ChainRecord.InferenceChain::filters)
                    .containsExactly(List.of("first.1"), List.of("first.0"));
            assertThat(ofB.get(0).lost()).isCloseTo(.8175745 - .3775407, CLOSE);
            assertThat(ofB.get(0).lostByOther()).isCloseTo(0, CLOSE);
            assertThat(ofB.get(0).weight()).isLessThan(ofB.get(1).weight());
            assertThat(ofB.get(0).holds()).isTrue();
            assertThat(ofB.get(1).lost()).isCloseTo(.8175745 - .8807971, CLOSE);
            assertThat(ofB.get(1).holds()).isFalse();
        }
    }
}
