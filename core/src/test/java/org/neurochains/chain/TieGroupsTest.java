package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TieGroupsTest {
    @Test
    void tiesShareTheirMeanRank() {
        TieGroups ties = TieGroups.of(new double[] {5, 1, 5, -2, 5});

        assertThat(ties.ranks()).containsExactly(4, 2, 4, 1, 4);
        assertThat(ties.counts()).containsExactly(1, 1, 3);
        assertThat(ties.constant()).isFalse();
    }

    /** A group reaches 1e-5 of the largest size above its lowest value, here .01, and does not go on from there. */
    @Test
    void groupsDoNotChain() {
        TieGroups ties = TieGroups.of(new double[] {1000, .006, 0, .012, .018});

        assertThat(ties.group()).containsExactly(2, 0, 0, 1, 1);
    }

    @Test
    void hostileInput() {
        assertThat(TieGroups.of(new double[0]).constant()).isTrue();
        assertThat(TieGroups.of(new double[] {0, -0.0, 0}).counts()).containsExactly(3);
        assertThat(TieGroups.of(new double[] {1e-300, 2e-300}).counts()).containsExactly(1, 1);
        assertThat(TieGroups.of(new double[] {1e150, -1e150}).ranks()).containsExactly(2, 1);
    }

    @Test
    void pairsDifferWhereEitherSideDoes() {
        TieGroups x = TieGroups.of(new double[] {1, 1, 2, 2, 1});
        TieGroups y = TieGroups.of(new double[] {3, 3, 3, 4, 3});

        assertThat(TieGroups.distinct(x, y)).isEqualTo(3);
    }
}
