package org.neurochains.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {
    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "8000, -0.0",
        "3c00, 1",
        "c000, -2",
        "3555, 0.333251953125",
        "7bff, 65504",
        "0001, 5.9604645e-8",
        "03ff, 6.097555e-5",
        "0400, 6.1035156e-5",
        "7c00, Infinity",
        "fc00, -Infinity"
    })
    void halfValuesByHand(String bits, float value) {
        assertThat(ElementType.half((short) Integer.parseInt(bits, 16))).isEqualTo(Float.valueOf(value));
    }

    @Test
    void everyHalfSurvivesTheWayBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = ElementType.half((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(ElementType.toHalf(value)).isEqualTo((short) bits);
            }
        }
        assertThat(ElementType.half((short) 0x7e00)).isNaN();
        assertThat(ElementType.half(ElementType.toHalf(Float.NaN))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "1.00048828125, 1", // 1 + 2^-11, a tie: to even
        "1.00146484375, 1.001953125", // 1 + 3 * 2^-11, a tie: to even
        "1.0004884, 1.0009765625", // just above the tie
        "65519.996, 65504",
        "65520, Infinity",
        "-1e30, -Infinity",
        "2.9802322e-8, 0", // 2^-25, a tie: to even
        "8.940697e-8, 1.1920929e-7", // 3 * 2^-25, a tie: to even
        "6.1020255e-5, 6.1035156e-5" // rounds up out of the subnormals
    })
    void halvesAreRoundedToNearestEven(float value, float rounded) {
        assertThat(ElementType.half(ElementType.toHalf(value))).isEqualTo(rounded);
    }

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
        assertThat(String.format("%04x", ElementType.toHalf(value))).isEqualTo(bits);
    }

    @Test
    void aRoundedNumberIsOffByHalfAStepAtMost() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) random.nextGaussian();
            float step = Math.scalb(1f, Math.max(-14, Math.getExponent(value)) - 10);
            assertThat(Math.abs(ElementType.half(ElementType.toHalf(value)) - value))
                    .isLessThanOrEqualTo(step / 2);
        }
    }

    @Test
    void everyTypeIsConvertedInBothOrders() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer bytes = ByteBuffer.allocate(16).order(order);
            assertThat(decoded(ElementType.F64, bytes.clear().putDouble(0.1).putDouble(-3)))
                    .containsExactly(0.1f, -3);
            assertThat(decoded(ElementType.F32, bytes.clear().putFloat(0.1f).putFloat(7)))
                    .containsExactly(0.1f, 7);
            assertThat(decoded(
                            ElementType.F16,
                            bytes.clear().putShort((short) 0x3c00).putShort((short) 0xc000)))
                    .containsExactly(1, -2);
            assertThat(decoded(
                            ElementType.BF16,
                            bytes.clear().putShort((short) 0x3f80).putShort((short) 0xc049)))
                    .containsExactly(1, -3.140625f);
            assertThat(decoded(ElementType.I64, bytes.clear().putLong(16777217).putLong(-5)))
                    .containsExactly(16777216, -5);
            assertThat(decoded(ElementType.I32, bytes.clear().putInt(-7).putInt(1 << 30)))
                    .containsExactly(-7, 1 << 30);
            assertThat(decoded(
                            ElementType.I16,
                            bytes.clear().putShort((short) -300).putShort((short) 5)))
                    .containsExactly(-300, 5);
        }
    }

    @Test
    void bytesAreSignedUnsignedOrTruth() {
        byte[] bytes = {-1, 2, 0};
        assertThat(decoded(ElementType.I8, ByteBuffer.wrap(bytes).position(3))).containsExactly(-1, 2, 0);
        assertThat(decoded(ElementType.U8, ByteBuffer.wrap(bytes).position(3))).containsExactly(255, 2, 0);
        assertThat(decoded(ElementType.BOOL, ByteBuffer.wrap(bytes).position(3)))
                .containsExactly(1, 1, 0);
    }

    private static float[] decoded(ElementType type, ByteBuffer written) {
        written.flip();
        float[] values = new float[written.remaining() / type.width()];
        type.decode(written, values, 0, values.length);
        return values;
    }
}
