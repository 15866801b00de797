package org.neurochains.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.tensor.Scope;

final class VariationTest {

    @Test
    void takesPixelsFromWhereTheyWere() {
        Variation right = new Variation(false, 2, -1);
        assertThat(right.column(5, 64)).isEqualTo(3);
        assertThat(right.column(1, 64)).isZero();
        assertThat(right.row(5, 64)).isEqualTo(6);
        assertThat(right.row(63, 64)).isEqualTo(63);
        Variation mirrored = new Variation(true, 2, 0);
        assertThat(mirrored.column(2, 64)).isEqualTo(63);
        assertThat(mirrored.column(63, 64)).isEqualTo(2);
    }

    @Test
    void drawsEveryVariationWithinReach() {
        Set<Variation> drawn = new HashSet<>();
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            drawn.add(Variation.draw(random, 1));
        }
        assertThat(drawn).hasSize(2 * 3 * 3).contains(Variation.NONE);
    }

    @Test
    void mirrorsABatch() {
        DrawnPictures pictures = DrawnPictures.draw(11, 1);
        try (Scope scope = Scope.open()) {
            float[] plain = pictures.batch(3).toFloats();
            float[] mirrored = pictures.batch(new int[] {3}, java.util.List.of(new Variation(true, 0, 0)))
                    .toFloats();
            for (int at = 0; at < plain.length; at++) {
                assertThat(mirrored[at]).isEqualTo(plain[at / 64 * 64 + 63 - at % 64]);
            }
        }
    }
}
