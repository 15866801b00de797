package org.neurochains.measure;

import java.util.List;
import java.util.Map;

/**
 * Whether saliency maps point at parts (the pointing game of Zhang et al., ECCV 2016): a hit is a map whose largest value lies on one.
 *
 * @param method the maps' name
 * @param images maps that point anywhere, which constant ones do not
 * @param onPart share of them that hit any part
 * @param partArea the parts' mean share of the image: what pointing at random hits
 * @param onTelling share that hits a part that tells the region's classes apart, of images that show one
 * @param tellingArea these parts' mean share of such images
 * @param telling the number of such images
 */
public record PointingGame(
        String method, int images, double onPart, double partArea, double onTelling, double tellingArea, int telling) {
    /**
     * Saliency maps of a method.
     *
     * @param method its name, such as SMOE
     * @param maps one for each image, row by row, of the size of the network's input; null where the method gives none
     */
    public record Maps(String method, List<float[]> maps) {}

    /** Plays. */
    public static PointingGame of(Maps maps, PartSamples samples) {
        List<String> telling = samples.telling();
        int[] counts = new int[4];
        double[] areas = new double[2];
        for (int i = 0; i < maps.maps().size(); i++) {
            float[] map = maps.maps().get(i);
            int peak = peak(map);
            if (peak >= 0) {
                Map<String, float[]> masks = samples.masks().get(i);
                float[] any = union(masks, List.copyOf(masks.keySet()), map.length);
                counts[0]++;
                counts[1] += any[peak] >= .5f ? 1 : 0;
                areas[0] += area(any);
                float[] tells = union(masks, telling, map.length);
                double area = area(tells);
                if (area > 0) {
                    counts[2]++;
                    counts[3] += tells[peak] >= .5f ? 1 : 0;
                    areas[1] += area;
                }
            }
        }
        return new PointingGame(
                maps.method(),
                counts[0],
                share(counts[1], counts[0]),
                share(areas[0], counts[0]),
                share(counts[3], counts[2]),
                share(areas[1], counts[2]),
                counts[2]);
    }

    private static double share(double part, int whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** The place of the largest value; -1 for a map that is constant or not finite. */
    private static int peak(float[] map) {
        int best = 0;
        boolean constant = true;
        for (int at = 0; at < map.length; at++) {
            if (!Float.isFinite(map[at])) {
                return -1;
            }
            constant &= map[at] == map[0];
            best = map[at] > map[best] ? at : best;
        }
        return constant ? -1 : best;
    }

    private static float[] union(Map<String, float[]> masks, List<String> parts, int length) {
        float[] union = new float[length];
        for (String part : parts) {
            float[] mask = masks.get(part);
            for (int at = 0; mask != null && at < length; at++) {
                union[at] = Math.min(1, union[at] + mask[at]);
            }
        }
        return union;
    }

    private static double area(float[] mask) {
        double sum = 0;
        for (float value : mask) {
            sum += value;
        }
        return sum / mask.length;
    }
}
