package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.neurochains.image.Pictures.bytes;
import static org.neurochains.image.Pictures.chunk;
import static org.neurochains.image.Pictures.deflate;
import static org.neurochains.image.Pictures.header;
import static org.neurochains.image.Pictures.join;
import static org.neurochains.image.Pictures.latin1;
import static org.neurochains.image.Pictures.png;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** Every mode of PNG, GIF and BMP, and what is refused; JPEG has its own test. */
class ImageFileTest {
    private static Pixels decode(byte[] content) {
        return ImageFile.decode(content, "picture");
    }

    private static byte[] rgb(byte[] content) {
        return decode(content).toBytes();
    }

    // --- PNG by hand ---

    @Test
    void greyOfOneTwoAndFourBitsIsSpreadOverAllLevels() {
        assertThat(rgb(png(3, 1, 1, 0, 0, 0b1010_0000))).isEqualTo(bytes(255, 255, 255, 0, 0, 0, 255, 255, 255));
        assertThat(rgb(png(2, 1, 2, 0, 0, 0b0111_0000))).isEqualTo(bytes(85, 85, 85, 255, 255, 255));
        assertThat(rgb(png(2, 1, 4, 0, 0, 0x3a))).isEqualTo(bytes(51, 51, 51, 170, 170, 170));
        assertThat(rgb(png(1, 1, 8, 0, 0, 77))).isEqualTo(bytes(77, 77, 77));
    }

    @Test
    void greyOfSixteenBitsIsClippedAndNotScaled() {
        assertThat(rgb(png(2, 1, 16, 0, 0, 0, 200, 0x12, 0x34))).isEqualTo(bytes(200, 200, 200, 255, 255, 255));
    }

    @Test
    void otherSixteenBitColoursKeepTheirHighByte() {
        assertThat(rgb(png(1, 1, 16, 2, 0, 1, 255, 2, 255, 3, 255))).isEqualTo(bytes(1, 2, 3));
        assertThat(rgb(png(1, 1, 16, 4, 0, 9, 255, 0, 0))).isEqualTo(bytes(9, 9, 9));
        assertThat(rgb(png(1, 1, 16, 6, 0, 1, 0, 2, 0, 3, 0, 0, 0))).isEqualTo(bytes(1, 2, 3));
    }

    @Test
    void transparencyIsDroppedAndNotBlended() {
        assertThat(rgb(png(1, 1, 8, 6, 0, 10, 20, 30, 0))).isEqualTo(bytes(10, 20, 30));
        assertThat(rgb(png(1, 1, 8, 4, 0, 10, 0))).isEqualTo(bytes(10, 10, 10));
    }

    @Test
    void anIndexBeyondThePaletteIsBlack() {
        byte[] palette = chunk("PLTE", bytes(1, 2, 3, 4, 5, 6));
        byte[] content = png(header(3, 1, 8, 3, 0), palette, deflate(bytes(0, 1, 0, 2)));
        assertThat(rgb(content)).isEqualTo(bytes(4, 5, 6, 1, 2, 3, 0, 0, 0));
    }

    @Test
    void rowFiltersAreUndone() {
        byte[] content = png(2, 5, 8, 0, 0, 10, 20, 1, 10, 5, 2, 1, 2, 3, 1, 1, 4, 1, 1);
        // by row: none; left: 10, 15; above: 11, 17; half of both: 1 + 5, 1 + (6 + 17) / 2; Paeth: 1 + 6, 1 + 12
        int[] levels = {10, 20, 10, 15, 11, 17, 6, 12, 7, 13};
        Pixels pixels = decode(content);
        for (int i = 0; i < levels.length; i++) {
            assertThat(pixels.value(i % 2, i / 2, 0)).as("pixel " + i).isEqualTo(levels[i]);
        }
    }

