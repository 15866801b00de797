package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Derivatives that are known in closed form. */
class AutogradTest {
    @Test
    void ofAProductAndASquare() {
        try (Scope scope = Scope.open()) {
            Tensor a = Tensor.of(new float[] {2, -3}, 2).leaf();
            Tensor b = Tensor.of(new float[] {5, 7}, 2).leaf();
            List<Tensor> slopes = Autograd.gradients(a.mul(b).add(a.square()).sum(), List.of(a, b));
            assertThat(slopes.get(0).toFloats()).containsExactly(9, 1); // b + 2a
            assertThat(slopes.get(1).toFloats()).containsExactly(2, -3); // a
        }
    }

    @Test
    void zeroForWhatTheOutputDoesNotDependOn() {
        try (Scope scope = Scope.open()) {
            Tensor a = Tensor.full(2, 3).leaf();
            Tensor b = Tensor.full(1, 2, 2).leaf();
            List<Tensor> slopes = Autograd.gradients(a.sum(), List.of(a, b));
            assertThat(slopes.get(0).toFloats()).containsOnly(1);
            assertThat(slopes.get(1).shape()).containsExactly(2, 2);
            assertThat(slopes.get(1).toFloats()).containsOnly(0);
        }
    }

    @Test
    void theKinksHaveDerivativeZero() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-1, 0, 1}, 3).leaf();
            assertThat(Autograd.gradients(x.abs().sum(), List.of(x)).get(0).toFloats())
                    .containsExactly(-1, 0, 1);
            assertThat(Autograd.gradients(x.relu().sum(), List.of(x)).get(0).toFloats())
                    .containsExactly(0, 0, 1);
        }
    }

    @Test
    void ofASigmoid() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {0.3f}, 1).leaf();
            double s = 1 / (1 + Math.exp(-0.3));
            assertThat(Autograd.gradients(x.sigmoid().sum(), List.of(x)).get(0).item())
                    .isCloseTo(s * (1 - s), within(1e-6));
        }
    }

    @Test
    void weightedAndTwiceOverOneGraph() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2).leaf();
            Tensor y = x.square();
            Tensor first = Tensor.of(new float[] {1, 0}, 2);
            Tensor second = Tensor.of(new float[] {10, 1}, 2);
            assertThat(Autograd.gradients(y, first, List.of(x), true).get(0).toFloats())
                    .containsExactly(2, 0);
            assertThat(Autograd.gradients(y, second, List.of(x), false).get(0).toFloats())
                    .containsExactly(20, 4);
        }
    }

    @Test
    void gradientsOutliveTheGraph() {
        try (Scope outer = Scope.open()) {
            Tensor slope;
            try (Scope inner = Scope.open()) {
                Tensor x = Tensor.full(3, 2).leaf();
                slope = inner.keep(
                        Autograd.gradients(x.square().sum(), List.of(x)).get(0));
            }
            assertThat(slope.toFloats()).containsOnly(6);
        }
    }

    @Test
    void onlyLeavesAndWhatComesFromThemAreDifferentiated() {
        try (Scope scope = Scope.open()) {
            Tensor constant = Tensor.full(2, 2);
            Tensor leaf = constant.leaf();
            assertThat(constant.requiresGradient()).isFalse();
            assertThat(leaf.requiresGradient()).isTrue();
            assertThat(leaf.mul(2).requiresGradient()).isTrue();
            assertThat(leaf.mul(2).detach().requiresGradient()).isFalse();
            assertThatThrownBy(() -> Autograd.gradients(leaf.mul(2), List.of(leaf)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageStartingWith("gradients: ");
            assertThatThrownBy(() -> Autograd.gradients(constant.sum(), List.of(leaf)))
                    .isInstanceOf(EngineException.class);
        }
    }
}
