package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelationTest {
    private static final double[] X = {1, 2, 3, 4, 5};
    private static final double[] Y = {2, 4, 5, 4, 5};

    /** By hand: sums about the means are 10, 6 and 6, so r = 6 / sqrt(60). */
    @Test
    void pearsonByHand() {
        Correlation correlation = Correlation.pearson(X, Y).get();

        assertThat(correlation.r()).isCloseTo(6 / Math.sqrt(60), within(1e-15));
        assertThat(correlation.n()).isEqualTo(5);
        // scipy.stats.pearsonr([1, 2, 3, 4, 5], [2, 4, 5, 4, 5]) and .confidence_interval()
        assertThat(correlation.pValue()).isCloseTo(0.1240270626575546, within(1e-12));
        assertThat(correlation.interval().low()).isCloseTo(-0.34008203518751035, within(1e-12));
        assertThat(correlation.interval().high()).isCloseTo(0.9842357551507267, within(1e-12));
    }

    @Test
    void spearmanSharesRanksAmongTies() {
        Correlation correlation = Correlation.spearman(
                        new double[] {.1, .4, .4, .9, 1.3, 2, 2}, new double[] {3, 1, 4, 1, 5, 9, 2})
                .get();

        // scipy.stats.spearmanr of the same
        assertThat(correlation.r()).isCloseTo(0.3394638275806279, within(1e-12));
        assertThat(correlation.pValue()).isCloseTo(0.45633088667520716, within(1e-12));
    }

    @Test
    void spearmanOfAnyRisingCurveIsOne() {
        Correlation correlation =
                Correlation.spearman(X, new double[] {1, 8, 27, 64, 1e9}).get();

        assertThat(correlation.r()).isEqualTo(1);
        assertThat(correlation.pValue()).isZero();
        assertThat(correlation.interval()).isEqualTo(new Interval(1, 1));
    }

    @Test
    void aFallingLineIsMinusOne() {
        Correlation correlation = Correlation.pearson(new double[] {0, 1, 2, 3}, new double[] {6, 4, 2, 0})
                .get();

        assertThat(correlation.r()).isEqualTo(-1);
        assertThat(correlation.interval()).isEqualTo(new Interval(-1, -1));
    }

    @Test
    void offsetAndScaleDoNotMatter() {
        double[] moved = {1e-140 * 1e9, 2e-140 * 1e9, 3e-140 * 1e9, 4e-140 * 1e9, 5e-140 * 1e9};
        double[] large = {1e100 + 2e99, 1e100 + 4e99, 1e100 + 5e99, 1e100 + 4e99, 1e100 + 5e99};

        assertThat(Correlation.pearson(moved, large).get().r()).isCloseTo(6 / Math.sqrt(60), within(1e-12));
    }

    @Test
    void undefinedSaysWhy() {
        double[] constant = {.1, .1, .1, .1, .1};

        assertThat(Correlation.pearson(constant, Y).reason()).isEqualTo("all 5 values of x are equal");
        assertThat(Correlation.pearson(X, constant).reason()).isEqualTo("all 5 values of y are equal");
        assertThat(Correlation.spearman(X, constant).reason()).isEqualTo("all 5 values of y are equal");
        assertThat(Correlation.pearson(new double[] {1, 2}, new double[] {3, 5}).reason())
                .isEqualTo("only 2 pairs, at least 3 are needed");
        assertThat(Correlation.pearson(new double[] {1, 2, Double.NaN}, new double[] {3, 5, 6})
                        .reason())
                .isEqualTo("pair 2 is not finite or too large");
        assertThat(Correlation.pearson(new double[0], new double[0]).isDefined())
                .isFalse();
    }

    @Test
    void unequalLengthsAreABug() {
        assertThatThrownBy(() -> Correlation.pearson(X, new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 values of x for 4 of y");
    }

    @Test
    void anUndefinedResultHasNoValue() {
        Measured<Double> undefined = Measured.undefined("no images");

        assertThatThrownBy(undefined::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("undefined: no images");
        assertThat(undefined.map(value -> value + 1).reason()).isEqualTo("no images");
        assertThat(Measured.of(2.0).map(value -> value + 1).get()).isEqualTo(3);
        assertThatThrownBy(() -> Measured.undefined("")).isInstanceOf(IllegalArgumentException.class);
    }
}
