package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Derivatives of the logits in the directions that matter to each image's divergence, image by image.
 *
 * @param derivatives by score, each of (units)
 * @param residuals of each
 */
record Jacobian(List<float[]> derivatives, List<Double> residuals) {
    /** At scores S, all gates open; with the batch's pass at these scores, or null to make it. */
    static Jacobian of(BatchedPasses network, Batch batch, Tensor scores, @Nullable ScoredPass kept) {
        Jacobian jacobian = new Jacobian(new ArrayList<>(), new ArrayList<>());
        network.passes(batch, scores, kept, pass -> {
            List<LogitDirections> directions = LogitDirections.of(
                    network.outputs(), pass.batch().logits(), pass.logits().detach());
            jacobian.add(network, pass, directions);
        });
        return jacobian;
    }

    private void add(BatchedPasses network, ScoredPass pass, List<LogitDirections> directions) {
        int n = directions.size();
        int width = (int) pass.logits().dim(1);
        int count = directions.get(0).rows().length;
        List<List<float[]>> rows = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            float[] weights = new float[n * width];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) directions.get(i / width).rows()[k][i % width];
            }
            rows.add(pass.derivatives(pass.logits(), Tensor.of(weights, n, width), k + 1 < count)
                    .rows());
            network.countGradients(n);
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < count; k++) {
                derivatives.add(rows.get(k).get(i));
                residuals.add(directions.get(i).residuals()[k]);
            }
        }
    }
}
