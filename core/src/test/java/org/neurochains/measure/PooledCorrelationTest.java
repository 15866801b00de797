package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** NamedNumbers of SciPy and NumPy for the same pairs. */
class PooledCorrelationTest {
    private static final int GROUPS = 8;

    private final double[] x = new double[4 * GROUPS];
    private final double[] y = new double[4 * GROUPS];
    private final int[] group = new int[4 * GROUPS];

    PooledCorrelationTest() {
        for (int i = 0; i < x.length; i++) {
            int g = i / 4;
            int k = i % 4;
            x[i] = (g * 7 + k * 5) % 11 / 4.0;
            y[i] = x[i] * .5 + (g * 3 + k * k) % 7 / 5.0 + g % 3 * .3;
            group[i] = g;
        }
    }

    @Test
    void allPairsAndEachGroup() {
        PooledCorrelation found = PooledCorrelation.of(x, y, group).get();

        // pearsonr(x, y), spearmanr(x, y), len(set(zip(x, y)))
        assertThat(found.r()).isCloseTo(0.4984335731652446, within(1e-12));
        assertThat(found.spearman()).isCloseTo(0.4928236644445306, within(1e-12));
        assertThat(found.n()).isEqualTo(32);
        assertThat(found.distinct()).isEqualTo(31);
        assertThat(found.groups()).isEqualTo(8);
        // np.mean([pearsonr(x[group == g], y[group == g]).statistic for g in range(8)])
        assertThat(GroupedMean.of(found.within()).get().mean()).isCloseTo(0.46985632353460705, within(1e-12));
    }

    /**
     * 100,000 draws of eight groups in NumPy, weights by np.bincount, np.percentile(..., [2.5, 97.5]); here 2,000
     * draws.
     */
    @Test
    void intervalsAreThoseOfDrawnGroups() {
        PooledCorrelation found = PooledCorrelation.of(x, y, group).get();

        assertThat(found.interval().get().low()).isCloseTo(.248, within(.02));
        assertThat(found.interval().get().high()).isCloseTo(.711, within(.02));
        assertThat(found.band(1).get().low()).isCloseTo(1.157, within(.02));
        assertThat(found.band(1).get().high()).isCloseTo(1.575, within(.02));
    }

    /**
     * Pairs that are repeated within their group are no further knowledge; a p-value of all pairs would take them for
     * it.
     */
    @Test
    void repeatedPairsDoNotNarrowTheInterval() {
        double[] manyX = new double[10 * x.length];
        double[] manyY = new double[10 * x.length];
        int[] manyGroups = new int[10 * x.length];
        for (int i = 0; i < manyX.length; i++) {
            manyX[i] = x[i % x.length];
            manyY[i] = y[i % x.length];
            manyGroups[i] = group[i % x.length];
        }
        Interval once = PooledCorrelation.of(x, y, group).get().interval().get();
        Interval often =
                PooledCorrelation.of(manyX, manyY, manyGroups).get().interval().get();

        assertThat(often.low()).isCloseTo(once.low(), within(1e-9));
        assertThat(often.high()).isCloseTo(once.high(), within(1e-9));
    }

    @Test
    void whatIsUndefinedSaysWhy() {
        int[] few = Arrays.stream(group).map(g -> g / 2).toArray();
        PooledCorrelation fewGroups = PooledCorrelation.of(x, y, few).get();
        double[] constant = new double[x.length];
        int[] apart = new int[6];
        Arrays.setAll(apart, i -> i);
        PooledCorrelation single = PooledCorrelation.of(
                        new double[] {1, 2, 3, 4, 5, 6}, new double[] {1, 2, 3, 4, 6, 5}, apart)
                .get();

        assertThat(fewGroups.interval().reason()).isEqualTo("fewer than 5 chains leave no interval");
        assertThat(fewGroups.band(0).isDefined()).isFalse();
        assertThat(PooledCorrelation.of(x, constant, group).reason()).isEqualTo("all 32 values of y are equal");
        assertThat(PooledCorrelation.of(new double[0], new double[0], new int[0])
                        .isDefined())
                .isFalse();
        assertThat(single.within()).isEmpty();
        assertThat(single.interval().get().high()).isLessThanOrEqualTo(1);
    }
}