    @Test
    void theEndOfThePixelsIsEnough() {
        byte[] whole = png(1, 1, 8, 0, 0, 77);
        byte[] withoutEnd = Arrays.copyOf(whole, whole.length - 12);
        assertThat(rgb(withoutEnd)).isEqualTo(bytes(77, 77, 77));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void interlacedPngOfEverySizeIsThePictureItWasMadeFrom(int interlaced) {
        Random random = new Random(1);
        for (int width = 1; width <= 17; width += 2) {
            for (int height = 1; height <= 10; height++) {
                Pixels pixels = Pictures.random(random, width, height);
                assertThat(decode(adam7(pixels, interlaced == 1))).isEqualTo(pixels);
            }
        }
    }

    private static byte[] adam7(Pixels pixels, boolean interlaced) {
        int[][] passes = interlaced
                ? new int[][] {
                    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
                }
                : new int[][] {{0, 0, 1, 1}};
        byte[] raw = new byte[0];
        for (int[] pass : passes) {
            for (int y = pass[1]; y < pixels.height() && pass[0] < pixels.width(); y += pass[3]) {
                raw = join(raw, bytes(0));
                for (int x = pass[0]; x < pixels.width(); x += pass[2]) {
                    raw = join(raw, bytes(pixels.value(x, y, 0), pixels.value(x, y, 1), pixels.value(x, y, 2)));
                }
            }
        }
        return png(header(pixels.width(), pixels.height(), 8, 2, interlaced ? 1 : 0), new byte[0], deflate(raw));
    }

    // --- the JDK's writers ---

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void trueColourOfAnotherEncoderIsReadExactly(String format) {
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            Pixels pixels = Pictures.random(random, 1 + random.nextInt(60), 1 + random.nextInt(60));
            byte[] content = Pictures.encode(Pictures.image(pixels, 5), format);
            assertThat(decode(content)).isEqualTo(pixels);
        }
    }

