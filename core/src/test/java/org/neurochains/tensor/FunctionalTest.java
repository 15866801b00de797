package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations of networks on maps small enough to work out by hand. */
class FunctionalTest {
    private static final long[] ONE = {1, 1};
    private static final long[] NONE = {0, 0};

    /** 1 to 9 in three rows. */
    private static Tensor nine() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    }

    @Test
    void convolutionIsCrossCorrelation() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.of(new float[] {1, 0, 0, 10}, 1, 1, 2, 2);
            Tensor bias = Tensor.of(new float[] {0.5f}, 1);
            Tensor plain = Functional.conv2d(nine(), weight, bias, ONE, NONE, ONE, 1);
            assertThat(plain.toFloats()).containsExactly(51.5f, 62.5f, 84.5f, 95.5f);
            Tensor strided = Functional.conv2d(nine(), weight, null, new long[] {2, 2}, ONE, ONE, 1);
            assertThat(strided.toFloats()).containsExactly(10, 30, 70, 95);
            Tensor dilated = Functional.conv2d(nine(), weight, null, ONE, NONE, new long[] {2, 2}, 1);
            assertThat(dilated.toFloats()).containsExactly(91);
        }
    }

    @Test
    void weightsOfStridedPointwiseConvolutionsAreDifferentiated() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}, 1, 2, 2, 3);
            Tensor weight = Tensor.of(new float[] {1, 1}, 1, 2, 1, 1).leaf();
            Tensor plain = Functional.conv2d(x, weight, null, new long[] {2, 2}, NONE, ONE, 1);
            assertThat(plain.detach().toFloats()).containsExactly(11, 33);
            assertThat(Autograd.gradients(plain.sum(), List.of(weight)).get(0).toFloats())
                    .containsExactly(1 + 3, 10 + 30);
            Tensor wide = Functional.conv2d(x, weight, null, new long[] {1, 2}, NONE, ONE, 1);
            assertThat(wide.detach().toFloats()).containsExactly(11, 33, 44, 66);
        }
    }

    @Test
    void groupsSeeTheirOwnChannels() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {2, 3}, 1, 2, 1, 1);
            Tensor weight = Tensor.of(new float[] {10, 100}, 2, 1, 1, 1);
            assertThat(Functional.conv2d(x, weight, null, ONE, NONE, ONE, 2).toFloats())
                    .containsExactly(20, 300);
        }
    }

    @Test
    void linear() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
            Tensor weight = Tensor.of(new float[] {1, 10, 3, -1, 0, 5}, 3, 2);
            assertThat(Functional.linear(x, weight, null).toFloats()).containsExactly(21, 1, 10);
            assertThat(Functional.linear(x, weight, Tensor.full(-1, 3)).toFloats())
                    .containsExactly(20, 0, 9);
        }
    }

    @Test
    void batchNormByStoredStatistics() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 7}, 1, 2, 1, 1);
            Tensor y = Functional.batchNorm(
                    x,
                    Tensor.of(new float[] {3, 2}, 2),
                    Tensor.of(new float[] {0, 1}, 2),
                    Tensor.of(new float[] {0, 5}, 2),
                    Tensor.of(new float[] {3, 15}, 2),
                    1);
            assertThat(y.toFloats()).containsExactly(1.5f, 2);
        }
    }

    @Test
    void pools() {
        try (Scope scope = Scope.open()) {
            long[] two = {2, 2};
            assertThat(Functional.maxPool(nine(), two, ONE, NONE, ONE, false).toFloats())
                    .containsExactly(5, 6, 8, 9);
            assertThat(Functional.maxPool(nine().neg(), two, two, ONE, ONE, false)
                            .toFloats())
                    .as("padding is never the largest")
                    .containsExactly(-1, -2, -4, -5);
            assertThat(Functional.maxPool(nine(), two, two, NONE, ONE, true).toFloats())
                    .containsExactly(5, 6, 8, 9);
            assertThat(Functional.averagePool(nine(), two, two, ONE, false, true)
                            .toFloats())
                    .containsExactly(0.25f, 1.25f, 2.75f, 7);
            assertThat(Functional.averagePool(nine(), two, two, ONE, false, false)
                            .toFloats())
                    .containsExactly(1, 2.5f, 5.5f, 7);
            assertThat(Functional.adaptiveAveragePool(nine(), 2, 2).toFloats())
                    .as("windows overlap")
                    .containsExactly(3, 4, 6, 7);
        }
    }

    @Test
    void padsAndResizes() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 1, 1, 1, 2);
            Tensor padded = Functional.pad(x, 1, 2, 0, 1, 9);
            assertThat(padded.shape()).containsExactly(1, 1, 2, 5);
            assertThat(padded.toFloats()).containsExactly(9, 9, 9, 9, 9, 9, 9, 1, 2, 9);
            assertThat(Functional.resizeBilinear(x, 1, 4).toFloats()).containsExactly(1, 1.25f, 1.75f, 2);
            Tensor every = Functional.subsample(nine(), 2);
            assertThat(every.toFloats()).containsExactly(1, 3, 7, 9);
        }
    }

    @Test
    void softmaxAndItsLogarithm() {
        try (Scope scope = Scope.open()) {
            Tensor logits = Tensor.of(new float[] {0, (float) Math.log(3), 0, 0}, 2, 2);
            assertThat(Functional.softmax(logits, 1).toFloats())
                    .containsExactly(new float[] {0.25f, 0.75f, 0.5f, 0.5f}, within(1e-6f));
            Tensor far = Tensor.of(new float[] {-1000, 1000}, 1, 2);
            assertThat(Functional.logSoftmax(far, 1).toFloats())
                    .as("no overflow")
                    .containsExactly(-2000, 0);
        }
    }

    @Test
    void refusesChannelsThatDoNotFit() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.full(1, 1, 2, 1, 1);
            assertThatThrownBy(() -> Functional.conv2d(nine(), weight, null, ONE, NONE, ONE, 1))
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("conv2d: ");
            assertThatThrownBy(() -> Functional.linear(Tensor.full(1, 1, 3), Tensor.full(1, 2, 2), null))
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("linear: ");
        }
    }
}
