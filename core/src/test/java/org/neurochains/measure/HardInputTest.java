package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every statistic of pairs and of values with input that has misled such programs: tied, tiny, constant, hardly any,
 * and that of a dead chain, whose removals change nothing.
 */
class HardInputTest {
    private static final double[] X = {1, 1, 2, 2, 3, 3, 4, 4};
    private static final double[] Y = {.1, .3, .3, .3, .5, .5, .5, .9};
    private static final int[] GROUPS = {0, 0, 1, 1, 2, 2, 3, 3};

    private static double[] times(double factor, double... values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    /** Of pairs, by the statistic's name. */
    private static Map<String, Measured<?>> ofPairs(double[] x, double[] y) {
        Map<String, Measured<?>> found = new TreeMap<>();
        found.put("Pearson", Correlation.pearson(x, y));
        found.put("Spearman", Correlation.spearman(x, y));
        found.put("pooled", PooledCorrelation.of(x, y, new int[x.length]));
        found.put("density", Density.of(x, y));
        return found;
    }

    /**
     * x and y are numpy's of the values above: scipy.stats.pearsonr(x, y) and .confidence_interval(), spearmanr(x, y),
     * permutation_test((x,), lambda x: abs(spearmanr(x, y).statistic), permutation_type="pairings", n_resamples=np.inf,
     * alternative="greater"), linregress(x, y), gaussian_kde([x, y])([2, .4]).
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-30})
    void tiedAndTinyPairs(double scale) {
        double[] x = times(scale, X);
        double[] y = times(scale, Y);
        Correlation pearson = Correlation.pearson(x, y).get();
        Correlation spearman = Correlation.spearman(x, y).get();
        Regression line = Regression.of(x, y).get();

        assertThat(pearson.r()).isCloseTo(0.8553628292252669, within(1e-12));
        assertThat(pearson.pValue().get()).isCloseTo(0.006767649154661772, within(1e-12));
        assertThat(pearson.interval().get().low()).isCloseTo(0.37933364734152103, within(1e-9));
        assertThat(pearson.interval().get().high()).isCloseTo(0.9733487788861386, within(1e-9));
        assertThat(pearson.distinct()).isEqualTo(6);
        assertThat(spearman.r()).isCloseTo(0.9233805168766387, within(1e-12));
        assertThat(spearman.pValue().get()).isCloseTo(0.007142857142857143, within(1e-12));
        assertThat(line.at(2 * scale)).isCloseTo(.34 * scale, within(1e-12 * scale));
        assertThat(scale * scale * Density.of(x, y).get().at(2 * scale, .4 * scale))
                .isCloseTo(0.618542839445289, within(1e-9));
        assertThat(PooledCorrelation.of(x, y, GROUPS).get().r()).isCloseTo(pearson.r(), within(1e-12));
    }

    /**
     * scipy.stats.t.interval(.95, 7, np.mean(y), sem(y)); of four groups t.interval(.95, 3, np.mean(y), e) with e =
     * sqrt(4 / 3 * sum(s ** 2)) / 8 and s the groups' sums about the mean; np.std(y) and np.std(y, ddof=1);
     * np.histogram(y, 4, (0, 1)).
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-30})
    void tiedAndTinyValues(double scale) {
        double[] y = times(scale, Y);
        Summary summary = Summary.of(y).get();
        Interval alone = GroupedMean.of(y).get().interval().get();
        Interval grouped = GroupedMean.of(y, GROUPS).get().interval().get();

        assertThat(summary.mean() / scale).isCloseTo(.425, within(1e-12));
        assertThat(summary.deviation() / scale).isCloseTo(0.22220486043288973, within(1e-12));
        assertThat(summary.sampleDeviation().orElseThrow() / scale).isCloseTo(0.23754698783308414, within(1e-12));
        assertThat(alone.low() / scale).isCloseTo(0.2264057483014232, within(1e-9));
        assertThat(alone.high() / scale).isCloseTo(0.6235942516985767, within(1e-9));
        assertThat(grouped.low() / scale).isCloseTo(0.07216921410693039, within(1e-9));
        assertThat(grouped.high() / scale).isCloseTo(0.7778307858930695, within(1e-9));
        assertThat(Histogram.of(y, 4, 0, scale).counts()).containsExactly(1L, 3L, 3L, 1L);
    }

    /** Nothing of a dead chain, one with a constant score, or two filters says how scores and effects go together. */
    @Test
    void constantDeadAndHardlyAnyPairsAreUndefinedWithAReason() {
        double[] none = new double[8];
        double[] rounding = {.5, .5000001, .5, .4999999, .5, .5, .5, .5};
        List<double[][]> inputs = List.of(
                new double[][] {X, none},
                new double[][] {none, Y},
                new double[][] {none, none},
                new double[][] {{1, 2}, {3, 4}},
                new double[][] {{1}, {2}},
                new double[][] {{}, {}},
                new double[][] {{1, 2, 3}, {1, Double.NaN, 2}},
                new double[][] {{1, 2, 3}, {1, Double.POSITIVE_INFINITY, 2}});
        for (double[][] input : inputs) {
            ofPairs(input[0], input[1]).forEach((name, found) -> {
                assertThat(found.isDefined()).as(name).isFalse();
                assertThat(found.reason()).as(name).isNotBlank();
            });
        }
        assertThat(Correlation.spearman(X, rounding).reason()).isEqualTo("all 8 values of y are equal to rounding");
        ScoreTelling untold = ScoreTelling.of(Correlation.spearman(X, none), "r = ", "filters");
        assertThat(untold.verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        assertThat(untold.sentence())
                .isEqualTo("Whether scores say what matters cannot be told: all 8 removals' costs are equal.");
    }

    /** A response that is constant is a flat line; a predictor that is has none. */
    @Test
    void aLineThroughConstants() {
        assertThat(Regression.of(X, new double[8]).get().at(3)).isZero();
        assertThat(Regression.of(new double[8], Y).isDefined()).isFalse();
    }

    @Test
    void constantAndHardlyAnyValues() {
        double[] constant = {.2, .2, .2};
        assertThat(Summary.of(constant).get().deviation()).isCloseTo(0, within(1e-16));
        assertThat(GroupedMean.of(constant).get().interval().reason()).isEqualTo("all values are equal");
        assertThat(GroupedMean.of(.2).get().interval().reason()).isEqualTo("a single value");
        assertThat(GroupedMean.of().isDefined()).isFalse();
        assertThat(Histogram.of(constant, 2, 0, 1).counts()).containsExactly(3L, 0L);
        assertThat(Histogram.of(new double[] {Double.NaN}, 2, 0, 1).undefined()).isEqualTo(1);
    }
}
