package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The filter by hand and against a plain formula in double; the golden test holds Pillow's own pixels. */
class ResizeTest {

    @Test
    void halvingWeighsFourPixelsByATriangle() {
        // output 0 of 2 from 4: centre 1, support 2, taps 0..2 at distances .25, .25, .75 -> weights .75 .75 .25 / 1.75
        Pixels row = Pixels.of(4, 1, new byte[] {0, 0, 0, 70, 70, 70, 0, 0, 0, 0, 0, 0});
        Pixels half = Resize.bilinear(row, 2, 1);
        assertThat(half.value(0, 0, 0)).isEqualTo(30); // 70 * .75 / 1.75
        assertThat(half.value(1, 0, 0)).isEqualTo(10); // 70 * .25 / 1.75
    }

    @Test
    void doublingInterpolatesAndHoldsTheEnds() {
        Pixels row = Pixels.of(2, 1, new byte[] {0, 0, 0, 100, 100, 100});
        Pixels doubled = Resize.bilinear(row, 4, 1);
        int[] expected = {0, 25, 75, 100};
        for (int x = 0; x < 4; x++) {
            assertThat(doubled.value(x, 0, 1)).isEqualTo(expected[x]);
        }
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Pixels picture = Pictures.random(new Random(1), 31, 17);
        assertThat(Resize.bilinear(picture, 31, 17)).isEqualTo(picture);
    }

    @Test
    void aPlainPictureStaysPlain() {
        Pixels plain = Pictures.plain(37, 23, 255, 1, 128);
        assertThat(Resize.bilinear(plain, 11, 64)).isEqualTo(Pictures.plain(11, 64, 255, 1, 128));
    }

    @Test
    void everySizeIsWithinALevelOfThePlainFormula() {
        Random random = new Random(2);
        for (int i = 0; i < 60; i++) {
            Pixels picture = Pictures.random(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
            int width = 1 + random.nextInt(50);
            int height = 1 + random.nextInt(50);
            assertThat(Pictures.worst(Resize.bilinear(picture, width, height), naive(picture, width, height)))
                    .as(picture + " to " + width + "x" + height)
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aWindowIsTheSamePartOfTheWhole() {
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            Pixels picture = Pictures.random(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
            Pixels whole = Resize.bilinear(picture, 5 + random.nextInt(50), 5 + random.nextInt(50));
            int left = random.nextInt(whole.width());
            int top = random.nextInt(whole.height());
            Resize.Window part = new Resize.Window(
                    left, top, 1 + random.nextInt(whole.width() - left), 1 + random.nextInt(whole.height() - top));
            Pixels window = Resize.window(picture, whole.width(), whole.height(), part);
            for (int y = 0; y < part.height(); y++) {
                for (int x = 0; x < part.width(); x++) {
                    assertThat(window.value(x, y, 2)).isEqualTo(whole.value(left + x, top + y, 2));
                }
            }
        }
    }

    @Test
    void aSideOfZeroIsABug() {
        Pixels picture = Pictures.plain(2, 2, 1, 2, 3);
        assertThatThrownBy(() -> Resize.bilinear(picture, 0, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Both axes at once in double, rounded once. */
    private static Pixels naive(Pixels picture, int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            double sum = 0;
            double weights = 0;
            for (int v = 0; v < picture.height(); v++) {
                double down = weight(v, y, picture.height(), height);
                for (int u = 0; u < picture.width() && down > 0; u++) {
                    double weight = down * weight(u, x, picture.width(), width);
                    sum += weight * picture.value(u, v, i % 3);
                    weights += weight;
                }
            }
            rgb[i] = (byte) Math.round(sum / weights);
        }
        return Pixels.of(width, height, rgb);
    }

    private static double weight(int input, int output, int inputs, int outputs) {
        double scale = (double) inputs / outputs;
        double distance = Math.abs(input + 0.5 - (output + 0.5) * scale) / Math.max(1, scale);
        return Math.max(0, 1 - distance);
    }
}
