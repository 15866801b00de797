package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RegressionTest {

    /** By hand: slope 6/10, through (3, 4); residuals -.8, .6, 1, -.6, -.2 with squares 2.4. */
    @Test
    void byHand() {
        Regression regression = Regression.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 4, 5, 4, 5})
                .get();

        assertThat(regression.slope()).isCloseTo(.6, within(1e-15));
        assertThat(regression.intercept()).isCloseTo(2.2, within(1e-15));
        assertThat(regression.residualDeviation()).isCloseTo(Math.sqrt(.8), within(1e-15));
        assertThat(regression.slopeError()).isCloseTo(Math.sqrt(.08), within(1e-15));
        // At the mean of x the band is t(.975, 3) * s / sqrt(5) on either side.
        double half = 3.182446305284263 * Math.sqrt(.8 / 5);
        assertThat(regression.band(3).low()).isCloseTo(4 - half, within(1e-9));
        assertThat(regression.band(3).high()).isCloseTo(4 + half, within(1e-9));
    }

    @Test
    void aConstantResponseIsAFlatLine() {
        Regression regression =
                Regression.of(new double[] {1, 2, 4}, new double[] {7, 7, 7}).get();

        assertThat(regression.slope()).isZero();
        assertThat(regression.band(100)).isEqualTo(new Interval(7, 7));
    }

    @Test
    void undefinedSaysWhy() {
        assertThat(Regression.of(new double[] {2, 2, 2}, new double[] {1, 2, 3}).reason())
                .isEqualTo("all 3 values of x are equal");
        assertThat(Regression.of(new double[] {2}, new double[] {1}).reason())
                .isEqualTo("only 1 pair, at least 3 are needed");
        assertThat(Regression.of(new double[] {1, 2, 3}, new double[] {1, Double.POSITIVE_INFINITY, 3})
                        .reason())
                .isEqualTo("pair 1 is not finite or too large");
    }
}
