package org.neurochains.image;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG file: its size and colour space, and what is left when all metadata is taken out.
 *
 * @param components values of a pixel: 1, 3 or 4
 * @param stripped a JPEG of only tables, frame and scans: no APPn, no comment, nothing behind the end
 */
record JpegFile(int width, int height, int components, Colour colour, byte[] stripped) {

    /** What the components are. */
    enum Colour {
        GREY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    static JpegFile parse(byte[] content) throws DamagedImageException {
        return new Parser(content).parse();
    }

    /** Walks over the segments; ITU T.81, annex B. */
    private static final class Parser {
        private static final int SOI = 0xd8;
        private static final int EOI = 0xd9;
        private static final int SOS = 0xda;
        private static final int DNL = 0xdc;
        private static final int APP0 = 0xe0;
        private static final int APP14 = 0xee;
        private static final int COM = 0xfe;
        private static final int NO_ADOBE = -1;

        /** Far more than any encoder writes; each one costs a walk over the whole picture. */
        private static final int MOST_SCANS = 500;

        private final byte[] content;
        private final ByteCursor in;
        private final ByteArrayOutputStream kept;
        private byte @Nullable [] frame;
        private boolean jfif;
        private int scans;
        private int adobe = NO_ADOBE;

        Parser(byte[] content) {
            this.content = content;
            this.in = new ByteCursor(content, 2);
            this.kept = new ByteArrayOutputStream(content.length);
        }

        JpegFile parse() throws DamagedImageException {
            marker(SOI);
            int marker = next();
            while (marker != EOI) {
                segment(marker);
                if (marker == SOS) {
                    scan();
                }
                marker = next();
            }
            marker(EOI);
            if (frame == null || scans == 0) {
                throw new DamagedImageException("is a JPEG without a picture");
            }
            return file(new ByteCursor(frame, 0));
        }

        private JpegFile file(ByteCursor header) throws DamagedImageException {
            int bits = header.u8();
            int height = header.u16BigEndian();
            int width = header.u16BigEndian();
            int components = header.u8();
            if (bits != 8) {
                throw new DamagedImageException("is a JPEG of " + bits + " bits a value", "8 bits are read");
            }
            if (components != 1 && components != 3 && components != 4) {
                throw new DamagedImageException("is a JPEG of " + components + " components", "1, 3 and 4 are read");
            }
            int[] ids = new int[components];
            for (int c = 0; c < components; c++) {
                ids[c] = header.u8();
                header.skip(2);
            }
            return new JpegFile(width, height, components, colour(ids), kept.toByteArray());
        }

        /** libjpeg's guess of the colour space, which is also Pillow's. */
        private Colour colour(int[] ids) {
            return switch (ids.length) {
                case 1 -> Colour.GREY;
                case 3 -> {
                    boolean named = ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B';
                    boolean rgb = !jfif && (adobe == 0 || (adobe == NO_ADOBE && named));
                    yield rgb ? Colour.RGB : Colour.YCC;
                }
                default -> adobe == NO_ADOBE || adobe == 0 ? Colour.CMYK : Colour.YCCK;
            };
        }

        /** Moves to behind the next marker and returns it; bytes between segments are skipped, as libjpeg does. */
        private int next() throws DamagedImageException {
            while (in.remaining() > 1) {
                if (in.u8() == 0xff) {
                    int code = in.u8();
                    while (code == 0xff) {
                        code = in.u8();
                    }
                    if (code != 0) {
                        return code;
                    }
                }
            }
            throw new DamagedImageException("is a JPEG that is cut off: its end marker is missing");
        }

        private void segment(int marker) throws DamagedImageException {
            if (isRestart(marker)) {
                return; // a stray one between scans
            }
            if (marker < 0xc0 || marker == SOI || marker == DNL) {
                throw damaged("marker " + Integer.toHexString(marker));
            }
            int length = in.u16BigEndian() - 2;
            int start = in.position();
            byte[] body = in.take(length);
            if (isFrame(marker)) {
                frame(marker, body);
            }
            if (marker == APP0 && ImageFile.starts(body, 0, "JFIF\0")) {
                jfif = true;
            } else if (marker == APP14 && ImageFile.starts(body, 0, "Adobe") && body.length >= 12) {
                adobe = body[11] & 0xff;
            }
            if ((marker & 0xf0) != APP0 && marker != COM) {
                marker(marker);
                kept.write(content, start - 2, length + 2);
            }
        }

        private void frame(int marker, byte[] body) throws DamagedImageException {
            if (marker > 0xc2) {
                throw new DamagedImageException(
                        "is a lossless, hierarchical or arithmetic JPEG (frame type " + (marker - 0xc0) + ")",
                        "baseline and progressive ones are read");
            }
            if (frame != null) {
                throw damaged("two frames");
            }
            frame = body;
        }

        /** Copies a scan's data, restart markers included, and stops at the next marker. */
        private void scan() throws DamagedImageException {
            if (++scans > MOST_SCANS) {
                throw damaged("more than " + MOST_SCANS + " scans");
            }
            int start = in.position();
            int end = start;
            while (end + 1 < content.length && !(content[end] == -1 && endsScan(content[end + 1] & 0xff))) {
                end++;
            }
            kept.write(content, start, end - start);
            in.skip(end - start);
        }

        private static boolean endsScan(int code) {
            return code != 0 && code != 0xff && !isRestart(code);
        }

        private static boolean isRestart(int marker) {
            return marker >= 0xd0 && marker <= 0xd7;
        }

        /** SOF0 to SOF15, without the three of that range that mean something else. */
        private static boolean isFrame(int marker) {
            return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }

        private void marker(int code) {
            kept.write(0xff);
            kept.write(code);
        }

        private DamagedImageException damaged(String what) {
            return new DamagedImageException("is a damaged JPEG (" + what + " at byte " + in.position() + ")");
        }
    }
}
