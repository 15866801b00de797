package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.neurochains.evidence.Golden.assertRelative;
import static org.neurochains.evidence.Golden.value;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.network.Border;
import org.neurochains.network.Executor;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class RapTest {
    private static Tensor row(double... values) {
        return Tensor.of(values, 1, values.length);
    }

    @Test
    void theClassifierByHand() {
        try (Scope scope = Scope.open()) {
            Op.Linear plain = new Op.Linear(Tensor.of(new float[] {0, 0, 3, -1}, 2, 2), null);
            Op.Linear biased = new Op.Linear(plain.weight(), Tensor.of(new float[] {0, .5f}, 2));

            // contributions 3 and -2: sum 1 of a total of 5
            assertThat(RapRules.classifier(plain, row(1, 2), 1).toDoubles())
                    .containsExactly(new double[] {.6, .4}, offset(1e-9));
            // the bias .5 is shared out as 1.5 and -1: 4.5 and -3, sum 1.5 of 7.5
            assertThat(RapRules.classifier(biased, row(1, 2), 1).toDoubles())
                    .containsExactly(new double[] {.9, .6}, offset(1e-6));
            assertThat(RapRules.classifier(biased, row(0, 0), 1).toDoubles()).containsOnly(0);
        }
    }

    @Test
    void aHiddenLayerByHand() {
        try (Scope scope = Scope.open()) {
            Op.Linear layer = new Op.Linear(Tensor.of(new float[] {1, -2, 3}, 1, 3), null);

            double[] found = RapRules.hidden(layer, row(1, 1, 2).to(DType.FLOAT), row(1).to(DType.FLOAT))
                    .toDoubles();

            // raising 1 + 6 = 7, lowering 2 of 9 in all: relevance 1 over the raising, 2/9 over the lowering, then
            // -2/27 each
            assertThat(found)
                    .containsExactly(
                            new double[] {1 / 7.0 - 2 / 27.0, 2 / 9.0 - 2 / 27.0, 6 / 7.0 - 2 / 27.0}, offset(1e-6));
        }
    }

    @Test
    void inputsOfBothSignsShareRelevance() {
        try (Scope scope = Scope.open()) {
            Op.Linear layer = new Op.Linear(Tensor.of(new float[] {1, -1}, 1, 2), null);

            double[] found = RapRules.hidden(layer, row(3, -1).to(DType.FLOAT), row(1).to(DType.FLOAT))
                    .toDoubles();

            assertThat(found).containsExactly(new double[] {.75, .25}, offset(1e-6));
        }
    }

    @Test
    void divisionByZeroGivesZero() {
        try (Scope scope = Scope.open()) {
            assertThat(RapRules.divide(row(1, 2, 0), row(0, -4, 5)).toDoubles()).containsExactly(0, -.5, 0);
        }
    }

    private static Tensor random(Random random, double scale, long... shape) {
        int size = 1;
        for (long length : shape) {
            size *= (int) length;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }

    /**
     * Convolutions, batch norm, pooling, a depthwise convolution, a concatenation and a gated channel, without sums.
     */
    private static Network branching(Random random) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 9, 9));
        Op.Conv first = new Op.Conv(random(random, .5, 6, 3, 3, 3), random(random, .1, 6), Op.Geometry.of(3, 1, 1));
        int a = graph.add("a", first, 0);
        Op.BatchNorm norm = new Op.BatchNorm(
                random(random, 1, 6), random(random, .2, 6), random(random, .2, 6), Tensor.full(1, 6), 1e-5);
        int x = graph.add("a.relu", new Op.Relu(), graph.add("a.norm", norm, a));
        Op.Geometry depthwise =
                new Op.Geometry(Extent.square(3), Extent.square(1), Extent.square(1), Extent.square(1), 6);
        int b = graph.add(
                "b.relu",
                new Op.Relu(),
                graph.add("b", new Op.Conv(random(random, .5, 6, 1, 3, 3), null, depthwise), x));
        int pooled = graph.add(
                "max",
                new Op.MaxPool(
                        Extent.square(3), Extent.square(1), Border.of(Extent.square(1)), Extent.square(1), false),
                x);
        int both = graph.add("both", new Op.Concat(), b, pooled);
        int mean = graph.add("squeeze", new Op.AdaptiveAveragePool(1, 1), both);
        int gate = graph.add(
                "sigmoid",
                new Op.Activation(Op.Activation.Kind.SIGMOID, 0, 0),
                graph.add("excite", new Op.Conv(random(random, 1, 12, 12, 1, 1), null, Op.Geometry.of(1, 1, 0)), mean));
        int gated = graph.add("gated", new Op.Mul(), both, gate);
        Op.Conv last = new Op.Conv(random(random, .4, 8, 12, 3, 3), random(random, .1, 8), Op.Geometry.of(3, 2, 1));
        int y = graph.add("c.silu", new Op.Activation(Op.Activation.Kind.SILU, 0, 0), graph.add("c", last, gated));
        Op.AveragePool average = new Op.AveragePool(Extent.square(2), Extent.square(2), Border.NONE, false, true);
        int flat = graph.add("flat", new Op.Flatten(), graph.add("average", average, y));
        graph.add("logits", new Op.Linear(random(random, .3, 4, 32), random(random, .1, 4)), flat);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void relevanceIsKeptWithoutSums(long seed) {
        try (Scope scope = Scope.open()) {
            Random random = new Random(seed);
            Network network = branching(random);
            Tensor image = random(random, 1, 1, 3, 9, 9);

            Rap.Result found = Rap.of(network, Scoring.NONE, image, 2, Progress.NONE);

            assertThat(Math.abs(found.atClassifier())).isGreaterThan(1e-3);
            assertThat(found.drift()).isLessThan(.01);
        }
    }

    @Test
    void aBorderAroundTheImageGetsNoRelevance() {
        try (Scope scope = Scope.open()) {
            Random random = new Random(6);
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 4, 4));
            int padded = graph.add("pad", new Op.Pad(0, 0, 1, 1, 0), 0);
            Op.Conv conv = new Op.Conv(random(random, .5, 5, 3, 3, 3), null, Op.Geometry.of(3, 2, 0));
            int a = graph.add("a.relu", new Op.Relu(), graph.add("a", conv, padded));
            SmallNetworks.head(graph, a, new float[] {1, -1, 2, 1, 1, 1, 2, 1, -1, 1}, 2);
            Network network = UnitPlacement.place(Network.of(graph.nodes()));

            Rap.Result found = Rap.of(network, Scoring.NONE, random(random, 1, 1, 3, 4, 4), 0, Progress.NONE);

            assertThat(Math.abs(found.atClassifier())).isGreaterThan(1e-3);
            assertThat(found.drift()).isLessThan(.01);
        }
    }

    @Test
    void aBlankImageHasNoRelevance() {
        try (Scope scope = Scope.open()) {
            Network network = branching(new Random(5));

            Rap.Result found = Rap.of(network, Scoring.NONE, Tensor.full(0, 1, 3, 9, 9), 0, Progress.NONE);

            assertThat(found.map().values()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void theOrderOfChannelsDoesNotMatter() {
        try (Scope scope = Scope.open()) {
            Tensor image = random(new Random(7), 1, 1, 1, 2, 2);

            Rap.Result found = Rap.of(permutable(0, 1, 2), Scoring.NONE, image, 1, Progress.NONE);
            Rap.Result other = Rap.of(permutable(2, 0, 1), Scoring.NONE, image, 1, Progress.NONE);

            assertThat(other.relevance()).containsExactly(found.relevance(), offset(1e-6));
        }
    }

    private static Network permutable(int... order) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
        int a = graph.add("a", SmallNetworks.point(new float[] {1, -2, .5f}, 3, 1), 0);
        int ra = graph.add("a.relu", new Op.Relu(), a);
        float[] weights = {.5f, 1, -1, 2, .25f, 1};
        Op.Conv one = SmallNetworks.point(new float[] {1, -2, .5f}, 3, 1);
        graph.replace(a, new Op.Conv(one.weight().indexSelect(0, order), null, one.geometry()));
        Op.Conv two = SmallNetworks.point(weights, 2, 3);
        int b = graph.add("b", new Op.Conv(two.weight().indexSelect(1, order), null, two.geometry()), ra);
        SmallNetworks.head(graph, graph.add("b.relu", new Op.Relu(), b), new float[] {1, 0, .5f, 1}, 2);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    @ParameterizedTest
    @CsvSource({
        "tiny_vgg, FLOAT, 1e-5",
        "tiny_vgg_bn, FLOAT, 1e-5",
        "tiny_bottleneck_resnet, DOUBLE, 1e-6",
        "tiny_basic_resnet, DOUBLE, 1e-6",
        "resnet20, DOUBLE, 1e-6"
    })
    void publishedValues(String name, DType type, double tolerance) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/rap_" + name);
            Tensor images = value(golden, "input");
            Network network = Golden.network(name, (int) images.dim(2));
            Tensor logits = Executor.of(network).logits(images, Scoring.NONE);
            assertThat(Rap.precision(network)).isEqualTo(type);
            for (int n = 0; n < 2; n++) {
                int label = logits.narrow(0, n, 1).argmax(1)[0];

                Rap.Result found = Rap.of(network, Scoring.NONE, images.narrow(0, n, 1), label, Progress.NONE);

                double scale = largest(value(golden, "relevance"))
                        / largest(value(golden, "relevance").select(0, n));
                assertRelative(
                        name, found.relevance(), value(golden, "relevance").select(0, n), tolerance * scale);
                assertRelative(name, found.map().values(), value(golden, "map").select(0, n), tolerance * scale);
                assertThat(found.drift()).isLessThan(.01);
            }
        }
    }

    private static double largest(Tensor tensor) {
        double[] values = tensor.toDoubles();
        double most = 0;
        for (double value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }
}
