package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void binsAreHalfOpenButTheLast() {
        Histogram histogram = Histogram.of(new double[] {0, 1, 1.5, 2, 3, 3.5, -.5, Double.NaN}, 3, 0, 3);

        assertThat(histogram.counts()).containsExactly(1L, 2L, 2L);
        assertThat(histogram.outside()).isEqualTo(2);
        assertThat(histogram.undefined()).isEqualTo(1);
    }

    /** 0.1 + 0.2 and the like: an edge as computed belongs to the bin above it. */
    @Test
    void everyEdgeOpensItsOwnBin() {
        Random random = new Random(7);
        for (int trial = 0; trial < 2000; trial++) {
            double low = random.nextGaussian();
            double high = low + random.nextDouble() + 1e-6;
            int bins = 1 + random.nextInt(40);
            Histogram empty = Histogram.of(new double[0], bins, low, high);
            int bin = random.nextInt(bins);
            double edge = empty.edge(bin);

            assertThat(Histogram.of(new double[] {edge}, bins, low, high)
                            .counts()
                            .get(bin))
                    .isEqualTo(1);
            if (bin > 0) {
                Histogram below = Histogram.of(new double[] {Math.nextDown(edge)}, bins, low, high);
                assertThat(below.counts().get(bin - 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void extentComesFromTheValues() {
        Histogram histogram = Histogram.of(new double[] {2, 4, 6, Double.NEGATIVE_INFINITY}, 2);

        assertThat(histogram.low()).isEqualTo(2);
        assertThat(histogram.high()).isEqualTo(6);
        assertThat(histogram.counts()).containsExactly(1L, 2L);
        assertThat(histogram.outside()).isEqualTo(1);
    }

    @Test
    void equalValuesAndNoneHaveBinsToo() {
        assertThat(Histogram.of(new double[] {5, 5}, 2).counts()).containsExactly(0L, 2L);
        assertThat(Histogram.of(new double[] {1e18, 1e18}, 4).counts().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2);
        assertThat(Histogram.of(new double[0], 3).counts()).containsExactly(0L, 0L, 0L);
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> Histogram.of(new double[0], 3, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 bins from 1.0 to 1.0");
    }
}
