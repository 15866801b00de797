package org.neurochains.image;

/**
 * Netpbm's grey and colour pictures (P2, P3, P5, P6) of up to 16 bits a sample; lower depths are stretched to 8 bits as
 * Pillow does.
 */
final class PnmDecoder {
    private static final int DEEP = 65_535;

    private final ByteCursor in;
    private final boolean text;

    private PnmDecoder(byte[] content) throws DamagedImageException {
        this.in = new ByteCursor(content, 1);
        this.text = content[1] == '2' || content[1] == '3';
    }

    /** Whether a file begins as these do. */
    static boolean recognises(byte[] content) {
        return content.length > 2
                && content[0] == 'P'
                && (content[1] == '2' || content[1] == '3' || content[1] == '5' || content[1] == '6')
                && (content[2] == '#' || Character.isWhitespace(content[2]));
    }

    static Pixels decode(byte[] content) throws DamagedImageException {
        PnmDecoder decoder = new PnmDecoder(content);
        boolean colour = decoder.in.u8() % 3 == 0;
        int width = decoder.number();
        int height = decoder.number();
        int most = decoder.number();
        if (most < 1 || most > DEEP) {
            throw new DamagedImageException("says that its largest sample is " + most);
        }
        int size = ImageFile.size(width, height);
        long samples = colour ? size : size / Pixels.CHANNELS;
        long least = samples * (decoder.text ? 2 : most > 255 ? 2 : 1) - (decoder.text ? 1 : 0);
        ImageFile.plausible(least, decoder.in.remaining(), width, height);
        byte[] rgb = new byte[size];
        for (int i = 0; i < size; i += colour ? 1 : Pixels.CHANNELS) {
            byte value = decoder.sample(most);
            rgb[i] = value;
            if (!colour) {
                rgb[i + 1] = value;
                rgb[i + 2] = value;
            }
        }
        return Pixels.wrap(width, height, rgb);
    }

    private byte sample(int most) throws DamagedImageException {
        int value = text ? number() : most > 255 ? in.u16BigEndian() : in.u8();
        return (byte) Math.min(255, Math.round(value * 255.0 / most));
    }

    /** The next number; white space and comments come before it, one character behind it. */
    private int number() throws DamagedImageException {
        int c = in.u8();
        while (Character.isWhitespace(c) || c == '#') {
            while (c == '#' && in.remaining() > 0 && in.u8() != '\n') {}
            c = in.u8();
        }
        long value = 0;
        while (c >= '0' && c <= '9' && value < 1L << 31) {
            value = 10 * value + c - '0';
            c = in.remaining() == 0 ? ' ' : in.u8();
        }
        if (!Character.isWhitespace(c) || value >= 1L << 31) {
            throw new DamagedImageException("has no number where its header or samples need one");
        }
        return (int) value;
    }
}
