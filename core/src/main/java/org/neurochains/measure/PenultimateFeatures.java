package org.neurochains.measure;

import java.util.List;
import java.util.Map;
import org.neurochains.image.Region;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** What the frozen network's last linear layer is given: the space in which images are near each other or not. */
public final class PenultimateFeatures {
    private PenultimateFeatures() {}

    /**
     * The features of a region's images, a row for each.
     *
     * @param batch the largest number of images in one pass
     */
    public static float[][] of(Network network, Region region, int batch) {
        int node = node(network);
        Executor executor = Executor.unfolded(network);
        try (Scope scope = Scope.open()) {
            Tensor images = region.batch();
            int count = (int) images.dim(0);
            float[][] features = new float[count][];
            for (int start = 0; start < count; start += batch) {
                int length = Math.min(batch, count - start);
                try (Scope inner = Scope.open()) {
                    Tensor value = executor.evaluate(
                                    Map.of(0, images.narrow(0, start, length)), List.of(node), Scoring.NONE)
                            .get(0);
                    float[] rows = value.contiguous().toFloats();
                    int width = rows.length / length;
                    for (int i = 0; i < length; i++) {
                        features[start + i] = java.util.Arrays.copyOfRange(rows, i * width, (i + 1) * width);
                    }
                }
            }
            return features;
        }
    }

    /** The node that the last linear layer reads, or the logits where there is none. */
    private static int node(Network network) {
        for (int i = network.output(); i >= 0; i--) {
            if (network.node(i).op() instanceof Op.Linear) {
                return network.node(i).inputs().get(0);
            }
        }
        return network.output();
    }
}
