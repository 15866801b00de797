package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Files of QuantizeLinear and DequantizeLinear are the networks of numbers that their integers stand for. */
class OnnxQuantisationTest {
    private static final int INT8 = 3;
    private static final int UINT8 = 2;
    private static final byte[] WEIGHTS = {1, -2, 3, 127, -128, 5, 0, 7, 9, -11, 40, 2};

    private static String bytes(OnnxSketch s, String name, int type, byte[] values, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        s.graph.addInitializer(tensor.setRawData(ByteString.copyFrom(values)));
        return name;
    }

    /** Three filters of four weights, each with a scale; their values as bytes, which have no negative ones. */
    private static OnnxSketch quantised(String scale, Consumer<OnnxSketch> before) {
        OnnxSketch s = OnnxSketch.of(13, 4, 7, 6);
        before.accept(s);
        String q = bytes(s, "q", INT8, WEIGHTS, 3, 4, 1, 1);
        String zeros = bytes(s, "zeros", INT8, new byte[] {0, 2, -1}, 3);
        String w = s.integer("axis", 0).node("DequantizeLinear", q, s.floats(new float[] {.01f, .02f, .05f}, 3), zeros);
        s.node("Conv", "x", w);
        String zero = bytes(s, "zero", UINT8, new byte[] {0});
        s.then("QuantizeLinear", scale, zero).then("DequantizeLinear", scale, zero);
        return s.then("GlobalAveragePool").then("Flatten");
    }

    @Test
    void theyAreNumbersWithinTheirLimits() {
        OnnxSketch s = quantised("scale", sketch -> scalar(sketch, .01f));
        OnnxSketch plain = OnnxSketch.of(13, 4, 7, 6);
        float[] weights = new float[12];
        double[] scales = {.01, .02, .05};
        int[] zeros = {0, 2, -1};
        for (int i = 0; i < 12; i++) {
            weights[i] = (float) ((WEIGHTS[i] - zeros[i / 4]) * scales[i / 4]);
        }
        plain.then("Conv", plain.floats(weights, 3, 4, 1, 1)).then("Clip", plain.scalar(0), plain.scalar(2.55));
        plain.then("GlobalAveragePool").then("Flatten");
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, Shape.maps(4, 7, 6));
            OnnxModel read = OnnxReader.read("q.onnx", s.bytes());
            float[] logits = OnnxFixture.logits(read.plain(7, 6), images).toFloats();

            assertThat(read.quantised()).isTrue();
            OnnxFixture.assertClose(logits, OnnxFixture.runtime(plain.bytes(), images), 1e-5);
            // rounding moves each value by half a step at most, and so their mean
            assertThat(logits).containsExactly(OnnxFixture.runtime(s.bytes(), images), within(.005f));
        }
    }

    @Test
    void limitsAtTheEndAreNoPartOfTheLogits() {
        OnnxSketch s = OnnxSketch.of(13, 4, 7, 6);
        scalar(s, .01f);
        s.then("GlobalAveragePool").then("Flatten").then("Gemm", s.weights(1, 4, 3));
        s.then("QuantizeLinear", "scale").then("DequantizeLinear", "scale");
        try (Scope scope = Scope.open()) {
            assertThat(OnnxReader.read("q.onnx", s.bytes()).plain(7, 6).nodes())
                    .last()
                    .satisfies(node -> assertThat(node.op()).isInstanceOf(Op.Linear.class));
        }
    }

    private static void scalar(OnnxSketch s, float value) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("scale").setDataType(1);
        s.graph.addInitializer(tensor.addFloatData(value));
    }

    private static void assertRefused(OnnxSketch s, String problem) {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> OnnxReader.read("q.onnx", s.bytes()).plain(7, 6))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void nonsenseIsRefused() {
        for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertRefused(quantised("scale", s -> scalar(s, scale)), "has the scale");
        }
        assertRefused(
                quantised(
                        "two",
                        s -> s.graph.addInitializer(TensorProto.newBuilder()
                                .setName("two")
                                .setDataType(1)
                                .addDims(2)
                                .addFloatData(1)
                                .addFloatData(1))),
                "has 2 numbers");
        assertRefused(dequantised(9, .1f, .1f, .1f), "axis 9");
        assertRefused(dequantised(0, .1f, .1f), "has scales of shape");
        assertRefused(dequantised(0, .1f, Float.NaN, .1f), "has scales of shape");
        OnnxSketch cut = OnnxSketch.of(13, 4, 7, 6);
        String q = bytes(cut, "q", INT8, new byte[3], 3, 4, 1, 1);
        cut.node("Conv", "x", cut.node("DequantizeLinear", q, cut.scalar(1)));
        assertRefused(cut, "holds 3 bytes");
        OnnxSketch zeros = OnnxSketch.of(13, 4, 7, 6);
        String whole = bytes(zeros, "q", INT8, WEIGHTS, 3, 4, 1, 1);
        String two = bytes(zeros, "zeros", INT8, new byte[2], 2);
        zeros.node("Conv", "x", zeros.node("DequantizeLinear", whole, zeros.scalar(1), two));
        assertRefused(zeros, "has 2 zero points");
    }

    private static OnnxSketch dequantised(int axis, float... scales) {
        OnnxSketch s = OnnxSketch.of(13, 4, 7, 6);
        String q = bytes(s, "q", INT8, WEIGHTS, 3, 4, 1, 1);
        s.node("Conv", "x", s.integer("axis", axis).node("DequantizeLinear", q, s.floats(scales, scales.length)));
        return s;
    }
}
