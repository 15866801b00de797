package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelsTest {

    @Test
    void nobodyCanChangeAPicture() {
        byte[] rgb = {1, 2, 3};
        Pixels pixels = Pixels.of(1, 1, rgb);
        rgb[0] = 99;
        pixels.toBytes()[1] = 99;
        assertThat(pixels.value(0, 0, 0)).isEqualTo(1);
        assertThat(pixels.value(0, 0, 1)).isEqualTo(2);
    }

    @Test
    void equalPicturesHaveEqualSizesAndPixels() {
        Pixels pixels = Pictures.plain(2, 3, 1, 2, 3);
        assertThat(pixels).isEqualTo(Pictures.plain(2, 3, 1, 2, 3)).hasSameHashCodeAs(Pictures.plain(2, 3, 1, 2, 3));
        assertThat(pixels).isNotEqualTo(Pictures.plain(3, 2, 1, 2, 3));
        assertThat(pixels).isNotEqualTo(Pictures.plain(2, 3, 1, 2, 4));
    }

    @Test
    void bytesThatDoNotFitAreABug() {
        assertThatThrownBy(() -> Pixels.of(2, 2, new byte[11])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pixels.of(0, 2, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pictures.plain(2, 2, 1, 2, 3).value(2, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anEncodedPngIsReadByTheJdkAsThePicture() {
        Pixels pixels = Pictures.random(new Random(1), 13, 9);
        assertThat(Pictures.pixels(Pictures.decode(ImageEncoder.png(pixels)))).isEqualTo(pixels);
    }

    @Test
    void aBetterJpegIsLarger() {
        Pixels pixels = Pictures.random(new Random(1), 64, 64);
        assertThat(ImageEncoder.jpeg(pixels, 0.9)).hasSizeGreaterThan(ImageEncoder.jpeg(pixels, 0.3).length);
    }
}
