package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.neurochains.image.Pictures.bytes;
import static org.neurochains.image.Pictures.join;
import static org.neurochains.image.Pictures.latin1;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;

/** Colour spaces and damage; the golden test holds real photographs. */
class JpegDecoderTest {
    private static final byte[] START = bytes(0xff, 0xd8);

    private static Pixels decode(byte[] content) {
        return ImageFile.decode(content, "picture.jpg");
    }

    /** A JPEG of raw components, all the same everywhere, without any APPn segment. */
    private static byte[] raw(int... components) throws Exception {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, components.length, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, components);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), param);
        } finally {
            writer.dispose();
        }
        return JpegFile.parse(bytes.toByteArray()).stripped();
    }

    private static byte[] raw(byte[] segment, int... components) throws Exception {
        byte[] plain = raw(components);
        return join(START, segment, Arrays.copyOfRange(plain, 2, plain.length));
    }

    private static byte[] adobe(int transform) {
        return join(bytes(0xff, 0xee, 0, 14), latin1("Adobe"), bytes(0, 100, 0, 0, 0, 0, transform));
    }

    private static void assertColour(byte[] content, int red, int green, int blue) {
        assertThat(Pictures.worst(decode(content), Pictures.plain(16, 16, red, green, blue)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void greyIsCopiedToThreeChannels() throws Exception {
        assertColour(raw(77), 77, 77, 77);
    }

    @Test
    void threeComponentsAreLumaAndColourDifferencesUnlessAdobeSaysRgb() throws Exception {
        // R = 100 + 1.402 * 40, G = 100 + .34414 * 28 - .71414 * 40, B = 100 - 1.772 * 28
        assertColour(raw(100, 100, 168), 156, 81, 50);
        assertColour(raw(adobe(1), 100, 100, 168), 156, 81, 50);
        assertColour(raw(adobe(0), 100, 100, 168), 100, 100, 168);
    }

    @Test
    void fourComponentsAreInvertedInks() throws Exception {
        // stored 200 of 255 is an ink of 55, on a rest of 153: 153 - 55 * 153 / 255 = 120
        assertColour(raw(200, 100, 0, 153), 120, 60, 0);
        assertColour(raw(adobe(0), 200, 100, 0, 153), 120, 60, 0);
    }

    @Test
    void fourComponentsWithAnAdobeTransformAreLumaAndDifferencesOfInks() throws Exception {
        // red of (100, 100, 168) is 156, the ink stored is 255 - 156, so red is 153 - 156 * 153 / 255
        assertColour(raw(adobe(2), 100, 100, 168, 153), 59, 104, 123);
    }

    @Test
    void profilesOrientationAndCommentsChangeNothing() throws Exception {
        byte[] exif = join(
                bytes(0xff, 0xe1, 0, 34),
                latin1("Exif\0\0II*\0"),
                bytes(8, 0, 0, 0, 1, 0),
                bytes(0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0));
        byte[] profile = join(bytes(0xff, 0xe2, 0, 22), latin1("ICC_PROFILE\0"), bytes(1, 1, 9, 9, 9, 9, 9, 9));
        byte[] comment = join(bytes(0xff, 0xfe, 0, 6), latin1("text"));
        Pixels plain = decode(raw(100, 100, 168));
        assertThat(decode(raw(join(exif, profile, comment), 100, 100, 168))).isEqualTo(plain);
    }

    @Test
    void aJpegOfOurOwnIsNearlyThePicture() {
        byte[] rgb = new byte[64 * 48 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % 64 * 2 + i / 192);
        }
        Pixels smooth = Pixels.of(64, 48, rgb);
        assertThat(Pictures.worst(decode(ImageEncoder.jpeg(smooth, 0.98)), smooth))
                .isLessThanOrEqualTo(6);
    }

    @Test
    void bytesBehindTheEndAreIgnored() throws Exception {
        byte[] content = raw(77);
        assertThat(decode(join(content, latin1("more")))).isEqualTo(decode(content));
    }

    @Test
    void aJpegThatIsCutOffAnywhereIsRefused() {
        byte[] content = ImageEncoder.jpeg(Pictures.random(new Random(1), 40, 40), 0.8);
        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> decode(cut)).as("length " + length).isInstanceOf(InputException.class);
        }
    }

    @Test
    void aScanThatIsTooShortForThePictureIsRefused() {
        byte[] content = ImageEncoder.jpeg(Pictures.random(new Random(1), 40, 40), 0.8);
        byte[] shorter = join(Arrays.copyOf(content, content.length - 300), bytes(0xff, 0xd9));
        assertThatThrownBy(() -> decode(shorter)).hasMessageContaining("picture.jpg: is a damaged JPEG");
    }

    @ParameterizedTest
    @CsvSource({"65535, 65535, too large", "12000, 12000, too many for its bytes", "0, 16, no pixels"})
    void absurdSizesAreRefusedBeforeAnythingIsAllocated(int width, int height, String reason) throws Exception {
        byte[] content = raw(77);
        int frame = indexOf(content, 0xc0);
        content[frame + 4] = (byte) (height >> 8);
        content[frame + 5] = (byte) height;
        content[frame + 6] = (byte) (width >> 8);
        content[frame + 7] = (byte) width;
        assertThatThrownBy(() -> decode(content))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"c3, lossless", "c9, arithmetic", "02, marker 2"})
    void otherKindsOfJpegAreNamed(String marker, String reason) throws Exception {
        byte[] content = raw(77);
        content[indexOf(content, 0xc0)] = (byte) Integer.parseInt(marker, 16);
        assertThatThrownBy(() -> decode(content))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void moreScansThanAnyEncoderWritesAreRefused() throws Exception {
        byte[] content = raw(77);
        int scan = indexOf(content, 0xda) - 1;
        byte[] again = Arrays.copyOfRange(content, scan, content.length - 2);
        byte[][] parts = new byte[503][];
        Arrays.fill(parts, again);
        parts[0] = Arrays.copyOf(content, scan);
        parts[502] = bytes(0xff, 0xd9);
        assertThatThrownBy(() -> decode(join(parts))).hasMessageContaining("more than 500 scans");
    }

    @Test
    void randomDamageGivesAPictureOrAnInputException() {
        Random random = new Random(2);
        byte[] good = ImageEncoder.jpeg(Pictures.random(random, 40, 40), 0.8);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] content = good.clone();
            for (int change = 0; change < 3; change++) {
                content[random.nextInt(content.length)] = (byte) random.nextInt(256);
            }
            try {
                decode(content);
            } catch (InputException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static int indexOf(byte[] content, int marker) {
        for (int i = 0; i + 1 < content.length; i++) {
            if (content[i] == -1 && (content[i + 1] & 0xff) == marker) {
                return i + 1;
            }
        }
        throw new AssertionError("no marker " + marker);
    }
}