    @ParameterizedTest
    @CsvSource({"png, 1", "png, 2", "png, 4", "png, 8", "gif, 2", "gif, 4", "gif, 8", "bmp, 1", "bmp, 4", "bmp, 8"})
    void palettesOfAnotherEncoderAreReadExactly(String format, int bits) {
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            var image = Pictures.indexed(random, 1 + random.nextInt(90), 1 + random.nextInt(90), bits);
            assertThat(decode(Pictures.encode(image, format))).isEqualTo(Pictures.pixels(image));
        }
    }

    // --- GIF ---

    @Test
    void aGifFrameStandsOnAScreenOfItsTransparentColour() {
        byte[] gif = join(
                latin1("GIF89a"),
                bytes(3, 0, 1, 0, 0x80, 0, 0), // a screen of 3x1 and a palette of two colours
                bytes(1, 2, 3, 4, 5, 6),
                bytes(0x21, 0xf9, 4, 1, 0, 0, 1, 0), // colour 1 is transparent
                bytes(',', 1, 0, 0, 0, 1, 0, 1, 0, 0), // one pixel at (1, 0)
                bytes(2, 2, 0b01_000_100, 0b1, 0, ';')); // codes of three bits: clear, 0, end
        assertThat(rgb(gif)).isEqualTo(bytes(4, 5, 6, 1, 2, 3, 4, 5, 6));
    }

    // --- BMP ---

    @Test
    void aBmpOfFiveAndSixBitsIsSpreadOverAllLevels() {
        byte[] content = join(
                latin1("BM"),
                bytes(0, 0, 0, 0, 0, 0, 0, 0, 66, 0, 0, 0),
                bytes(40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 16, 0, 3, 0, 0, 0),
                new byte[20],
                bytes(0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0),
                bytes(0b111_00001, 0b11111_000, 0, 0)); // red 31, green 7, blue 1
        assertThat(rgb(content)).isEqualTo(bytes(255, 7 * 255 / 63, 255 / 31));
    }

    @Test
    void aRunLengthBmpKeepsColourZeroWhereItSkips() {
        byte[] content = join(
                latin1("BM"),
                bytes(0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0),
                bytes(40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0),
                new byte[12],
                bytes(2, 0, 0, 0, 0, 0, 0, 0),
                bytes(9, 9, 9, 0, 30, 20, 10, 0), // blue comes first
                bytes(2, 1, 0, 0), // lowest row: two pixels of colour 1, then its end
                bytes(0, 3, 1, 0, 1, 0, 0, 1)); // three values one by one and a byte of padding, then the picture's end
        int[] red = {10, 9, 10, 9, 10, 10, 9, 9};
        Pixels pixels = decode(content);
        for (int i = 0; i < red.length; i++) {
            assertThat(pixels.value(i % 4, i / 4, 0)).as("pixel " + i).isEqualTo(red[i]);
        }
    }

    // --- refusals ---

    @Test
    void aPictureThatIsCutOffAnywhereIsRefused() {
        Random random = new Random(4);
        var image = Pictures.indexed(random, 20, 20, 8);
        for (String format : new String[] {"png", "gif", "bmp"}) {
            byte[] content = Pictures.encode(image, format);
            int whole =
                    format.equals("png") ? content.length - 16 : content.length - 4; // the end marker may be missing
            for (int length = 0; length < whole; length++) {
                byte[] cut = Arrays.copyOf(content, length);
                assertThatThrownBy(() -> decode(cut)).as(format + " " + length).isInstanceOf(InputException.class);
            }
        }
    }

    @Test
    void randomDamageGivesAPictureOrAnInputException() {
        Random random = new Random(5);
        var image = Pictures.indexed(random, 20, 20, 8);
        int refused = 0;
        byte[][] good = {Pictures.encode(image, "png"), Pictures.encode(image, "gif"), Pictures.encode(image, "bmp")};
        for (int i = 0; i < 3000; i++) {
            byte[] content = good[i % good.length].clone();
            for (int change = 0; change < 3; change++) {
                content[random.nextInt(Math.min(content.length, 200))] = (byte) random.nextInt(256);
            }
            try {
                decode(content);
            } catch (InputException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"100000, 100000, too large", "20000, 8000, too many for its bytes", "0, 5, no pixels"})
    void absurdSizesAreRefusedBeforeAnythingIsAllocated(int width, int height, String reason) {
        byte[] content = png(header(width, height, 8, 2, 0), new byte[0], deflate(new byte[1000]));
        assertThatThrownBy(() -> decode(content))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(width + "x" + height);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "16, 3", "4, 2", "8, 5", "2, 6"})
    void impossibleDepthsAreRefused(int depth, int colour) {
        assertThatThrownBy(() -> decode(png(1, 1, depth, colour, 0, 0, 0, 0, 0, 0)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("colour type " + colour);
    }

    @Test
    void compressedDataWithAWrongChecksumIsRefused() {
        byte[] packed = deflate(bytes(0, 77));
        packed[packed.length - 1] ^= 1;
        assertThatThrownBy(() -> decode(png(header(1, 1, 8, 0, 0), new byte[0], packed)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("damaged PNG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "....ftypheic.... | HEIC",
                "....ftypavif.... | AVIF",
                "II*. | not an image",
                "this is a text | not an image",
                "<svg/> | not an image"
            })
    void otherFormatsAreNamedWithTheOnesThatAreRead(String content, String format) {
        assertThatThrownBy(() -> decode(latin1(content)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(format)
                .hasMessageEndingWith("; " + ImageFile.FORMATS + " are read");
    }

    @Test
    void aFileIsJudgedByItsContentAndNamedInErrors(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("really a png.jpg");
        Files.write(file, png(1, 1, 8, 0, 0, 77));
        assertThat(ImageFile.read(file).value(0, 0, 0)).isEqualTo(77);
        assertThatThrownBy(() -> ImageFile.read(folder.resolve("none.jpg")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.jpg: no such file");
        assertThatThrownBy(() -> ImageFile.read(folder)).hasMessageContaining("is not a file");
    }

    @Test
    void aWidePictureIsRead() {
        Pixels wide = Pictures.random(new Random(6), 10_000, 3);
        assertThat(decode(ImageEncoder.png(wide))).isEqualTo(wide);
    }
}
