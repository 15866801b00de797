package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of 16 bits, by IEEE 754's definition of binary16. */
class HalfPrecisionTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "-0.0, 8000",
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519, 7bff",
        "65520, 7c00",
        "-1e30, fc00",
        "0.333251953125, 3555",
        "0.33333334, 3555",
        "6.1035156e-5, 0400",
        "5.9604645e-8, 0001",
        "2.9802322e-8, 0000",
        "8.940697e-8, 0002",
        "1.00048828125, 3c00",
        "1.00146484375, 3c02",
        "2047.5, 6800",
        "NaN, 7e00"
    })
    void nearestWithTiesToEven(float value, String bits) {
        assertThat(String.format("%04x", HalfPrecision.bits(value))).isEqualTo(bits);
    }

    @Test
    void allBitsComeBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfPrecision.value((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfPrecision.bits(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void aRoundedNumberIsOffByHalfAStepAtMost() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) random.nextGaussian();
            float step = Math.scalb(1f, Math.max(-14, Math.getExponent(value)) - 10);
            assertThat(Math.abs(HalfPrecision.rounded(value) - value)).isLessThanOrEqualTo(step / 2);
        }
    }
}
