package org.neurochains.measure;

import java.util.List;
import java.util.Map;
import org.neurochains.image.Region;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * What the frozen network's last linear layer is given: the space in which images are near each other or not. Of a
 * network without one, the mean of each map that its last convolution is given.
 */
public final class PenultimateFeatures {
    private PenultimateFeatures() {}

    /**
     * The features of a region's images, a row for each.
     *
     * @param batch the largest number of images in one pass
     */
    public static float[][] of(Network network, Region region, int batch) {
        try (Scope scope = Scope.open()) {
            return rows(Executor.of(network), region.batch(), batch);
        }
    }

    /** The features of some images, a row for each, in passes of at most so many. */
    static float[][] rows(Executor network, Tensor images, int batch) {
        float[][] rows = new float[(int) images.dim(0)][];
        int node = node(network.network());
        ForwardBatches.each(images, batch, (some, first) -> {
            Tensor value = network.evaluate(Map.of(0, some), List.of(node), Scoring.NONE)
                    .get(0);
            float[][] own = rows(value);
            System.arraycopy(own, 0, rows, first, own.length);
        });
        return rows;
    }

    /** A row of features for each image, from the value of {@link #node}. */
    static float[][] rows(Tensor value) {
        Tensor features = value.rank() == 2 ? value : value.mean(2L, 3L);
        return features.contiguous().rows().toArray(float[][]::new);
    }

    /** The node whose value the features are made of. */
    static int node(Network network) {
        int last = -1;
        for (int i = 0; i < network.nodes().size(); i++) {
            Op op = network.node(i).op();
            boolean linear = last >= 0 && network.node(last).op() instanceof Op.Linear;
            if (op instanceof Op.Linear || (op instanceof Op.Conv && !linear)) {
                last = i;
            }
        }
        return last < 0 ? 0 : network.node(last).inputs().get(0);
    }
}
