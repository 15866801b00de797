package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Border;
import org.neurochains.network.Channels;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Extent;
import org.neurochains.network.Flow;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitLayer;
import org.neurochains.network.UnitPlacement;
import org.neurochains.onnx.NarrowNetworks;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.DemoWorld;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import tools.jackson.databind.json.JsonMapper;

/** The page's interpreter computes what the engine computes, on every kind of network and operation. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveNetworkTest {
    private static final double TOLERANCE = 1e-3;
    private static final int TRIALS = 4;

    /** Runs a network twice: from nothing, and from the run without scores' changes, computing only what differs. */
    private static final String RUN = """
            ([text, image, scores]) => {
              const live = JSON.parse(text);
              const bytes = Uint8Array.from(atob(live.values), (letter) => letter.charCodeAt(0));
              const network = openNetwork(live, bytes);
              const input = Float32Array.from(image);
              const before = network.run(null, input, {});
              const whole = network.run(null, input, scores).values.at(-1);
              const again = network.run(before, input, scores).values.at(-1);
              return { whole: [...whole], again: [...again] };
            }""";

    private @Nullable Page page;

    @BeforeAll
    void start() {
        page = Chromium.start().browser().newPage();
        page.addScriptTag(
                new Page.AddScriptTagOptions().setContent(Modules.join("interpreter.js", SinglePage::resource)));
    }

    @AfterAll
    void stop() {
        if (page != null) {
            page.close();
        }
    }

    /** The interpreter's logits on one image. */
    private float[] live(Network network, Map<String, float[]> scores, Tensor image, boolean half) {
        return live(network, scores, image, half, Set.of());
    }

    /** The same round some of its groups. */
    private float[] live(
            Network network, Map<String, float[]> scores, Tensor image, boolean half, Set<String> bypassed) {
        String text = JsonMapper.shared().writeValueAsString(LiveNetwork.of(network, scores, half));
        Map<String, List<Integer>> gates = new TreeMap<>();
        bypassed.forEach(group -> gates.put(group + ".gate", List.of(0)));
        Object answer = Objects.requireNonNull(page).evaluate(RUN, List.of(text, doubles(image.toFloats()), gates));
        Map<?, ?> runs = (Map<?, ?>) answer;
        assertThat(runs.get("again")).isEqualTo(runs.get("whole"));
        return floats(runs.get("whole"));
    }

    private static List<Double> doubles(float[] values) {
        List<Double> list = new ArrayList<>();
        for (float value : values) {
            list.add((double) value);
        }
        return list;
    }

    private static float[] floats(@Nullable Object numbers) {
        List<?> list = (List<?>) Objects.requireNonNull(numbers);
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) list.get(i)).floatValue();
        }
        return values;
    }

    private static void assertClose(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as(what).isCloseTo(expected[i], offset((float) TOLERANCE));
        }
    }

    @Test
    void aConvolutionByHand() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            Op.Geometry geometry =
                    new Op.Geometry(Extent.square(2), Extent.square(2), Extent.square(1), Extent.square(1), 1);
            Network network = Network.of(List.of(
                    new Node("input", new Op.Input(Shape.maps(1, 3, 3)), List.of()),
                    new Node("conv", new Op.Conv(weight, Tensor.of(new float[] {10}, 1), geometry), List.of(0)),
                    new Node("flat", new Op.Flatten(), List.of(1))));
            Tensor image = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
            // Windows [0 0; 0 1], [0 0; 2 3], [0 4; 0 7], [5 6; 8 9] by 1 2 3 4, plus 10.
            float[] expected = {14, 10 + 6 + 12, 10 + 8 + 28, 10 + 5 + 12 + 24 + 36};
            assertThat(live(network, Map.of(), image, false)).containsExactly(expected);
            assertThat(live(network, Map.of(), image, true)).containsExactly(expected);
        }
    }

    @Test
    void everyOperation() {
        try (Scope scope = Scope.open()) {
            for (Op op : operations()) {
                Shape shape = Shape.maps(6, 9, 7);
                Network network = Network.of(List.of(
                        new Node("input", new Op.Input(shape), List.of()),
                        new Node("op", op, List.of(0)),
                        new Node("flat", new Op.Flatten(), List.of(1))));
                boolean positive = op instanceof Op.Activation f && f.kind() == Op.Activation.Kind.LOG;
                Tensor given = RandomGraph.images(network, 1, 5);
                Tensor image = positive ? given.abs() : given;
                float[] expected =
                        Executor.unfolded(network).logits(image, Scoring.NONE).toFloats();
                assertClose(live(network, Map.of(), image, false), expected, op.toString());
            }
        }
    }

    private static List<Op> operations() {
        List<Op> all = new ArrayList<>();
        for (Op.Activation.Kind kind : Op.Activation.Kind.values()) {
            double a = switch (kind) {
                case CLIP -> -0.5;
                case POWER -> 3;
                default -> 0.2;
            };
            all.add(new Op.Activation(kind, a, 0.7));
        }
        Extent three = new Extent(3, 2);
        Extent step = new Extent(2, 1);
        for (boolean ceil : new boolean[] {true, false}) {
            for (Border border : List.of(Border.NONE, new Border(1, 0, 1, 1), new Border(0, 1, 2, 0))) {
                all.add(new Op.MaxPool(three, step, border, new Extent(1, 2), ceil));
                all.add(new Op.AveragePool(three, step, border, ceil, true));
                all.add(new Op.AveragePool(three, step, border, ceil, false));
            }
        }
        all.add(new Op.AdaptiveAveragePool(4, 3));
        all.add(new Op.Pad(1, 2, 0, 3, -1.5));
        all.add(new Op.Subsample(2));
        all.add(new Op.Resample(
                RandomGraph.normal(new Random(4), 1, 3, 9), RandomGraph.normal(new Random(5), 1, 8, 7)));
        all.add(new Op.Select(Channels.of(3, -1, 0)));
        Tensor gamma = Tensor.of(new float[] {1, 2, -1, 0.5f, 3, 1}, 6);
        Tensor beta = Tensor.of(new float[] {0, 1, -2, 0.5f, 0, 1}, 6);
        all.add(new Op.Norm(2, true, gamma, beta, 1e-5));
        all.add(new Op.Norm(6, true, gamma, beta, 1e-3));
        all.add(new Op.Norm(1, false, gamma, beta, 1e-5));
        all.add(new Op.Lrn(5, 0.3, 0.75, 1.2));
        all.add(new Op.Lrn(4, 0.3, 0.75, 1.2));
        Random random = new Random(3);
        for (int groups : new int[] {1, 2, 3, 6}) {
            Tensor weight = RandomGraph.normal(random, 0.3, 6, 6 / groups, 3, 2);
            all.add(new Op.Conv(
                    weight,
                    null,
                    new Op.Geometry(three, new Extent(1, 3), new Extent(2, 1), new Extent(2, 1), groups)));
        }
        return all;
    }

    @Test
    void randomNetworks() {
        Set<String> kinds = new TreeSet<>();
        LongStream.range(0, 80).forEach(seed -> {
            try (Scope scope = Scope.open()) {
                Network network = UnitPlacement.place(RandomGraph.plain(seed));
                compare("seed " + seed, network, seed, kinds);
            }
        });
        assertThat(kinds)
                .contains("Conv", "BatchNorm", "Add", "Mul", "Concat", "MaxPool", "AveragePool", "Subsample", "Select");
    }

    @Test
    void networksLikeTheWellKnownOnes() {
        try (Scope scope = Scope.open()) {
            NarrowNetworks.all().forEach((name, network) -> {
                for (int trial = 0; trial < TRIALS; trial++) {
                    compare(name + " " + trial, network, trial, new TreeSet<>());
                }
            });
        }
    }

    @Test
    void trainedNetworks() {
        for (Path file : List.of(DemoWorld.resnet(), DemoWorld.vgg())) {
            try (Scope scope = Scope.open()) {
                Network network = ModelReader.read(file, ModelOptions.NONE).network();
                for (int trial = 0; trial < TRIALS; trial++) {
                    compare(file + " " + trial, network, trial, new TreeSet<>());
                }
            }
        }
    }

    /** Removes what is not kept, as every solver's clean-up does: a grouped filter that reads nothing has a bias. */
    private static void remove(float[] values, Channels kept) {
        for (int c = 0; c < values.length; c++) {
            values[c] = kept.positionOf(c) < 0 ? 0 : values[c];
        }
    }

    /** A random part of a network, with random scores; parts that are cut through are passed over. */
    private void compare(String what, Network network, long seed, Set<String> kinds) {
        Random random = new Random(seed);
        Map<String, float[]> scores = new TreeMap<>();
        for (UnitLayer unit : network.units()) {
            float[] values = new float[unit.channels()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(4) == 0 ? 0 : 0.5f + random.nextFloat();
            }
            scores.put(unit.name(), values);
        }
        Set<String> bypassed = new TreeSet<>();
        for (GateGroup group : network.groups()) {
            if (random.nextInt(4) == 0) {
                bypassed.add(group.name());
            }
        }
        Subnetwork chain = new Subnetwork(Scores.of(scores), bypassed);
        if (Flow.of(network, chain.retention()).cutThrough()) {
            return;
        }
        Network cut = Cut.of(network, chain.retention());
        kinds.addAll(RandomGraph.kinds(cut));
        Tensor image = RandomGraph.images(network, 1, seed + 100);
        float[] expected = Executor.of(cut).logits(image, chain.scoring()).toFloats();
        assertClose(live(cut, scores, image, false), expected, what);
        Retention connected = Flow.of(network, chain.retention()).connected();
        scores.forEach((unit, values) -> remove(values, connected.of(unit)));
        Set<String> all = network.groups().stream().map(GateGroup::name).collect(Collectors.toSet());
        Network both = Cut.of(
                network, new Subnetwork(Scores.of(scores), bypassed).retention().undecided(all));
        assertClose(live(both, scores, image, false, bypassed), expected, what + ", by gates");
    }
}
