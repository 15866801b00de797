package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neurochains.evidence.ReceptiveField;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.image.Pixels;
import org.neurochains.testing.ImageNetInput;

class CanvasTest {
    /** Grey pixels of these values, row by row. */
    private static Pixels grey(int width, int... values) {
        byte[] bytes = new byte[values.length * 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i / 3];
        }
        return Pixels.of(width, values.length / width, bytes);
    }

    private static int[] values(Pixels picture) {
        int[] values = new int[picture.width() * picture.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = picture.value(i % picture.width(), i / picture.width(), 1);
        }
        return values;
    }

    @Test
    void cutsTheField() {
        Pixels crop = Canvas.crop(grey(3, 1, 2, 3, 4, 5, 6, 7, 8, 9), new ReceptiveField(1, 0, 3, 2));

        assertThat(crop.width()).isEqualTo(2);
        assertThat(values(crop)).containsExactly(4, 5, 7, 8);
    }

    @Test
    void enlargesByRepeating() {
        Pixels large = Canvas.enlarged(grey(2, 1, 2), 3);

        assertThat(large.height()).isEqualTo(2);
        assertThat(values(large)).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
        assertThat(Canvas.enlarged(large, 4)).isSameAs(large);
    }

    @Test
    void joinsWithAWhiteGap() {
        assertThat(values(Canvas.beside(grey(1, 1, 2), grey(2, 3, 4, 5, 6), 1)))
                .containsExactly(1, 255, 3, 4, 2, 255, 5, 6);
    }

    @Test
    void lightsWhereTheMapIsLarge() {
        SaliencyMap map = new SaliencyMap(1, 3, new double[] {0, 1, 2});

        assertThat(values(Canvas.lit(grey(3, 200, 200, 200), map))).containsExactly(50, 125, 200);
        assertThat(values(Canvas.lit(grey(1, 200), new SaliencyMap(1, 1, new double[] {0}))))
                .containsExactly(50);
    }

    @Test
    void shrinksForThePage() {
        Pixels wide = grey(40, new int[40 * 20]);

        assertThat(Canvas.forPage(wide, 20, ImageNetInput.square(32)).uri()).startsWith("data:image/jpeg");
        assertThat(Canvas.forPage(grey(2, 1, 2), 20, ImageNetInput.square(32)).uri())
                .startsWith("data:image/png");
    }
}
