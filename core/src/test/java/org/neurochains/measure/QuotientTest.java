package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuotientTest {

    /** By hand: the network's margin is .8 - .15, the chain's .5 - .3. */
    @Test
    void byHand() {
        assertThat(Quotient.of(new double[] {.05, .8, .15}, new double[] {.2, .5, .3}))
                .hasValueCloseTo(.2 / .65, within(1e-15));
    }

    @Test
    void ofAChainWithItselfIsOne() {
        double[] p = {.1, .2, .7};

        assertThat(Quotient.of(p, p)).hasValue(1);
    }

    @Test
    void flippedIsNegative() {
        assertThat(Quotient.of(new double[] {.9, .1}, new double[] {.1, .9}).getAsDouble())
                .isNegative();
    }

    @Test
    void emptyWithoutAUniqueMaximum() {
        assertThat(Quotient.of(new double[] {.4, .2, .4}, new double[] {.5, .3, .2}))
                .isEmpty();
        assertThat(Quotient.of(new double[] {.4, Double.NaN}, new double[] {.5, .5}))
                .isEmpty();
    }

    @Test
    void refusesOneClass() {
        assertThatThrownBy(() -> Quotient.of(new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
