package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neurochains.network.UnitKind;
import org.neurochains.tensor.Scope;

class ThinningTest {
    /**
     * A stem of two filters, C1 and C2 of two, a shortcut of two channels, each of which takes the stem's filter of its
     * own number.
     */
    private static boolean[] residual(int wanted, float... ranks) {
        try (Scope scope = Scope.open()) {
            UnitLayout layout =
                    UnitLayout.of(Toys.residual(new float[] {1, 1, 1, 1}, 0, 0).network(), true);
            assertThat(layout.units()).extracting(UnitLayout.Unit::layer).endsWith("blockSC", "blockSC");
            return new Thinning(layout, new int[8], new int[] {wanted}, ranks)
                    .of(Stage.whole(8))
                    .kept();
        }
    }

    @Test
    void theLowestGoes() {
        assertThat(residual(7, 9, 8, 1, 7, 6, 5, 4, 3))
                .containsExactly(true, true, false, true, true, true, true, true);
        assertThat(residual(8, 9, 8, 1, 7, 6, 5, 4, 3)).containsOnly(true);
    }

    /** Without the stem's first filter the shortcut's first channel is always zero. */
    @Test
    void whatLeadsNowhereGoesWithIt() {
        assertThat(residual(6, 1, 9, 8, 7, 6, 5, 4, 3))
                .containsExactly(false, true, true, true, true, true, false, true);
    }

    /** Without the stem's first filter six would be left, so the next lowest goes. */
    @Test
    void whatWouldTakeTooManyWithItStays() {
        assertThat(residual(7, 1, 9, 8, 7, 6, 5, 4, 3))
                .containsExactly(true, true, true, true, true, true, true, false);
    }

    @Test
    void aPathIsLeft() {
        // The stem's second filter and the shortcut's second channel, which rank highest.
        assertThat(residual(0, 1, 9, 2, 3, 4, 5, 6, 8))
                .containsExactly(false, true, false, false, false, false, false, true);
    }

    /** A stem of two filters, C1, C2 and a shortcut of two channels: one filter and one shortcut channel are a path. */
    @Test
    void kindsHaveNumbersOfTheirOwn() {
        try (Scope scope = Scope.open()) {
            UnitLayout layout =
                    UnitLayout.of(Toys.residual(new float[] {1, 0, 0, 1}, 0, 0).network(), true);
            int[] kinds = new int[layout.size()];
            float[] ranks = new float[layout.size()];
            for (int i = 0; i < kinds.length; i++) {
                kinds[i] = layout.units().get(i).kind() == UnitKind.IDENTITY ? 1 : 0;
                ranks[i] = i;
            }
            Stage one = new Thinning(layout, kinds, new int[] {1, 1}, ranks).of(Stage.whole(kinds.length));
            Stage any = new Thinning(layout, kinds, new int[] {3, Thinning.ANY}, ranks).of(Stage.whole(kinds.length));

            assertThat(layout.filters(one.kept())).isEqualTo(1);
            assertThat(one.size()).isEqualTo(2);
            assertThat(one.cutThrough(layout)).isFalse();
            assertThat(layout.filters(any.kept())).isEqualTo(3);
        }
    }
}
