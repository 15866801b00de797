package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Adam step by step: closed forms, and four steps as torch.optim.Adam takes them in double precision. */
class AdamTest {
    private static final double RATE = 0.1;
    private static final double[][] GRADIENTS = {{.5, -2, 0}, {-1, .01, 3}, {.25, .001, -3}, {0, 0, 0}};
    private static final double[][] TORCH = {
        {0.900000002, -1.9000000005, 0.5},
        {0.9366103542405654, -1.8333672638809946, 0.42558631799400354},
        {0.9502794203389762, -1.7818919441334793, 0.4301045419532756},
        {0.9614762875237834, -1.739726494428611, 0.4338055960930031}
    };

    @Test
    void theFirstStepIsTheRateWhateverTheGradientsSize() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 1, 1}, 3);
            new Adam(List.of(x), 0.005).step(List.of(Tensor.of(new double[] {1e-3, -7, 0}, 3)));
            // mean / (1 - .9) over the root of square / (1 - .999), plus eps: g / (|g| + 1e-8)
            double first = 1 - 0.005 * 1e-3 / (1e-3 + 1e-8);
            double second = 1 + 0.005 * 7 / (7 + 1e-8);
            assertThat(x.toDoubles()).containsExactly(new double[] {first, second, 1}, within(1e-12));
        }
    }

    @Test
    void stepsAsTorchDoes() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, -2, .5}, 3);
            Adam adam = new Adam(List.of(x), RATE);
            for (int i = 0; i < TORCH.length; i++) {
                adam.step(List.of(Tensor.of(GRADIENTS[i], 3)));
                assertThat(x.toDoubles()).as("step %d", i + 1).containsExactly(TORCH[i], within(1e-12));
            }
        }
    }

    @Test
    void parametersDoNotDisturbEachOther() {
        try (Scope scope = Scope.open()) {
            Tensor a = Tensor.of(new double[] {1}, 1);
            Tensor b = Tensor.of(new double[] {-2, .5}, 2);
            Adam adam = new Adam(List.of(a, b), RATE);
            for (double[] g : GRADIENTS) {
                adam.step(List.of(Tensor.of(new double[] {g[0]}, 1), Tensor.of(new double[] {g[1], g[2]}, 2)));
            }
            assertThat(a.item()).isCloseTo(TORCH[3][0], within(1e-12));
            assertThat(b.toDoubles()).containsExactly(new double[] {TORCH[3][1], TORCH[3][2]}, within(1e-12));
        }
    }

    @Test
    void aStepMayHaveItsOwnRate() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1}, 1);
            new Adam(List.of(x), RATE).step(List.of(Tensor.of(new double[] {4}, 1)), 0.5);
            assertThat(x.item()).isCloseTo(0.5, within(1e-8));
        }
    }

    @Test
    void refusesAnotherNumberOfGradients() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.full(1, 1);
            Adam two = new Adam(List.of(x, x.copy()), RATE);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> two.step(List.of(x)))
                    .withMessage("1 gradients for 2 parameters");
        }
    }
}
