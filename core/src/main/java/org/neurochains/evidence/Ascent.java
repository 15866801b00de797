package org.neurochains.evidence;

import java.util.function.UnaryOperator;
import org.neurochains.tensor.Tensor;

/** A batch of pictures on their way up: of each filter its starts, then the next filter's. */
interface Ascent {
    /**
     * Makes one step.
     *
     * @param objective what is to be large: the sum over the batch, differentiable, of images (N, C, H, W), normalised
     * @return for each picture the norm of its gradient
     */
    double[] step(int step, UnaryOperator<Tensor> objective);

    /** Goes on with these of the pictures alone. */
    void keep(int... pictures);

    /** The pictures as the network takes them, (N, C, side, side), normalised. */
    Tensor images();

    /** The pictures with values from 0 to 1 where they can be shown, of the same shape. */
    Tensor shown();
}
