package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartSelectionTest {
    @Test
    void theOnlyOne() {
        assertThat(RestartSelection.best(new double[] {-3}, new double[] {9})).isZero();
    }

    @Test
    void placesByActivationAndByLikenessAddUp() {
        // places 2 + 0, 0 + 1, 1 + 2
        assertThat(RestartSelection.best(new double[] {1, 3, 2}, new double[] {.1, .2, .3}))
                .isEqualTo(1);
        // places 0 + 2, 1 + 0, 2 + 1
        assertThat(RestartSelection.best(new double[] {3, 2, 1}, new double[] {.9, .1, .2}))
                .isEqualTo(1);
    }

    @Test
    void ofEqualPlacesTheStrongerThenTheFirst() {
        assertThat(RestartSelection.best(new double[] {1, 2}, new double[] {.1, .2}))
                .isEqualTo(1);
        assertThat(RestartSelection.best(new double[] {2, 2}, new double[] {.1, .1}))
                .isZero();
    }
}
