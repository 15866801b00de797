package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.network.Channels;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Networks with joins, depthwise convolutions, shortcuts and gates of all kinds: run, masked, cut, written and read
 * again.
 */
class OnnxNetworkTest {
    private static final int TRIALS = 6;

    static List<String> names() {
        return List.copyOf(OnnxNetworks.all().keySet());
    }

    private static byte[] file(String name) {
        Supplier<OnnxSketch> sketch = Objects.requireNonNull(OnnxNetworks.all().get(name));
        return sketch.get().bytes();
    }

    private static OnnxSketch classifier() {
        OnnxSketch sketch = OnnxSketch.of(12, 4, 8, 8);
        sketch.then("Flatten").then("Gemm", sketch.weights(.1, 4 * 8 * 8, 5));
        return sketch;
    }

    /** Azure's Custom Vision and scikit-learn's converter give names of classes and a map from names. */
    @Test
    void namesOfClassesAreLeftOut() {
        try (Scope scope = Scope.open()) {
            OnnxSketch sketch = classifier();
            byte[] logits = sketch.bytes();
            sketch.integer("axis", 1).then("Softmax");
            String probabilities = sketch.last;
            String map = sketch.node("ZipMap", probabilities);
            String place = sketch.node("ArgMax", probabilities);
            String name = sketch.node("ArrayFeatureExtractor", sketch.floats(new float[] {1, 2, 3, 4, 5}, 5), place);
            ModelProto.Builder file = sketch.builder();
            file.getGraphBuilder().clearOutput();
            file.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name));
            file.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(map));
            file.getGraphBuilder().getNodeBuilderList().stream()
                    .filter(node -> node.getOpType().matches("ZipMap|ArrayFeatureExtractor"))
                    .forEach(node -> node.setDomain("ai.onnx.ml"));

            OnnxModel read = OnnxReader.read("named.onnx", file.build().toByteArray());

            Tensor images = OnnxFixture.images(1, 3, Shape.maps(4, 8, 8));
            OnnxFixture.assertClose(
                    OnnxFixture.logits(read.plain(8, 8), images).toFloats(), OnnxFixture.runtime(logits, images), 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NominalRange_0_255, 0.0, 0.00392156862745098",
        "NominalRange_16_235, -0.0730593607305936, 0.0045662100456621",
        "Normalized_1_1, 0.5, 0.5",
        "Normalized_0_1, 0.0, 1.0",
        "Normalized_7_9, , "
    })
    void whatOnnxSaysOfPixelsIsTaken(String range, @Nullable Double mean, @Nullable Double std) {
        Map<String, String> metadata = metadata(Map.of("Image.NominalPixelRange", range));
        if (mean == null || std == null) {
            assertThat(metadata).doesNotContainKeys("mean", "std", "channel_order");
        } else {
            assertThat(Double.parseDouble(metadata.getOrDefault("mean", ""))).isCloseTo(mean, within(1e-12));
            assertThat(Double.parseDouble(metadata.getOrDefault("std", ""))).isCloseTo(std, within(1e-12));
        }
    }

    @Test
    void theOrderOfChannelsAndWhatTheFileSaysItselfCount() {
        assertThat(metadata(Map.of("Image.BitmapPixelFormat", "Bgra8"))).containsEntry("channel_order", "bgr");
        assertThat(metadata(Map.of("Image.BitmapPixelFormat", "Rgb8"))).doesNotContainKey("channel_order");
        assertThat(metadata(Map.of(
                        "Image.BitmapPixelFormat", "Bgr8",
                        "channel_order", "rgb",
                        "Image.NominalPixelRange", "NominalRange_0_255",
                        "std", ".2")))
                .containsEntry("channel_order", "rgb")
                .containsEntry("std", ".2")
                .doesNotContainKey("mean");
    }

    private static Map<String, String> metadata(Map<String, String> texts) {
        try (Scope scope = Scope.open()) {
            ModelProto.Builder file = classifier().builder();
            texts.forEach((key, value) -> file.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
            return OnnxReader.read("pixels.onnx", file.build().toByteArray()).metadata();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Expand, '1,4,8,8', repeats",
        "Tile, '2,1,1,1', repeats",
        "Tile, '1,1,0,1', repeats",
        "Tile, '1,1,-1,1', repeats",
        "Tile, '1,1,1099511627776,1', repeats",
        "Expand, '2,1,4,1,1', adds dimensions"
    })
    void repeatingImagesOrTooOftenIsRefused(String op, String shape, String fault) {
        try (Scope scope = Scope.open()) {
            OnnxSketch sketch = OnnxSketch.of(13, 2, 8, 8);
            long[] numbers =
                    Stream.of(shape.split(",")).mapToLong(Long::parseLong).toArray();
            sketch.then("GlobalAveragePool").then(op, sketch.longs(numbers));
            sketch.then("Flatten").then("Gemm", sketch.weights(.1, 2, 5));
            OnnxModel model = OnnxReader.read("repeated.onnx", sketch.bytes());
            assertThatThrownBy(() -> model.plain(8, 8))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll("repeated.onnx", op, fault);
        }
    }

    /** Global response normalisation (Woo et al. 2023) divides by a mean over channels and a small number. */
    @Test
    void theMeanOfChannelsAndANumberIsNoUnitLayer() {
        try (Scope scope = Scope.open()) {
            OnnxSketch s = OnnxSketch.of(13, 3, 8, 8);
            String x = s.node("Relu", s.conv("x", 3, 4, 3, 1, 1));
            String lengths = s.ints("axes", 2, 3).node("ReduceL2", x);
            String mean = s.ints("axes", 1).node("ReduceMean", lengths);
            String shares = s.node("Div", lengths, s.node("Add", mean, s.scalar(1e-6)));
            String scaled = s.node("Mul", s.node("Mul", x, shares), s.around1(1, 4, 1, 1));
            s.classify(s.node("Relu", s.conv(s.node("Add", scaled, x), 4, 5, 1, 1, 1)), 5, 3);
            Network network = OnnxReader.read("net.onnx", s.bytes()).network(8, 8);
            assertThat(network.units().stream().filter(unit -> unit.kind().isFilter()))
                    .extracting(UnitLayer::channels)
                    .containsExactly(4, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TopK", "ArgMax"})
    void theLargestOfTheLogitsAreLeftOut(String op) {
        try (Scope scope = Scope.open()) {
            OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
            sketch.then("Flatten").then("Gemm", sketch.weights(.1, 4 * 8 * 8, 5));
            byte[] logits = sketch.bytes();
            sketch.integer("axis", 1);
            sketch.then("Softmax").integer("axis", 1);
            String[] more = op.equals("TopK") ? new String[] {sketch.longs(3)} : new String[0];
            sketch.then(op, more).then("Squeeze");
            OnnxModel read = OnnxReader.read("ranked.onnx", sketch.bytes());
            Tensor images = OnnxFixture.images(1, 3, Shape.maps(4, 8, 8));
            OnnxFixture.assertClose(
                    OnnxFixture.logits(read.plain(8, 8), images).toFloats(), OnnxFixture.runtime(logits, images), 1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void logitsAreThoseOfOnnxRuntime(String name) {
        byte[] file = file(name);
        try (Scope scope = Scope.open()) {
            Network network = OnnxReader.read(name, file).network();
            Tensor images = OnnxFixture.images(1, 3, network.inputShape());
            boolean keras = name.equals("keras");
            float[] expected = OnnxFixture.runtime(file, keras ? images.permute(0, 2, 3, 1) : images);
            Tensor logits = OnnxFixture.logits(network, images);
            boolean softmax = keras || name.equals("squeezenet");
            OnnxFixture.assertClose((softmax ? Functional.softmax(logits, 1) : logits).toFloats(), expected, 1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void cutEqualsMaskedAndSurvivesTheRoundTrip(String name) {
        byte[] file = file(name);
        int cuts = 0;
        try (Scope scope = Scope.open()) {
            Network network = OnnxReader.read(name, file).network();
            Tensor images = OnnxFixture.images(2, 3, network.inputShape());
            for (int trial = 0; trial < TRIALS; trial++) {
                Choice choice = Choice.of(network, new Random(trial), trial % 2 == 1);
                if (Flow.of(network, choice.retention()).cutThrough()) {
                    continue;
                }
                cuts++;
                float[] masked =
                        Executor.of(network).logits(images, choice.masks()).toFloats();
                Network cut = Cut.of(network, choice.retention());
                OnnxFixture.assertClose(
                        Executor.of(cut).logits(images, choice.factors()).toFloats(), masked, 1e-5);
                for (boolean fold : new boolean[] {false, true}) {
                    byte[] written = OnnxWriter.model(
                                    cut, choice.scores(), OnnxOptions.plain().withFoldScores(fold))
                            .toByteArray();
                    OnnxFixture.assertClose(OnnxFixture.runtime(written, images), masked, 1e-5);
                    Network again = OnnxReader.read("again", written).network();
                    OnnxFixture.assertClose(OnnxFixture.logits(again, images).toFloats(), masked, 1e-5);
                }
            }
        }
        assertThat(cuts).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("names")
    void writtenFiltersAreBitForBitTheOriginals(String name) {
        byte[] file = file(name);
        try (Scope scope = Scope.open()) {
            Network network = OnnxReader.read(name, file).network();
            Choice choice = Choice.of(network, new Random(4), false);
            Network cut = Cut.of(network, choice.retention());
            byte[] written =
                    OnnxWriter.model(cut, choice.scores(), OnnxOptions.plain()).toByteArray();
            Network again = OnnxReader.read("again", written).plain(32, 32);
            int compared = 0;
            for (Node node : again.nodes()) {
                if (node.op() instanceof Op.Conv conv) {
                    Op.Conv whole =
                            (Op.Conv) network.node(network.indexOf(node.name())).op();
                    assertThat(filters(whole)).containsAll(filters(conv));
                    compared++;
                }
            }
            assertThat(compared).isPositive();
            assertThat(OnnxWriter.model(cut, choice.scores(), OnnxOptions.plain())
                            .toByteArray())
                    .isEqualTo(written);
        }
    }

    /** Every kernel of every filter, as one list of numbers each. */
    private static List<List<Float>> filters(Op.Conv conv) {
        float[] values = conv.weight().toFloats();
        int area = (int) (conv.weight().dim(2) * conv.weight().dim(3));
        return IntStream.range(0, values.length / area)
                .mapToObj(k -> IntStream.range(k * area, (k + 1) * area)
                        .mapToObj(i -> values[i])
                        .toList())
                .toList();
    }

    @Test
    void residualBlocksAndGatesAreFoundFromTheGraph() {
        try (Scope scope = Scope.open()) {
            Network mobile = OnnxReader.read("mobilenet", file("mobilenet_v2")).network();
            assertThat(mobile.groups()).hasSize(2);
            assertThat(mobile.units().stream().filter(u -> u.kind() == UnitKind.IDENTITY))
                    .hasSize(2);
            Network residual = OnnxReader.read("resnet", file("resnet_a")).network();
            assertThat(residual.groups()).hasSize(2);
            assertThat(residual.units().stream().filter(u -> u.kind() == UnitKind.IDENTITY))
                    .hasSize(3);
            Network efficient =
                    OnnxReader.read("efficientnet", file("efficientnet")).network();
            assertThat(efficient.groups()).hasSize(1);
            assertThat(efficient.units().get(0).name()).isEqualTo("conv_2");
        }
    }

    @Test
    void fullyConnectedLayersAreNoUnits() {
        try (Scope scope = Scope.open()) {
            Network keras = OnnxReader.read("keras", file("keras")).network();
            assertThat(keras.units()).hasSize(2).allMatch(u -> u.kind() == UnitKind.CONVOLUTION);
        }
    }

    /** Random scores of all channels, zero where removed, and random bypassed groups. */
    private record Choice(Map<String, float[]> scores, Retention retention) {
        static Choice of(Network network, Random random, boolean emptying) {
            Map<String, float[]> scores = new HashMap<>();
            Retention retention = Retention.all(network);
            for (UnitLayer unit : network.units()) {
                float[] values = new float[unit.channels()];
                boolean empty = emptying && random.nextInt(5) == 0;
                for (int c = 0; c < values.length; c++) {
                    values[c] = empty || random.nextInt(3) == 0 ? 0 : 0.5f + random.nextFloat();
                }
                scores.put(unit.name(), values);
                int[] kept = IntStream.range(0, values.length)
                        .filter(c -> values[c] != 0)
                        .toArray();
                retention = retention.with(unit.name(), Channels.of(kept));
            }
            Set<String> bypassed = network.groups().stream()
                    .map(GateGroup::name)
                    .filter(group -> random.nextInt(3) == 0)
                    .collect(Collectors.toSet());
            retention = new Retention(retention.channels(), bypassed);
            Retention connected = Flow.of(network, retention).connected();
            scores.forEach((unit, values) -> {
                for (int c = 0; c < values.length; c++) {
                    values[c] = connected.of(unit).positionOf(c) < 0 ? 0 : values[c];
                }
            });
            return new Choice(scores, retention);
        }

        /** The scores of whichever channels a network has, all groups open. */
        Scoring factors() {
            return scoring(Set.of());
        }

        /** The same with bypassed groups closed. */
        Scoring masks() {
            return scoring(retention.bypassed());
        }

        private Scoring scoring(Set<String> closed) {
            return new Scoring() {
                @Override
                public @Nullable Tensor score(Op.Score layer) {
                    float[] present = layer.present(Objects.requireNonNull(scores.get(layer.unit())));
                    return Tensor.of(present, present.length);
                }

                @Override
                public @Nullable Tensor gate(String group) {
                    return closed.contains(group) ? Tensor.full(0) : null;
                }
            };
        }
    }
}
