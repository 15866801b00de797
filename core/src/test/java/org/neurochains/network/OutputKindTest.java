package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Against PyTorch 2: z = [[5, -5, .5], [-1, -2, -30]], w = [[4, -6, -.5], [2, -2, 30]]. */
class OutputKindTest {
    private static final float[] Z = {5, -5, .5f, -1, -2, -30};
    private static final float[] W = {4, -6, -.5f, 2, -2, 30};

    @Test
    void divergenceOfLabelsIsTheSumOfBinaryOnes() {
        try (Scope scope = Scope.open()) {
            Tensor w = Tensor.of(W, 2, 3).leaf();
            Tensor kl = OutputKind.MULTI_LABEL.divergence(Tensor.of(Z, 2, 3), w);
            // kl_divergence(Bernoulli(logits=z), Bernoulli(logits=w)).sum(1), and its gradient sigmoid(w) - sigmoid(z)
            assertThat(kl.toDoubles())
                    .containsExactly(new double[] {.12965424727915875, 31.00684205940906}, within(1e-5));
            float[] slope = Autograd.gradients(kl.sum(), List.of(w)).get(0).toFloats();
            for (int i = 0; i < slope.length; i++) {
                double expected = 1 / (1 + Math.exp(-W[i])) - 1 / (1 + Math.exp(-Z[i]));
                assertThat((double) slope[i]).isCloseTo(expected, within(1e-6));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OutputKind.MULTI_LABEL.divergence(w, w.narrow(0, 0, 1)));
        }
    }

    /** The numbers of one image are computed from doubles, those of many by the engine; both are the same. */
    @ParameterizedTest
    @EnumSource(OutputKind.class)
    void tensorsAndNumbersAgree(OutputKind kind) {
        try (Scope scope = Scope.open()) {
            Tensor z = Tensor.of(Z, 2, 3);
            Tensor w = Tensor.of(W, 2, 3);
            for (int i = 0; i < 2; i++) {
                double[] own = kind.normalised(row(Z, i));
                double[] other = kind.normalised(row(W, i));
                assertThat(kind.divergence(own, other))
                        .isCloseTo(kind.divergence(z, w).toDoubles()[i], within(1e-4));
                for (int c = 0; c < 3; c++) {
                    assertThat(kind.probability(own[c]))
                            .isCloseTo(kind.probabilities(z).rows().get(i)[c], within(1e-6));
                }
            }
        }
    }

    private static double[] row(float[] values, int image) {
        double[] row = new double[3];
        for (int c = 0; c < 3; c++) {
            row[c] = values[image * 3 + c];
        }
        return row;
    }

    @Test
    void curvatureIsTheHessianOfTheDivergence() {
        // torch.autograd.functional.hessian of both divergences at w = z[0], by columns
        double[] sigmoids = {.993307149075715, .006692850924284856, .6224593312018546};
        assertThat(OutputKind.MULTI_LABEL.curvature(sigmoids, new double[] {1, 0, 0}))
                .containsExactly(new double[] {.006648056670790155, 0, 0}, within(1e-9));
        assertThat(OutputKind.MULTI_LABEL.curvature(sigmoids, new double[] {0, 0, 1}))
                .containsExactly(new double[] {0, 0, .2350037122015945}, within(1e-9));
        double[] softmax = {.9889686515660048, 4.4899107318395976e-5, .010986449326676908};
        assertThat(OutputKind.MULTI_CLASS.curvature(softmax, new double[] {1, 0, 0}))
                .containsExactly(
                        new double[] {.010909657785722726, -4.4403809621191474e-5, -.010865253976101911}, within(1e-9));
    }

    @Test
    void labelsAreFoundAboveOneHalfAndTheLikeliestAloneWhereNoneIs() {
        try (Scope scope = Scope.open()) {
            Tensor z = Tensor.of(Z, 2, 3);
            Tensor w = Tensor.of(W, 2, 3);
            assertThat(OutputKind.MULTI_LABEL.found(z).toFloats()).containsExactly(1, 0, 1, 1, 0, 0);
            assertThat(OutputKind.MULTI_CLASS.found(z).toFloats()).containsExactly(1, 0, 0, 1, 0, 0);
            // log odds of what is found: 4 - .5 and 2; of one class z_y - logsumexp of the other logits
            assertThat(OutputKind.MULTI_LABEL.margins(w, z).toFloats()).containsExactly(3.5f, 2);
            double rest = Math.log(Math.exp(-6) + Math.exp(-.5));
            assertThat(OutputKind.MULTI_CLASS.margins(w, z).toDoubles()[0]).isCloseTo(4 - rest, within(1e-5));
        }
    }

    @Test
    void answersAgreeWhereTheSameLabelsAreFound() {
        try (Scope scope = Scope.open()) {
            Tensor z = Tensor.of(new float[] {3, 1, -1, -2, -1, -3}, 2, 3);
            Tensor w = Tensor.of(new float[] {3, -1, -1, -1, -2, -3}, 2, 3);
            // The first loses a label; the second finds none either way, though another is the likeliest.
            assertThat(OutputKind.MULTI_LABEL.agree(z, w)).containsExactly(false, true);
            assertThat(OutputKind.MULTI_CLASS.agree(z, w)).containsExactly(true, false);
        }
    }

    @Test
    void anImageIsShownUnderWhatItIsSaidToBeWhereThatIsFound() {
        float[] p = {.6f, .9f, .4f};
        assertThat(OutputKind.MULTI_LABEL.answer(p, List.of(0))).isZero();
        assertThat(OutputKind.MULTI_LABEL.answer(p, List.of(2))).isEqualTo(1);
        assertThat(OutputKind.MULTI_LABEL.answer(p, List.of())).isEqualTo(1);
        assertThat(OutputKind.MULTI_LABEL.answer(p, List.of(0, 1))).isEqualTo(1);
        assertThat(OutputKind.MULTI_LABEL.answer(new float[] {.4f, .3f}, List.of(0)))
                .isEqualTo(1);
        assertThat(OutputKind.MULTI_CLASS.answer(p, List.of(0))).isEqualTo(1);
        assertThat(OutputKind.MULTI_LABEL.margin(new double[] {.75, .9}, 0)).isEqualTo(.5);
        assertThat(OutputKind.MULTI_CLASS.margin(new double[] {.75, .25}, 0)).isEqualTo(.5);
    }

    @Test
    void namesAreThoseOfTheOption() {
        assertThat(Arrays.stream(OutputKind.values()).map(Object::toString))
                .containsExactly("multi-class", "multi-label");
        assertThat(OutputKind.of("Multi-Label ")).isEqualTo(OutputKind.MULTI_LABEL);
    }
}
