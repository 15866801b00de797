package org.neurochains.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Baseline and progressive JPEG, decoded by the JDK's libjpeg into its raw components.
 *
 * <p>The JDK sees only what carries the picture ({@link JpegFile#stripped}), so that no profile, orientation or odd
 * metadata block changes the result or stops it; the conversion to RGB is libjpeg's own, in integers.
 */
final class JpegDecoder {
    private static final int SHIFT = 16;
    private static final int HALF = 1 << (SHIFT - 1);
    private static final int RED_CR = 91_881; // 1.402 * 2^16
    private static final int GREEN_CB = -22_554; // -0.34414 * 2^16
    private static final int GREEN_CR = -46_802; // -0.71414 * 2^16
    private static final int BLUE_CB = 116_130; // 1.772 * 2^16

    /** At least one bit for each block of 8x8 values: no undamaged file holds more pixels than this in a byte. */
    private static final int MOST_PIXELS_PER_BYTE = 8 * 64;

    private JpegDecoder() {}

    static Pixels decode(byte[] content) throws DamagedImageException {
        JpegFile file = JpegFile.parse(content);
        int size = ImageFile.size(file.width(), file.height());
        ImageFile.plausible(
                (long) file.width() * file.height(),
                (long) content.length * MOST_PIXELS_PER_BYTE,
                file.width(),
                file.height());
        byte[] samples = samples(file);
        byte[] rgb = switch (file.colour()) {
            case GREY -> grey(samples, size);
            case RGB -> samples;
            case YCC -> ycc(samples, Pixels.CHANNELS);
            case CMYK -> cmyk(samples, size);
            case YCCK -> cmyk(yccToCmy(samples), size);
        };
        return Pixels.wrap(file.width(), file.height(), rgb);
    }

    /** The components, interleaved, as libjpeg gives them before any change of colour space. */
    private static byte[] samples(JpegFile file) throws DamagedImageException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        Damage damage = new Damage();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file.stripped()))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener(damage);
            Raster raster = reader.readRaster(0, null);
            damage.check();
            return samples(raster, file);
        } catch (IOException | RuntimeException e) {
            throw new DamagedImageException("is a damaged JPEG (" + e.getMessage() + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] samples(Raster raster, JpegFile file) throws DamagedImageException {
        int expected = file.width() * file.height() * file.components();
        if (raster.getDataBuffer() instanceof DataBufferByte buffer && buffer.getData().length == expected) {
            return buffer.getData();
        }
        throw new DamagedImageException("is a damaged JPEG (its pixels are not " + file.width() + "x" + file.height()
                + " of " + file.components() + " components)");
    }

    private static byte[] grey(byte[] samples, int size) {
        byte[] rgb = new byte[size];
        for (int i = 0; i < samples.length; i++) {
            Arrays.fill(rgb, i * Pixels.CHANNELS, (i + 1) * Pixels.CHANNELS, samples[i]);
        }
        return rgb;
    }

    /** Luma and two colour differences to red, green and blue, in place; a fourth component is left alone. */
    private static byte[] ycc(byte[] samples, int components) {
        for (int i = 0; i < samples.length; i += components) {
            int luma = samples[i] & 0xff;
            int cb = (samples[i + 1] & 0xff) - 128;
            int cr = (samples[i + 2] & 0xff) - 128;
            samples[i] = Pixels.clip(luma + ((RED_CR * cr + HALF) >> SHIFT));
            samples[i + 1] = Pixels.clip(luma + ((GREEN_CB * cb + GREEN_CR * cr + HALF) >> SHIFT));
            samples[i + 2] = Pixels.clip(luma + ((BLUE_CB * cb + HALF) >> SHIFT));
        }
        return samples;
    }

    private static byte[] yccToCmy(byte[] samples) {
        ycc(samples, 4);
        for (int i = 0; i < samples.length; i += 4) {
            for (int c = 0; c < 3; c++) {
                samples[i + c] = (byte) ~samples[i + c];
            }
        }
        return samples;
    }

    /** The stored values are inverted ones, so the last of them is what black leaves over: white - K. */
    private static byte[] cmyk(byte[] samples, int size) {
        byte[] rgb = new byte[size];
        for (int i = 0, to = 0; i < samples.length; i += 4) {
            int rest = samples[i + 3] & 0xff;
            for (int c = 0; c < Pixels.CHANNELS; c++) {
                int ink = ~samples[i + c] & 0xff;
                int product = ink * rest + 128;
                rgb[to++] = Pixels.clip(rest - ((product + (product >> 8)) >> 8)); // rest - round(ink * rest / 255)
            }
        }
        return rgb;
    }

    /** Keeps the first of libjpeg's warnings that says that a part of the picture is missing or wrong. */
    private static final class Damage implements IIOReadWarningListener {
        private @Nullable String first;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (first == null && !warning.contains("extraneous bytes")) {
                first = warning;
            }
        }

        void check() throws DamagedImageException {
            if (first != null) {
                throw new DamagedImageException("is a damaged JPEG (" + first + ")");
            }
        }
    }
}
