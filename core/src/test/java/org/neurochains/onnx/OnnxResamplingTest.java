package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;

/** What resizing, borders, blocks and lengths refuse; what they compute is in {@link OnnxOperatorTest}. */
class OnnxResamplingTest {
    private static Arguments refused(String problem, Consumer<OnnxSketch> sketch) {
        return arguments(problem, sketch);
    }

    private static Arguments scaled(String problem, float... scales) {
        return refused(problem, s -> s.then("Resize", "", s.floats(scales, scales.length)));
    }

    static List<Arguments> nonsense() {
        return List.of(
                scaled("resizes", 1, 1, 1e9f, 1),
                scaled("resizes", 1, 1, -1, 1),
                scaled("resizes", 1, 1, Float.NaN, 1),
                scaled("resizes", 1, 1, .01f, 1),
                scaled("resizes", 1, 2, 1, 1),
                scaled("resizes", 2, 1, 1, 1),
                scaled("has 3 scales", 1, 1, 2),
                refused("resizes", s -> s.then("Resize")),
                refused("resizes", s -> s.then("Resize", "", "", s.longs(1, 4, Long.MAX_VALUE, 6))),
                refused("axis 4", s -> s.ints("axes", 4).then("Resize", "", s.floats(new float[] {2}, 1))),
                refused(
                        "mode cubic",
                        s -> s.text("mode", "cubic").then("Resize", "", s.floats(new float[] {1, 1, 2, 2}, 4))),
                refused(
                        "tf_crop_and_resize",
                        s -> s.text("coordinate_transformation_mode", "tf_crop_and_resize")
                                .then("Resize", "", s.floats(new float[] {1, 1, 2, 2}, 4))),
                refused(
                        "rounds positions",
                        s -> s.text("nearest_mode", "up").then("Resize", "", s.floats(new float[] {1, 1, 2, 2}, 4))),
                refused(
                        "filters",
                        s -> s.integer("antialias", 1).then("Resize", "", s.floats(new float[] {1, 1, 2, 2}, 4))),
                refused("do not fit an input of 4", s -> s.then("ConvTranspose", s.weights(1, 3, 5, 2, 2))),
                refused(
                        "do not fit an input of 4",
                        s -> s.integer("group", 3).then("ConvTranspose", s.weights(1, 4, 5, 2, 2))),
                refused(
                        "no output of a possible size",
                        s -> s.ints("pads", 9, 9, 9, 9).then("ConvTranspose", s.weights(1, 4, 5, 2, 2))),
                refused(
                        "no output of a possible size",
                        s -> s.ints("dilations", 10000, 1).then("ConvTranspose", s.weights(1, 4, 5, 2, 2))),
                refused(
                        "by the size of its output",
                        s -> s.ints("output_shape", 9, 9).then("ConvTranspose", s.weights(1, 4, 5, 2, 2))),
                refused("has blocks of 0", s -> s.then("DepthToSpace")),
                refused(
                        "has blocks of 99999",
                        s -> s.integer("blocksize", 99999).then("SpaceToDepth")),
                refused("makes blocks of 9", s -> s.integer("blocksize", 3).then("DepthToSpace")),
                refused("into blocks of 4", s -> s.integer("blocksize", 4).then("SpaceToDepth")),
                refused("pads 7 places", s -> s.text("mode", "reflect").then("Pad", s.longs(0, 0, 7, 0, 0, 0, 0, 0))),
                refused("adds channels", s -> s.text("mode", "edge").then("Pad", s.longs(0, 1, 0, 0, 0, 0, 0, 0))),
                refused(
                        "norm of order 1",
                        s -> s.integer("axis", 1).integer("p", 1).then("LpNormalization")),
                refused("normalises dimension 3", s -> s.then("LpNormalization")),
                refused(
                        "works on a length",
                        s -> s.ints("axes", 1).then("ReduceL2").then("Relu")),
                refused("another one's length", s -> {
                    String length = s.ints("axes", 1).node("ReduceL2", "x");
                    s.node("Div", s.node("Relu", "x"), length);
                }),
                refused("which is too large", OnnxResamplingTest::many));
    }

    /** Matrices that no file of this size holds. */
    private static void many(OnnxSketch s) {
        for (int i = 0; i < 40; i++) {
            s.then("Resize", "", "", s.longs(1, 4, i % 2 == 0 ? 2048 : 2047, 1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseIsRefused(String problem, Consumer<OnnxSketch> sketched) {
        OnnxSketch sketch = OnnxSketch.of(13, 4, 7, 6);
        sketched.accept(sketch);
        sketch.then("Flatten");
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(
                            () -> OnnxReader.read("tiny.onnx", sketch.bytes()).plain(7, 6))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(problem);
        }
    }
}
