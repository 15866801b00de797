package org.neurochains.training;

import java.util.Map;
import org.neurochains.tensor.Tensor;

/** A network to train: which parameters it has and how a batch runs through them. */
sealed interface Plan permits BottleneckPlan, PlainPlan {

    /** The family, as {@code --arch} knows it. */
    String family();

    /** Declares all parameters, in torchvision's order. */
    void declare(TrainedParameters parameters);

    /**
     * A batch's logits.
     *
     * @param images shape (N, 3, H, W), normalised
     * @return shape (N, classes)
     */
    Tensor logits(Pass pass, Tensor images);

    /** The tensors of the model file. */
    Map<String, Tensor> published(TrainedParameters parameters);
}
