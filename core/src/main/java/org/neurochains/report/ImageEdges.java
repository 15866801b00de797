package org.neurochains.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.ChainRecord;

/**
 * Contributions on one image alone, for the class that the network predicts.
 *
 * @param image its place in the region
 * @param scale the largest contribution, either way
 * @param values base64 of binary16, little-endian: for each edge of chain.json of that class, in that order, the
 *     contribution divided by {@code scale}
 */
record ImageEdges(int image, double scale, String values) {
    /**
     * The edges of chain.json on an image; those that the image lacks are zero.
     *
     * @param edges all of chain.json
     * @param label the class that the network predicts for the image
     * @param weights by source, then by target
     */
    static ImageEdges of(
            int image, List<ChainRecord.Edge> edges, String label, Map<String, Map<String, Double>> weights) {
        double[] own = edges.stream()
                .filter(edge -> edge.label().equals(label))
                .mapToDouble(edge -> weights.getOrDefault(edge.from(), Map.of()).getOrDefault(edge.to(), 0.0))
                .toArray();
        double scale = Arrays.stream(own).map(Math::abs).max().orElse(0);
        float[] relative = new float[own.length];
        for (int i = 0; i < own.length; i++) {
            relative[i] = scale > 0 ? (float) (own[i] / scale) : 0;
        }
        return new ImageEdges(image, scale, FamilyMember.halves(relative));
    }
}
