package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.neurochains.tensor.Tensor;

/**
 * The outputs that stand for a region: the logit of each class that F predicts there above the mean of all logits, times the class's share of the images. Two
 * draws of a region have nearly the same, whatever single images are like.
 */
final class RegionOutputs {
    /** How many there are at most, since each costs a gradient pass: further classes are added to them in turn. */
    private static final int MOST = 4;

    private RegionOutputs() {}

    /**
     * Each output's weights by class; largest share first.
     *
     * @param logits F's for the region's images, (N, classes)
     */
    static List<float[]> of(Tensor logits) {
        int[] counts = new int[(int) logits.dim(1)];
        for (int predicted : logits.argmax(1)) {
            counts[predicted]++;
        }
        List<Integer> classes = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                classes.add(c);
            }
        }
        classes.sort(Comparator.comparingInt(c -> -counts[c]));
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            if (i < MOST) {
                outputs.add(new float[counts.length]);
            }
            int own = classes.get(i);
            add(outputs.get(i % MOST), own, (float) counts[own] / logits.dim(0));
        }
        return outputs;
    }

    private static void add(float[] output, int own, float share) {
        for (int c = 0; c < output.length; c++) {
            output[c] -= share / output.length;
        }
        output[own] += share;
    }
}
