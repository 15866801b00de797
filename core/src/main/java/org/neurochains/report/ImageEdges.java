package org.neurochains.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.ChainRecord;
import org.neurochains.file.ElementType;

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
        double scale = 0;
        for (double weight : own) {
            scale = Math.max(scale, Math.abs(weight));
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 * own.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double weight : own) {
            bytes.putShort(ElementType.toHalf(scale > 0 ? (float) (weight / scale) : 0));
        }
        return new ImageEdges(image, scale, Base64.getEncoder().encodeToString(bytes.array()));
    }
}
