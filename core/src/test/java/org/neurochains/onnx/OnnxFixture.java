package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Tensor;

/** What the ONNX tests share: images, our logits, and those of ONNX Runtime. */
final class OnnxFixture {
    private OnnxFixture() {}

    /** |a - b| at most the tolerance times the largest |b|. */
    static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertClose(actual.toFloats(), expected.toFloats(), tolerance);
    }

    static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isFinite();
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(actual[i] - expected[i]));
        }
        assertThat(largest).isPositive();
        assertThat(apart / largest).isLessThanOrEqualTo(tolerance);
    }

    static Tensor images(long seed, int number, Shape shape) {
        Random random = new Random(seed);
        float[] values = new float[number * (int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, number, shape.channels(), shape.height(), shape.width());
    }

    static Tensor logits(Network network, Tensor images) {
        return Executor.of(network).logits(images, Scoring.NONE);
    }

    /** The first output of ONNX Runtime. */
    static float[] runtime(byte[] model, Tensor images) {
        assumeTrue(OnnxRuntime.isPresent(), "skipped: ONNX Runtime is absent, or the command line too long for it");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor input =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(images.toFloats()), images.shape());
                    OrtSession.Result result = session.run(
                            Map.of(session.getInputNames().iterator().next(), input))) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] floats = new float[values.remaining()];
                values.get(floats);
                return floats;
            }
        } catch (OrtException e) {
            throw new AssertionError("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
    }
}
