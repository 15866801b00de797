package org.neurochains.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.bmp.ICOImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Supplier;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What TwelveMonkeys' readers decode: the first picture of a file, of an icon the largest. */
enum LibraryDecoder {
    BMP("a BMP", BMPImageReaderSpi::new),
    ICON("a Windows icon", ICOImageReaderSpi::new),
    NETPBM("a PPM", PNMImageReaderSpi::new),
    TIFF("a TIFF image", TIFFImageReaderSpi::new),
    WEBP("a WebP image", WebPImageReaderSpi::new);

    /** A blank page as a fax has fewer; a small file that claims more pixels than this is refused. */
    private static final long MOST_PIXELS_PER_BYTE = 65_536;

    private static final int WHITE = 255;
    private static final int DEEPEST = 65_535;

    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // constructors without state
    private final Supplier<ImageReaderSpi> provider;

    LibraryDecoder(String name, Supplier<ImageReaderSpi> provider) {
        this.name = name;
        this.provider = provider;
    }

    Pixels decode(byte[] content) throws DamagedImageException {
        try (Ending in = new Ending(content)) {
            ImageReader reader = provider.get().createReaderInstance();
            try {
                reader.setInput(in, false, true);
                int place = this == ICON ? largest(reader) : 0;
                int width = reader.getWidth(place);
                int height = reader.getHeight(place);
                ImageFile.size(width, height);
                long possible = content.length * MOST_PIXELS_PER_BYTE;
                ImageFile.plausible((long) width * height, possible, width, height);
                whole(content);
                return pixels(reader.read(place));
            } finally {
                reader.dispose();
            }
        } catch (DamagedImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the readers meet damage with any exception
            throw new DamagedImageException("is " + name + " that is cut off or damaged", e);
        }
    }

    /** A file's bytes. WebP's reader takes zeros behind their end, as long as the file says; not for ever here. */
    private static final class Ending extends MemoryCacheImageInputStream {
        /** What a sound file's last symbols ask for is some twenty. */
        private static final int MOST_READS_BEHIND = 1024;

        private int readsBehind;

        Ending(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value < 0 && ++readsBehind > MOST_READS_BEHIND) {
                throw new IOException("its data end too early");
            }
            return value;
        }
    }

    private static int largest(ImageReader reader) throws IOException {
        int largest = 0;
        for (int i = 1; i < reader.getNumImages(true); i++) {
            largest = reader.getWidth(i) > reader.getWidth(largest) ? i : largest;
        }
        return largest;
    }

    /** WebP's reader fills up what is missing; the length stands in the file's header. */
    private void whole(byte[] content) throws DamagedImageException {
        if (this == WEBP && new ByteCursor(content, 4).u32() + 8 > content.length) {
            throw new DamagedImageException("is " + name + " that is cut off");
        }
    }

    /** As Pillow has them: without profile and alpha. */
    private Pixels pixels(BufferedImage image) throws DamagedImageException {
        if (image.getRaster().getTransferType() >= DataBuffer.TYPE_FLOAT) {
            throw new DamagedImageException("is " + name + " of fractions", "save it with whole numbers from 0 to 255");
        }
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[width * height * Pixels.CHANNELS];
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        int[] samples = new int[raster.getNumBands()];
        for (int at = 0, y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                raster.getPixel(x, y, samples);
                for (int channel = 0; channel < Pixels.CHANNELS; channel++) {
                    rgb[at++] = (byte) level(samples, channel, model);
                }
            }
        }
        return Pixels.wrap(width, height, rgb);
    }

    private int level(int[] samples, int channel, ColorModel model) {
        if (model instanceof IndexColorModel palette) {
            return palette.getRGB(samples[0]) >> (16 - 8 * channel) & WHITE;
        } else if (model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return (WHITE - eightBits(samples, channel, false, model))
                    * (WHITE - eightBits(samples, 3, false, model))
                    / WHITE;
        }
        boolean grey = samples.length < Pixels.CHANNELS;
        return eightBits(samples, grey ? 0 : channel, grey, model);
    }

    /** A sample in eight bits. */
    private int eightBits(int[] samples, int band, boolean grey, ColorModel model) {
        int sample = samples[band];
        int bits = model.getComponentSize(band);
        if (bits < Byte.SIZE) {
            return sample * WHITE / ((1 << bits) - 1);
        } else if (bits > Byte.SIZE && this == NETPBM) {
            return Math.round(sample * (float) WHITE / DEEPEST);
        }
        return bits > Byte.SIZE && !grey ? sample >> Byte.SIZE : Math.max(0, Math.min(WHITE, sample));
    }
}
