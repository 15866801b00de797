package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Scope;

class QuotientsTest {
    @Test
    void isTheMarginKept() {
        try (Scope scope = Scope.open()) {
            // F: (1, 2), margin .4621172. Chain: (1, 1), margin 0; with scores (1, .25): (1, .5), margin of class 1
            // -.2449187.
            Quotients even = Quotients.of(Subjects.of(Subjects.twoFilters(), new float[] {1, .5f}, 1));
            Quotients lost = Quotients.of(Subjects.of(Subjects.twoFilters(), new float[] {1, .25f}, 1));

            assertThat(even.mean().get()).isCloseTo(0, within(1e-7));
            assertThat(lost.mean().get()).isCloseTo(-.2449187 / .4621172, within(1e-6));
            assertThat(lost.negative().get()).isEqualTo(1);
            assertThat(lost.summary()).contains("100.0 % of 1 images another class wins");
        }
    }

    @Test
    void tiesHaveNoQuotientAndAreSaidSo() {
        try (Scope scope = Scope.open()) {
            Quotients quotients = Quotients.of(Subjects.of(Subjects.twoFilters(), new float[] {1, 1}, 0, 0));

            assertThat(quotients.mean().isDefined()).isFalse();
            assertThat(quotients.values().numbers()).containsEntry("mean", null).containsEntry("undefinedImages", 2);
            assertThat(quotients.values().undefined()).containsEntry("mean", "no values");
            assertThat(quotients.summary()).contains("two classes tie");
            assertThat(quotients.tables().get(0).csv()).contains("0.png,class0,,\r\n");
            assertThat(quotients.figures().get(0).svg()).doesNotContain("NaN");
        }
    }

    private static OptionalDouble quotient(double[] p, double[] q) {
        return Quotients.of(OutputKind.MULTI_CLASS, p, q, Outputs.argmax(p));
    }

    /** By hand: the network's margin is .8 - .15, the chain's .5 - .3. */
    @Test
    void byHand() {
        assertThat(quotient(new double[] {.05, .8, .15}, new double[] {.2, .5, .3}))
                .hasValueCloseTo(.2 / .65, within(1e-15));
    }

    @Test
    void ofAChainWithItselfIsOne() {
        double[] p = {.1, .2, .7};

        assertThat(quotient(p, p)).hasValue(1);
    }

    @Test
    void flippedIsNegative() {
        assertThat(quotient(new double[] {.9, .1}, new double[] {.1, .9}).getAsDouble())
                .isNegative();
    }

    @Test
    void emptyWithoutAUniqueMaximum() {
        assertThat(quotient(new double[] {.4, .2, .4}, new double[] {.5, .3, .2}))
                .isEmpty();
        assertThat(quotient(new double[] {.4, Double.NaN}, new double[] {.5, .5}))
                .isEmpty();
    }

    @Test
    void refusesOneClass() {
        assertThatThrownBy(() -> quotient(new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
