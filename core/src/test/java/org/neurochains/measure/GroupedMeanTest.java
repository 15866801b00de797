package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GroupedMeanTest {
    private static final double[] VALUES = {1, 2, 2, 5, 7, 6, 3, 4, 9, 8};

    /** scipy.stats.t.interval(.95, 9, np.mean(y), scipy.stats.sem(y)) */
    @Test
    void valuesByThemselvesHaveTheUsualInterval() {
        GroupedMean mean = GroupedMean.of(VALUES).get();

        assertThat(mean.mean()).isCloseTo(4.7, within(1e-12));
        assertThat(mean.groups()).isEqualTo(10);
        assertThat(mean.interval().get().low()).isCloseTo(2.7322266461571143, within(1e-9));
        assertThat(mean.interval().get().high()).isCloseTo(6.667773353842886, within(1e-9));
    }

    /**
     * statsmodels.OLS(y, np.ones(10)).fit(cov_type="cluster", cov_kwds={"groups": g}, use_t=True).conf_int() for
     * images of four chains.
     */
    @Test
    void imagesOfFewChainsSayLess() {
        GroupedMean mean =
                GroupedMean.of(VALUES, new int[] {0, 0, 0, 1, 1, 1, 2, 2, 3, 3}).get();

        assertThat(mean.n()).isEqualTo(10);
        assertThat(mean.groups()).isEqualTo(4);
        assertThat(mean.interval().get().low()).isCloseTo(0.02942347, within(1e-7));
        assertThat(mean.interval().get().high()).isCloseTo(9.37057653, within(1e-7));
    }

    /** The same images seen twice are no further knowledge. */
    @Test
    void repeatedImagesDoNotNarrowTheInterval() {
        Interval once = GroupedMean.of(new double[] {1, 4, 2}, new int[] {0, 1, 2})
                .get()
                .interval()
                .get();
        Interval twice = GroupedMean.of(new double[] {1, 4, 2, 1, 4, 2}, new int[] {0, 1, 2, 0, 1, 2})
                .get()
                .interval()
                .get();

        assertThat(twice.low()).isCloseTo(once.low(), within(1e-12));
        assertThat(twice.high()).isCloseTo(once.high(), within(1e-12));
    }

    @Test
    void whatIsUndefinedSaysWhy() {
        assertThat(GroupedMean.of().reason()).isEqualTo("no values");
        assertThat(GroupedMean.of(1, Double.NaN).reason()).isEqualTo("value 1 is not finite or too large");
        assertThat(GroupedMean.of(3).get().interval().reason()).isEqualTo("a single value");
        assertThat(GroupedMean.of(new double[] {3, 4}, new int[] {5, 5})
                        .get()
                        .interval()
                        .reason())
                .isEqualTo("a single chain");
        assertThat(GroupedMean.of(1, 1, 1).get().interval().reason()).isEqualTo("all values are equal");
        assertThat(GroupedMean.of(1, 1, 1).get().mean()).isEqualTo(1);
    }

    /** With two chains the interval is wide: t has one degree of freedom, scipy.stats.t.ppf(.975, 1) = 12.7062. */
    @Test
    void twoChainsLeaveAWideInterval() {
        Interval interval = GroupedMean.of(0, 2).get().interval().get();

        assertThat(interval.high()).isCloseTo(1 + 12.7062047364, within(1e-9));
        assertThat(interval.low()).isCloseTo(1 - 12.7062047364, within(1e-9));
    }
}
