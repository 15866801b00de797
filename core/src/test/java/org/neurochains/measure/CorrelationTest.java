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
        assertThat(correlation.pValue().get()).isCloseTo(0.1240270626575546, within(1e-12));
        assertThat(correlation.interval().get().low()).isCloseTo(-0.34008203518751035, within(1e-12));
        assertThat(correlation.interval().get().high()).isCloseTo(0.9842357551507267, within(1e-12));
    }

    @Test
    void spearmanSharesRanksAmongTies() {
        Correlation correlation = Correlation.spearman(
                        new double[] {.1, .4, .4, .9, 1.3, 2, 2}, new double[] {3, 1, 4, 1, 5, 9, 2})
                .get();

        // scipy.stats.spearmanr of the same
        assertThat(correlation.r()).isCloseTo(0.3394638275806279, within(1e-12));
        // scipy.stats.permutation_test((x,), lambda x: abs(spearmanr(x, y).statistic), permutation_type="pairings",
        //                              n_resamples=np.inf, alternative="greater")
        assertThat(correlation.pValue().get()).isCloseTo(0.4452380952380952, within(1e-12));
    }

    /** Of the six orders of three values, two are as far from none: p = 1/3. Of 120 of five values, two: 1/60. */
    @Test
    void theChanceOfAFewRanksIsExact() {
        Correlation three = Correlation.spearman(new double[] {1, 2, 3}, new double[] {9, 4, -1})
                .get();
        Correlation five =
                Correlation.spearman(X, new double[] {1, 8, 27, 64, 125}).get();

        assertThat(three.r()).isEqualTo(-1);
        assertThat(three.pValue().get()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(three.interval().isDefined()).isFalse();
        assertThat(five.r()).isEqualTo(1);
        assertThat(five.pValue().get()).isCloseTo(1 / 60.0, within(1e-15));
        assertThat(five.interval().reason()).isEqualTo("the points lie on a line");
        double[] x = {3, 1, 4, 1, 5, 9, 2, 6, 5};
        double[] y = {2, 7, 1, 8, 2, 8, 1, 8, 2};
        // as above, over all 362,880 orders
        assertThat(Correlation.spearman(x, y).get().pValue().get()).isCloseTo(0.5793650793650794, within(1e-12));
    }

    @Test
    void moreRanksAreJudgedByStudentsDistribution() {
        double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        Correlation correlation = Correlation.spearman(x, new double[] {0, 2, 1, 3, 5, 4, 6, 8, 7, 9})
                .get();
        Correlation all = Correlation.spearman(x, x).get();

        // scipy.stats.spearmanr(range(10), [0, 2, 1, 3, 5, 4, 6, 8, 7, 9])
        assertThat(correlation.r()).isCloseTo(0.9636363636363635, within(1e-12));
        assertThat(correlation.pValue().get()).isCloseTo(7.3209748095299185e-06, within(1e-15));
        // np.tanh(np.arctanh(r) -+ norm.ppf(.975) * np.sqrt((1 + r * r / 2) / (n - 3)))
        assertThat(correlation.interval().get().low()).isCloseTo(0.7998037864139097, within(1e-12));
        assertThat(correlation.interval().get().high()).isCloseTo(0.99385283483037, within(1e-12));
        // One order of 10! and its opposite.
        assertThat(all.pValue().get()).isCloseTo(2 / 3628800.0, within(1e-15));
    }

    /**
     * Two ties at the low end: 2 of the orders' 2 * 3! / 5! are alike, and the opposite order has its ties at the other
     * end.
     */
    @Test
    void tiesThatDoNotTurnHaveNoOppositeOrder() {
        assertThat(RankChance.ofOneOrder(new int[] {2, 1, 1, 1})).isCloseTo(2 / 120.0, within(1e-15));
        assertThat(RankChance.of(new double[] {1.5, 1.5, 3, 4, 5}, new double[] {1.5, 1.5, 3, 4, 5}))
                .isCloseTo(2 / 120.0, within(1e-15));
        assertThat(RankChance.ofOneOrder(new int[] {2, 1, 2})).isCloseTo(2 * 4 / 120.0, within(1e-15));
    }

    @Test
    void aLineHasNeitherChanceNorInterval() {
        Correlation correlation = Correlation.pearson(new double[] {0, 1, 2, 3}, new double[] {6, 4, 2, 0})
                .get();

        assertThat(correlation.r()).isEqualTo(-1);
        assertThat(correlation.pValue().reason()).isEqualTo("the points lie on a line");
        assertThat(correlation.interval().isDefined()).isFalse();
        assertThat(correlation.chance()).isEqualTo("no p: the points lie on a line, n = 4");
    }

    /** 92 equal points and another one are on a line whatever they are. */
    @Test
    void twoDifferentPointsAreNoCorrelation() {
        double[] x = new double[93];
        double[] y = new double[93];
        java.util.Arrays.fill(x, 1);
        x[17] = 2;
        y[17] = .3;

        assertThat(Correlation.pearson(x, y).reason())
                .isEqualTo("only 2 different points among 93, at least 3 are needed");
        assertThat(Correlation.spearman(x, y).isDefined()).isFalse();
        x[18] = 3;
        Correlation three = Correlation.pearson(x, y).get();
        assertThat(three.distinct()).isEqualTo(3);
        assertThat(three.chance()).endsWith("n = 93 (3 different)");
    }

    /** Eight drops of .4607 that differ in the seventh digit must not be ranked by it. */
    @Test
    void whatDiffersByRoundingIsEqual() {
        double[] score = {1.2, .9, 1.1, .8, 1.5, .7, 1.3, 1.0, .6, 1.4};
        double[] drop = {.4607, .4607, .4607, .4607, .4607, .4607, .4607, .4607, .30, .52};
        double[] noisy = drop.clone();
        double[] otherwise = drop.clone();
        for (int i = 0; i < 8; i++) {
            noisy[i] += i * 1e-7;
            otherwise[i] -= i * 1e-7;
        }

        // scipy.stats.spearmanr(score, drop)
        assertThat(Correlation.spearman(score, drop).get().r()).isCloseTo(0.6227991553292185, within(1e-12));
        assertThat(Correlation.spearman(score, noisy).get().r()).isCloseTo(0.6227991553292185, within(1e-12));
        assertThat(Correlation.spearman(score, otherwise).get().r()).isCloseTo(0.6227991553292185, within(1e-12));
        assertThat(Correlation.pearson(score, new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1.000001})
                        .reason())
                .isEqualTo("all 10 values of y are equal to rounding");
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
