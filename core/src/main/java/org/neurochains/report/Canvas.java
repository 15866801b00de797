package org.neurochains.report;

import org.neurochains.evidence.ReceptiveField;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;

/** Cuts, joins and resizes pictures for files and for the page. */
final class Canvas {
    /** The least longer side of a picture in a file: smaller ones are enlarged. */
    static final int LEAST = 96;

    /** White columns between two pictures. */
    static final int GAP = 8;

    private static final int BYTES = 3;
    private static final int ALWAYS_PNG = 16;
    private static final double QUALITY = .85;
    private static final double DIMMED = .25;

    private Canvas() {}

    /** The part of an image that a field covers. */
    static Pixels crop(Pixels image, ReceptiveField field) {
        byte[] all = image.toBytes();
        byte[] part = new byte[field.width() * field.height() * BYTES];
        for (int row = 0; row < field.height(); row++) {
            int from = ((field.top() + row) * image.width() + field.left()) * BYTES;
            System.arraycopy(all, from, part, row * field.width() * BYTES, field.width() * BYTES);
        }
        return Pixels.of(field.width(), field.height(), part);
    }

    /** An image, dark where a map over it is 0 and in full light where it is largest. */
    static Pixels lit(Pixels image, SaliencyMap map) {
        double[] light = map.resized(image.height(), image.width()).values();
        double most = map.high();
        byte[] bytes = image.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            double share = most > 0 ? Math.max(0, Math.min(1, light[i / BYTES] / most)) : 0;
            bytes[i] = (byte) Math.round((bytes[i] & 0xff) * (DIMMED + (1 - DIMMED) * share));
        }
        return Pixels.of(image.width(), image.height(), bytes);
    }

    /** Each pixel repeated a whole number of times, until the longer side has at least so many. */
    static Pixels enlarged(Pixels picture, int least) {
        int longer = Math.max(picture.width(), picture.height());
        int times = (least + longer - 1) / longer;
        if (times <= 1) {
            return picture;
        }
        byte[] from = picture.toBytes();
        int width = picture.width() * times;
        byte[] to = new byte[from.length * times * times];
        for (int i = 0; i < to.length / BYTES; i++) {
            int source = i / width / times * picture.width() + i % width / times;
            System.arraycopy(from, source * BYTES, to, i * BYTES, BYTES);
        }
        return Pixels.of(width, picture.height() * times, to);
    }

    /** Two pictures of equal size side by side, with a white gap. */
    static Pixels beside(Pixels left, Pixels right, int gap) {
        int width = left.width() + gap + right.width();
        byte[] bytes = new byte[width * left.height() * BYTES];
        java.util.Arrays.fill(bytes, (byte) 255);
        place(left, bytes, width, 0);
        place(right, bytes, width, left.width() + gap);
        return Pixels.of(width, left.height(), bytes);
    }

    private static void place(Pixels picture, byte[] bytes, int width, int column) {
        byte[] from = picture.toBytes();
        int row = picture.width() * BYTES;
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(from, y * row, bytes, (y * width + column) * BYTES, row);
        }
    }

    /** A picture for the page, its longer side at most so many pixels. */
    static Picture forPage(Pixels picture, int most, Preprocessing preprocessing) {
        int longer = Math.max(picture.width(), picture.height());
        if (longer <= ALWAYS_PNG) {
            return Picture.of("png", ImageEncoder.png(picture));
        }
        if (longer <= most) {
            return Picture.of("jpeg", ImageEncoder.jpeg(picture, QUALITY));
        }
        Preprocessing smaller = new Preprocessing(
                new Preprocessing.Exact(
                        Math.max(1, picture.height() * most / longer), Math.max(1, picture.width() * most / longer)),
                preprocessing.mean(),
                preprocessing.std());
        return Picture.of("jpeg", ImageEncoder.jpeg(smaller.fit(picture), QUALITY));
    }
}
