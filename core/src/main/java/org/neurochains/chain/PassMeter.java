package org.neurochains.chain;

import org.neurochains.Progress;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;

/**
 * Counts work in full passes: the operations of all convolutions done, over those of one forward and one input-gradient
 * pass of the whole network over the region. A step of the paper's solver is 1, a forward pass alone 1/2. Since it
 * hears of every pass, it is also what ends the work between two of them.
 */
final class PassMeter {
    private final double fullPass;
    private double operations;
    private Progress progress;

    /**
     * A meter for regions of the given number of images.
     *
     * @param progress a pass is the last one where it is cancelled
     */
    public PassMeter(Network original, long images, Progress progress) {
        this.fullPass = 2 * convolutionOperations(original) * images;
        this.progress = progress;
    }

    /** From now on another progress ends the work. */
    void heed(Progress other) {
        progress = other;
    }

    /** Multiplications of all convolutions for one image. */
    public static double convolutionOperations(Network network) {
        double sum = 0;
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            if (node.op() instanceof Op.Conv conv) {
                Shape out = network.shape(i);
                sum += (double) conv.weight().size() * out.height() * out.width();
            }
        }
        return sum;
    }

    /** Counts a forward pass over some images, and the gradient's pass where there was one. */
    void count(double operationsPerImage, long images, boolean gradient) {
        operations += operationsPerImage * images * (gradient ? 2 : 1);
        progress.check();
    }

    /** Counts a gradient pass over some images. */
    void countGradients(double operationsPerImage, long images) {
        operations += operationsPerImage * images;
        progress.check();
    }

    /** The work so far. */
    public double fullPasses() {
        return fullPass == 0 ? 0 : operations / fullPass;
    }
}
