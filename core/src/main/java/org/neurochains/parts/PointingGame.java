package org.neurochains.parts;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Whether saliency maps point at parts.
 *
 * @param method the maps' name
 * @param part how they aim at any part
 * @param telling how they aim at parts that tell the region's classes apart
 */
public record PointingGame(String method, Aim part, Aim telling) {
    /**
     * How maps aim at some parts. What maps that point anywhere do, which constant ones do not, in images that show one
     * of the parts.
     *
     * @param images the number of such maps
     * @param hits share of the maps whose largest value lies on a part (the pointing game of Zhang et al., ECCV 2016);
     *     of several places with the largest value, as coarse maps have, the share that does
     * @param energy the share of a map's sum that lies on parts (the energy-based game of Wang et al., CVPRW 2020),
     *     averaged
     * @param area the parts' mean share of the image: what both are for a map that knows nothing
     */
    public record Aim(int images, double hits, double energy, double area) {}

    /**
     * Saliency maps of a method.
     *
     * @param method its name, such as SMOE
     * @param maps one for each image, row by row, of the size of the network's input, at least 0
     */
    public record Maps(String method, List<float[]> maps) {}

    /** Plays. */
    public static PointingGame of(Maps maps, PartSamples samples) {
        List<String> telling = samples.telling();
        Sums part = new Sums();
        Sums tells = new Sums();
        for (int i = 0; i < maps.maps().size(); i++) {
            float[] map = maps.maps().get(i);
            if (points(map)) {
                Map<String, float[]> masks = samples.masks().get(i);
                part.add(map, union(masks, masks.keySet()));
                tells.add(map, union(masks, telling));
            }
        }
        return new PointingGame(maps.method(), part.aim(), tells.aim());
    }

    /** Whether a map is finite and not constant. */
    private static boolean points(float[] map) {
        boolean constant = true;
        for (float value : map) {
            if (!Float.isFinite(value)) {
                return false;
            }
            constant &= value == map[0];
        }
        return !constant;
    }

    /** Where any of some parts is; empty where none is seen. */
    private static float[] union(Map<String, float[]> masks, Collection<String> parts) {
        float[] union = {};
        for (String part : parts) {
            float[] mask = masks.get(part);
            if (mask != null) {
                union = union.length == 0 ? new float[mask.length] : union;
                for (int at = 0; at < mask.length; at++) {
                    union[at] = Math.min(1, union[at] + mask[at]);
                }
            }
        }
        return union;
    }

    /** Over images. */
    private static final class Sums {
        private int images;
        private double hits;
        private double energy;
        private double area;

        void add(float[] map, float[] mask) {
            double most = Double.NEGATIVE_INFINITY;
            double peaks = 0;
            double peaksOnPart = 0;
            double whole = 0;
            double onPart = 0;
            double covered = 0;
            for (int at = 0; at < mask.length; at++) {
                if (map[at] > most) {
                    most = map[at];
                    peaks = 0;
                    peaksOnPart = 0;
                }
                if (map[at] == most) {
                    peaks++;
                    peaksOnPart += mask[at] >= .5f ? 1 : 0;
                }
                double value = Math.max(0, map[at]);
                whole += value;
                onPart += value * mask[at];
                covered += mask[at];
            }
            if (covered > 0) {
                images++;
                hits += peaksOnPart / peaks;
                energy += whole > 0 ? onPart / whole : 0;
                area += covered / mask.length;
            }
        }

        Aim aim() {
            int n = Math.max(1, images);
            return new Aim(images, hits / n, energy / n, area / n);
        }
    }
}
