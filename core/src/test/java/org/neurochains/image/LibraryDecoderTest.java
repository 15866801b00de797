package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** Netpbm's forms, worked out by hand; small files that Pillow 13 wrote; and what is cut off, damaged or absurd. */
class LibraryDecoderTest {
    private static final String WEBP =
            "UklGRkwAAABXRUJQVlA4TD8AAAAvAkAAAC+gqI0UaJ8nnhGMB2yobduGcUv5/9isIROw2LkGqsispPkPPB/H1TjuZl"
                    + "FQyDYCnNo9BEd2Ef2PZwUA";
    private static final String ICON = "AAABAAEAAwIAAAAAIABVAAAAFgAAAIlQTkcNChoKAAAADUlIRFIAAAADAAAAAggCAAAAEhbxTQAA"
            + "ABxJREFUeJxj+M/AwNDAwCUix8DOzv7//38GhhMALZ4Flj3tP6IAAAAASUVORK5CYII=";
    private static final String TIFF =
            "SUkqABoAAACAP8AQNAAAFBQPAeFP+GQNkQEKAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwADAAAAmAAAAAMBAwABAAAABQAA"
                    + "AAYBAwABAAAAAgAAABEBBAABAAAACAAAABUBAwABAAAAAwAAABYBAwABAAAAAgAAABcBBAABAAAAEgAAABwBAwABAAAAAQAA"
                    + "AAAAAAAIAAgACAA=";

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] rgb(String text) {
        return ImageFile.decode(latin(text), "a.ppm").bytes();
    }

    private static byte[] file(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Test
    void netpbmsFormsAreRead() {
        assertThat(rgb("P6 2 1 255\n\u0001\u0002\u0003\u00ff\u0000\u0080")).containsExactly(1, 2, 3, -1, 0, -128);
        assertThat(rgb("P3\n# made by hand\n2 1\n255\n1 2 3\n255 0 128")).containsExactly(1, 2, 3, -1, 0, -128);
        assertThat(rgb("P5 2 1 255\n\u0007\u00ff")).containsExactly(7, 7, 7, -1, -1, -1);
        assertThat(rgb("P2 1 2 15\n0 15\n")).containsExactly(0, 0, 0, -1, -1, -1);
        assertThat(rgb("P1 2 1\n0 1\n")).containsExactly(-1, -1, -1, 0, 0, 0);
        // 32768 of 65535 is 127.5 of 255, 600 of 1000 is 153
        assertThat(rgb("P5 1 1 65535\n\u0080\u0000")).containsExactly(-128, -128, -128);
        assertThat(rgb("P5 1 1 1000\n\u0002X")).containsExactly(153, 153, 153);
    }

    @ParameterizedTest
    @ValueSource(strings = {WEBP, ICON, TIFF})
    void pillowsFilesHavePillowsColours(String base64) {
        Pixels pixels = ImageFile.decode(file(base64), "picture");
        assertThat(pixels.width()).isEqualTo(3);
        assertThat(pixels.bytes()).containsExactly(255, 0, 0, 0, 128, 0, 10, 20, 30, 7, 7, 7, 255, 255, 255, 0, 0, 200);
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
    void netpbmThatIsCutOffOrClaimsMoreIsRefused(String text) {
        assertThatThrownBy(() -> rgb(text)).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @CsvSource({WEBP + ", 84", ICON + ", 91", TIFF + ", 150"})
    void whatIsCutOffAnywhereIsRefused(String base64, int needed) {
        byte[] whole = file(base64);
        for (int length = 0; length < needed; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageFile.decode(cut, "picture"))
                    .as("%d bytes", length)
                    .isInstanceOf(InputException.class);
        }
    }

    @Test
    void damageByAFixedSeedGivesAPictureOrAnInputException() {
        Random random = new Random(8);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            byte[] content = file(new String[] {WEBP, ICON, TIFF}[i % 3]);
            for (int change = 0; change < 3; change++) {
                content[random.nextInt(content.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ImageFile.decode(content, "picture").bytes()).isNotEmpty();
            } catch (InputException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(60, 590);
    }

    /** Its codes go on far behind the file's end, where the library reads zeros for a minute. */
    @Test
    @Timeout(10)
    void whatReadsOnBehindTheEndIsRefused() {
        byte[] webp = file(WEBP);
        webp[47] = (byte) 189;
        webp[52] = 71;
        webp[62] = 100;
        assertThatThrownBy(() -> ImageFile.decode(webp, "picture")).isInstanceOf(InputException.class);
    }

    /** A TIFF's fields 256 and 257 say its size. */
    @ParameterizedTest
    @CsvSource({"40000, 40000, too large", "12000, 12000, too many for its bytes", "0, 2, no pixels"})
    void sizesThatTheBytesCannotHoldAreRefused(int width, int height, String reason) {
        byte[] tiff = file(TIFF);
        for (int i = 0; i < 2; i++) {
            tiff[36 + i] = (byte) (width >> (8 * i));
            tiff[48 + i] = (byte) (height >> (8 * i));
        }
        assertThatThrownBy(() -> ImageFile.decode(tiff, "picture"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void deepInksKeepTheirHighByte() {
        byte[] tiff = file("SUkqAAgAAAAKAAABAwABAAAAAQAAAAEBAwABAAAAAQAAAAIBAwAEAAAAhgAAAAMBAwABAAAAAQAAAAYBAwAB"
                + "AAAABQAAABEBBAABAAAAjgAAABUBAwABAAAABAAAABYBAwABAAAAAQAAABcBBAABAAAACAAAAEwBAwABAAAAAQ"
                + "AAAAAAAAAQABAAEAAQAACAAAD//wAA");
        // cyan 128, magenta 0, yellow 255, black 0
        assertThat(ImageFile.decode(tiff, "picture").bytes()).containsExactly(127, 255, 0);
    }

    @Test
    void samplesThatAreFractionsAreRefused() {
        byte[] tiff =
                file("SUkqAAgAAAAJAAABAwABAAAAAQAAAAEBAwABAAAAAQAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEB"
                        + "BAABAAAAegAAABYBAwABAAAAAQAAABcBBAABAAAABAAAAFMBAwABAAAAAwAAAAAAAAAAAMBA");
        assertThatThrownBy(() -> ImageFile.decode(tiff, "picture")).hasMessageContaining("a TIFF image of fractions");
    }
}
