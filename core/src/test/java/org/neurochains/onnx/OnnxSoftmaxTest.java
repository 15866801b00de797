package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Softmaxes within a network and at its end, against ONNX Runtime. */
class OnnxSoftmaxTest {
    private static final Shape IMAGE = Shape.maps(4, 6, 5);

    private static Arguments network(String name, int opset, Consumer<OnnxSketch> sketch) {
        return arguments(name, opset, sketch);
    }

    /** Weights of places that add up to 1, from a convolution to one channel. */
    private static String weights(OnnxSketch s, long... shape) {
        String map = s.node("Reshape", s.conv("x", 4, 1, 1, 1, 1), s.longs(shape));
        return s.integer("axis", -1).node("Softmax", map);
    }

    private static String rows(OnnxSketch s) {
        return s.node("Reshape", "x", s.longs(0, 4, -1));
    }

    private static String columns(OnnxSketch s, String rows) {
        return s.ints("perm", 0, 2, 1).node("Transpose", rows);
    }

    static List<Arguments> attention() {
        return List.of(
                network("places by a map of one channel", 13, s -> {
                    String product = s.node("Mul", rows(s), weights(s, 0, 1, -1));
                    features(s, s.integer("keepdims", 0).node("ReduceSum", product, s.longs(2)));
                }),
                network("places, seen as one row and as a map again", 13, s -> {
                    String map = s.node("Reshape", weights(s, 0, -1), s.longs(-1, 1, 6, 5));
                    s.classify(s.node("Mul", "x", map), 4, 3);
                }),
                network("places of each channel", 17, s -> {
                    String rows = rows(s);
                    String weights = s.integer("axis", -1).node("Softmax", rows);
                    s.classify(s.node("Mul", "x", s.node("Reshape", weights, s.longs(0, 4, 6, 5))), 4, 3);
                }),
                network("rows", 13, s -> s.classify(s.node("Mul", "x", softmax(s, "Softmax", 2)), 4, 3)),
                network(
                        "channels of each place",
                        13,
                        s -> s.classify(s.node("Mul", "x", softmax(s, "Softmax", 1)), 4, 3)),
                network("logarithms over channels", 13, s -> s.classify(softmax(s, "LogSoftmax", 1), 4, 3)),
                network(
                        "everything of an image, before opset 13",
                        11,
                        s -> s.classify(s.node("Mul", "x", softmax(s, "Softmax", 1)), 4, 3)),
                network("a vector of gates", 13, s -> {
                    String pooled = s.conv(s.node("GlobalAveragePool", "x"), 4, 4, 1, 1, 1);
                    s.classify(s.node("Mul", "x", s.integer("axis", 1).node("Softmax", pooled)), 4, 3);
                }),
                network("a pooling by attention, as a product of matrices", 13, s -> {
                    String weights = columns(s, weights(s, 0, 1, -1));
                    features(s, s.node("MatMul", rows(s), weights));
                }),
                network("the same with the weights first", 13, s -> {
                    String columns = columns(s, rows(s));
                    features(s, s.node("MatMul", weights(s, 0, 1, -1), columns));
                }),
                network("the same with a further dimension", 13, s -> {
                    String rows = s.node("Unsqueeze", rows(s), s.longs(1));
                    String weights = s.node("Unsqueeze", weights(s, 0, 1, -1), s.longs(-1));
                    features(s, s.node("MatMul", rows, weights));
                }),
                network("split attention: two groups of two branches", 13, s -> {
                    String pooled = s.conv(s.node("GlobalAveragePool", "x"), 4, 8, 1, 1, 1);
                    String groups = s.node("Reshape", pooled, s.longs(0, 2, 2, -1));
                    String branches = s.ints("perm", 0, 2, 1, 3).node("Transpose", groups);
                    String weights = s.integer("axis", 1).node("Softmax", branches);
                    String flat = s.node("Reshape", weights, s.longs(0, 8, 1, 1));
                    s.classify(s.node("Mul", s.conv("x", 4, 8, 3, 1, 1), flat), 8, 3);
                }));
    }

    private static String softmax(OnnxSketch s, String op, long axis) {
        return s.integer("axis", axis).node(op, "x");
    }

