package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlapTest {

    /** By hand: two of four chosen twice; all six pairs are equally likely, one is the same, four share one. */
    @Test
    void byHand() {
        Overlap overlap = Overlap.of(Set.of("a", "b"), Set.of("b", "c"), 4);

        assertThat(overlap.shared()).isEqualTo(1);
        assertThat(overlap.intersectionOverUnion()).hasValue(1 / 3.0);
        assertThat(overlap.expected()).hasValue(1);
        assertThat(overlap.chance()).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(new Overlap(2, 2, 2, 4).chance()).isCloseTo(1 / 6.0, within(1e-12));
    }

    /** Expected: scipy.stats.hypergeom.sf(shared - 1, population, first, second), equal to exact fractions. */
    @ParameterizedTest
    @CsvSource({
        "20, 80, 60, 1000, 3.7917885345629426e-09",
        "5, 37, 30, 688, 0.01813592019109014",
        "1, 10, 5, 50, 0.6894372179954313",
        "200, 900, 900, 26560, 1.678004353458815e-107",
        "0, 4, 6, 10, 1",
    })
    void tail(int shared, int first, int second, int population, double expected) {
        Overlap overlap = new Overlap(shared, first, second, population);

        assertThat(overlap.chance()).isCloseTo(expected, within(1e-9 * expected));
        assertThat(new Overlap(shared, second, first, population).chance())
                .isCloseTo(expected, within(1e-9 * expected));
    }

    @Test
    void nothingSelected() {
        Overlap overlap = Overlap.of(Set.of(), Set.of(), 0);

        assertThat(overlap.intersectionOverUnion()).isEmpty();
        assertThat(overlap.expected()).isEmpty();
        assertThat(overlap.chance()).isEqualTo(1);
        assertThat(Overlap.of(Set.of(1), Set.<Integer>of(), 5).intersectionOverUnion())
                .hasValue(0);
    }

    @Test
    void everythingSelected() {
        assertThat(new Overlap(7, 7, 7, 7).chance()).isCloseTo(1, within(1e-12));
        assertThat(new Overlap(7, 7, 7, 7).intersectionOverUnion()).hasValue(1);
    }

    @Test
    void refusesTheImpossible() {
        assertThatThrownBy(() -> new Overlap(3, 2, 5, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 shared by 2 and 5 of a population of 10");
        assertThatThrownBy(() -> new Overlap(0, 6, 6, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Overlap(0, 0, 11, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}
