package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.neurochains.image.Pixels;

class NaturalSpectrumTest {
    private static Pixels picture(int side, IntBinaryOperator grey) {
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) grey.applyAsInt(i / 3 % side, i / 3 / side);
        }
        return Pixels.of(side, side, rgb);
    }

    private static Pixels noise(int side, long seed) {
        Random random = new Random(seed);
        return picture(side, (x, y) -> 64 + random.nextInt(128));
    }

    @Test
    void aGratingIsAtItsFrequency() {
        // 8 cycles in 64 pixels: an eighth of a cycle a pixel, four octaves above 1/128
        NaturalSpectrum found = NaturalSpectrum.of(List.of(picture(64, (x, y) ->
                (int) Math.round(128 + 100 * Math.sin(2 * Math.PI * x / 8)))));

        List<Double> levels = found.brightness().levels();
        assertThat(levels.indexOf(Collections.max(levels))).isEqualTo(8);
        assertThat(levels.get(8)).isGreaterThan(20 * levels.get(5)).isGreaterThan(20 * levels.get(11));
        assertThat(found.colour()).allSatisfy(mean -> assertThat(mean).isCloseTo(128 / 255.0, offset(1e-3)));
    }

    @Test
    void deviationsAreThoseOfTheComponents() {
        NaturalSpectrum found = NaturalSpectrum.of(List.of(picture(32, (x, y) -> x % 2 == 0 ? 0 : 255)));

        // grey of deviation 1/2 is brightness alone, nearly: rows of the matrix differ by .26 and .27
        assertThat(found.brightness().deviation()).isCloseTo(.5 / .2667, offset(.05));
        assertThat(found.blueYellow().deviation()).isLessThan(.15);
        assertThat(found.greenPurple().deviation()).isLessThan(.3);
    }

    @Test
    void componentsGiveTheirColoursBack() {
        float[] matrix = NaturalColours.matrix();
        for (int c = 0; c < 3; c++) {
            for (int other = 0; other < 3; other++) {
                assertThat(NaturalColours.component(other, matrix[c], matrix[3 + c], matrix[6 + c]))
                        .isCloseTo(c == other ? 1 : 0, offset(1e-5));
            }
        }
    }

    @Test
    void whiteNoiseIsFarFromNaturalPicturesAndNearToOtherNoise() {
        NaturalSpectrum one = NaturalSpectrum.of(List.of(noise(64, 1)));
        NaturalSpectrum other = NaturalSpectrum.of(List.of(noise(64, 2)));

        assertThat(one.distance(one)).isZero();
        assertThat(one.distance(other)).isLessThan(.5);
        assertThat(one.distance(NaturalSpectrum.usual())).isGreaterThan(2 * one.distance(other));
    }

    @Test
    void noisesMagnitudeIsLevelSoThatLevelsRiseWithFrequency() {
        NaturalSpectrum.Component found =
                NaturalSpectrum.of(List.of(noise(64, 1), noise(64, 3))).brightness();

        assertThat(found.magnitude(.4) / found.magnitude(.1)).isCloseTo(1, offset(.15));
        NaturalSpectrum.Component usual = NaturalSpectrum.usual().brightness();
        assertThat(usual.magnitude(.4) / usual.magnitude(.1)).isCloseTo(.25, offset(1e-9));
    }

    @Test
    void picturesWithoutContrastAndTinyOnes() {
        assertThat(NaturalSpectrum.of(List.of())).isEqualTo(NaturalSpectrum.usual());
        assertThat(NaturalSpectrum.of(List.of(picture(1, (x, y) -> 3)))).isEqualTo(NaturalSpectrum.usual());
        NaturalSpectrum flat = NaturalSpectrum.of(List.of(picture(16, (x, y) -> 200)));
        assertThat(flat.brightness().deviation()).isCloseTo(0, offset(1e-9));
        assertThat(flat.distance(NaturalSpectrum.usual())).isFinite();
    }
}