    private static void features(OnnxSketch s, String pooled) {
        s.node("Flatten", pooled);
        s.integer("transB", 1).then("Gemm", s.weights(1, 3, 4), s.weights(.5, 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attention")
    void weightsWithinANetworkAreThoseOfOnnxRuntime(String name, int opset, Consumer<OnnxSketch> sketched) {
        OnnxSketch sketch = OnnxSketch.of(opset, 4, 6, 5);
        sketched.accept(sketch);
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, IMAGE);
            Tensor logits = logits(sketch, images);
            OnnxFixture.assertClose(logits.toFloats(), OnnxFixture.runtime(sketch.bytes(), images), 1e-5);
        }
    }

    private static Tensor logits(OnnxSketch sketch, Tensor images) {
        return OnnxFixture.logits(OnnxReader.read("tiny.onnx", sketch.bytes()).network(6, 5), images);
    }

    static List<Arguments> ends() {
        return List.of(
                network("softmax", 13, s -> s.integer("axis", 1).then("Softmax")),
                network(
                        "twice as much, limited",
                        13,
                        s -> s.integer("axis", 1)
                                .then("Softmax")
                                .then("Clip", s.scalar(1e-7), s.scalar(1))
                                .then("Mul", s.scalar(1))),
                network(
                        "limited by attributes",
                        7,
                        s -> s.integer("axis", 1)
                                .then("Softmax")
                                .real("min", 1e-7)
                                .real("max", 1 - 1e-7)
                                .then("Clip")),
                network(
                        "powers of logarithms",
                        13,
                        s -> s.integer("axis", 1).then("LogSoftmax").then("Exp")),
                network("mean of two networks", 13, s -> {
                    String one = s.integer("axis", 1).node("Softmax", s.last);
                    s.classify("x", 4, 3);
                    String two = s.integer("axis", 1).node("Softmax", s.last);
                    s.node("Div", s.node("Add", one, two), s.scalar(2));
                }),
                network("mean over places", 13, s -> {
                    s.conv("x", 4, 3, 1, 1, 1);
                    s.integer("axis", 1)
                            .then("Softmax")
                            .then("GlobalAveragePool")
                            .then("Flatten");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void probabilitiesAreThoseOfOnnxRuntime(String name, int opset, Consumer<OnnxSketch> sketched) {
        OnnxSketch sketch = OnnxSketch.of(opset, 4, 6, 5).classify("x", 4, 3);
        sketched.accept(sketch);
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, IMAGE);
            float[] probabilities =
                    Functional.softmax(logits(sketch, images), 1).toFloats();
            OnnxFixture.assertClose(probabilities, OnnxFixture.runtime(sketch.bytes(), images), 1e-5);
        }
    }

    @Test
    void theLogarithmOfASoftmaxIsLeftOutWithIt() {
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, IMAGE);
            float[] plain = logits(OnnxSketch.of(13, 4, 6, 5).classify("x", 4, 3), images)
                    .toFloats();
            OnnxSketch sketch = OnnxSketch.of(13, 4, 6, 5).classify("x", 4, 3);
            String tiny = sketch.node("Constant");
            sketch.graph
                    .getNodeBuilder(sketch.graph.getNodeCount() - 1)
                    .addAttribute(
                            AttributeProto.newBuilder().setName("value_float").setF(1e-8f));
            String softmax = sketch.integer("axis", 1)
                    .node(
                            "Softmax",
                            sketch.graph
                                    .getNode(sketch.graph.getNodeCount() - 2)
                                    .getOutput(0));
            sketch.node("Log", sketch.node("Add", tiny, softmax));
            assertThat(logits(sketch, images).toFloats()).containsExactly(plain);
        }
    }

    @Test
    void whatElseIsDoneWithProbabilitiesIsRefused() {
        OnnxSketch inverse = OnnxSketch.of(13, 4, 6, 5).classify("x", 4, 3);
        inverse.integer("axis", 1).then("Softmax").then("Neg");
        assertThatThrownBy(() -> read(inverse))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("yet by no layer of weights");
        OnnxSketch shifted = OnnxSketch.of(13, 4, 6, 5).classify("x", 4, 3);
        shifted.integer("axis", 1).then("Softmax").then("Add", shifted.scalar(.5));
        assertThatThrownBy(() -> read(shifted)).hasMessageContaining("Softmax");
        OnnxSketch powers = OnnxSketch.of(13, 4, 6, 5).classify("x", 4, 3);
        powers.integer("axis", 1).then("LogSoftmax").then("Exp").then("Exp");
        assertThatThrownBy(() -> read(powers)).hasMessageContaining("LogSoftmax");
    }

    private static void read(OnnxSketch sketch) {
        try (Scope scope = Scope.open()) {
            OnnxReader.read("tiny.onnx", sketch.bytes()).network(6, 5);
        }
    }
}
