package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** Netpbm's four forms, worked out by hand, and files that claim more than they hold. */
class PnmDecoderTest {
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] rgb(String text) {
        return ImageFile.decode(latin(text), "a.ppm").bytes();
    }

    @Test
    void allFourFormsAreRead() {
        assertThat(rgb("P6 2 1 255\n\u0001\u0002\u0003\u00ff\u0000\u0080")).containsExactly(1, 2, 3, -1, 0, -128);
        assertThat(rgb("P3\n# made by hand\n2 1\n255\n1 2 3\n255 0 128")).containsExactly(1, 2, 3, -1, 0, -128);
        assertThat(rgb("P5 2 1 255\n\u0007\u00ff")).containsExactly(7, 7, 7, -1, -1, -1);
        assertThat(rgb("P2 1 2 15\n0 15\n")).containsExactly(0, 0, 0, -1, -1, -1);
        // 32768 of 65535 is 127.5 of 255
        assertThat(rgb("P5 1 1 65535\n\u0080\u0000")).containsExactly(-128, -128, -128);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P6 2 1 255\n\u0001\u0002",
                "P6 100000 100000 255\n",
                "P6 99999999999 1 255\n",
                "P6 0 1 255\n",
                "P6 1 1 70000\n\u0001\u0001\u0001",
                "P6 1 -1 255\n\u0001",
                "P3 1 1 255\n1 2 x",
                "P6 # never ends"
            })
    void whatIsCutOffOrClaimsMoreIsRefused(String text) {
        assertThatThrownBy(() -> ImageFile.decode(latin(text), "a.ppm")).isInstanceOf(InputException.class);
    }
}
