package org.neurochains.bestiary;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A drawn scene: its picture, and where each part is seen. */
public final class Rendering {
    /** One layer as pixels: non-premultiplied, row by row. */
    record Sheet(@Nullable PartForm form, int[] argb) {}

    private static final int HALF = 128;

    private final int size;
    private final int[] ground;
    private final List<Sheet> sheets;
    private final Light light;

    Rendering(int size, int[] ground, List<Sheet> sheets, Light light) {
        this.size = size;
        this.ground = ground;
        this.sheets = List.copyOf(sheets);
        this.light = light;
    }

    /** This rendering with one more layer on top. */
    Rendering under(Sheet sheet) {
        List<Sheet> more = new ArrayList<>(sheets);
        more.add(sheet);
        return new Rendering(size, ground, more, light);
    }

    /** The side of the picture in pixels. */
    public int size() {
        return size;
    }

    /** The picture as 0xRRGGBB, row by row. */
    public int[] pixels() {
        int[] pixels = new int[size * size];
        for (int at = 0; at < pixels.length; at++) {
            int below = ground[at] & 0xFFFFFF;
            for (Sheet sheet : sheets) {
                below = over(sheet.argb[at], below);
            }
            int row = at / size;
            int column = at % size;
            pixels[at] = light.shine(below, (column + .5) / size, (row + .5) / size);
        }
        return pixels;
    }

    /** The picture as an image. */
    public BufferedImage image() {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, size, size, pixels(), 0, size);
        return image;
    }

    /** The parts of the scene, seen or not. */
    public Set<PartForm> forms() {
        EnumSet<PartForm> all = EnumSet.noneOf(PartForm.class);
        for (Sheet sheet : sheets) {
            if (sheet.form != null) {
                all.add(sheet.form);
            }
        }
        return all;
    }

    /**
     * How much of each pixel a part is, from 0 to 255, what covers it taken off.
     *
     * @return row by row, all 0 if the part is not in the scene
     */
    public int[] visible(PartForm form) {
        int[] seen = new int[size * size];
        for (Sheet sheet : sheets) {
            for (int at = 0; at < seen.length; at++) {
                int alpha = sheet.argb[at] >>> 24;
                seen[at] = sheet.form == form ? alpha : weighted(seen[at], 255 - alpha);
            }
        }
        return seen;
    }

    /** Every pixel that removing the part could change, however little: the rim of half-covered pixels included. */
    public boolean[] support(PartForm form) {
        boolean[] mask = new boolean[size * size];
        for (Sheet sheet : sheets) {
            for (int at = 0; at < mask.length; at++) {
                int alpha = sheet.argb[at] >>> 24;
                mask[at] = sheet.form == form ? alpha > 0 : mask[at] && alpha < 255;
            }
        }
        return mask;
    }

    /** The part that makes up at least half of each pixel, by {@link PartForm#number()}; 0 where there is none. */
    public int[] partMap() {
        int[] map = new int[size * size];
        for (PartForm form : forms()) {
            int[] seen = visible(form);
            for (int at = 0; at < map.length; at++) {
                if (seen[at] >= HALF) {
                    map[at] = form.number();
                }
            }
        }
        return map;
    }

    private static int over(int argb, int below) {
        int alpha = argb >>> 24;
        int result = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int mixed = weighted((argb >> shift) & 255, alpha) + weighted((below >> shift) & 255, 255 - alpha);
            result |= Math.min(255, mixed) << shift;
        }
        return result;
    }

    /** level * weight / 255, rounded. */
    private static int weighted(int level, int weight) {
        return (level * weight + 127) / 255;
    }
}
