package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void byHand() {
        assertThat(Summary.of(2, 4, 4, 4, 5, 5, 7, 9).get())
                .isEqualTo(new Summary(8, 5, 2, OptionalDouble.of(Math.sqrt(32 / 7.0)), 2, 9));
    }

    @Test
    void aSingleValueHasNoSampleDeviation() {
        assertThat(Summary.of(3).get()).isEqualTo(new Summary(1, 3, 0, OptionalDouble.empty(), 3, 3));
    }

    @Test
    void undefinedSaysWhy() {
        assertThat(Summary.of().reason()).isEqualTo("no values");
        assertThat(Summary.of(1, Double.NaN).reason()).isEqualTo("value 1 is not finite or too large");
    }
}
