package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.neurochains.tensor.Tensor;

/** What the ONNX tests share. */
final class OnnxFixture {
    private OnnxFixture() {}

    /** |a - b| at most the tolerance times the largest |b|. */
    static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = expected.abs().max(0, expected.rank() - 1).item();
        double apart = actual.sub(expected).abs().sum().item() == 0
                ? 0
                : actual.sub(expected).abs().max(0, expected.rank() - 1).item();
        assertThat(apart).isLessThanOrEqualTo(tolerance * largest);
    }
}
