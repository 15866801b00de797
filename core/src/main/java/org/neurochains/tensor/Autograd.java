package org.neurochains.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Reverse-mode differentiation. */
public final class Autograd {
    private Autograd() {}

    /**
     * Derivatives of a scalar.
     *
     * @param output one element, computed from the inputs
     * @param inputs leaves ({@link Tensor#leaf}); one that the output does not depend on has a derivative of zero
     * @return d output / d input, each of its input's shape
     */
    public static List<Tensor> gradients(Tensor output, List<Tensor> inputs) {
        return gradients(output, new TensorVector(), inputs, false);
    }

    /**
     * Derivatives of a tensor, weighted: the vector-Jacobian product.
     *
     * @param output any shape
     * @param weight of the output's shape
     * @param inputs leaves or values on the way
     * @param retain whether the graph is used again
     */
    public static List<Tensor> gradients(Tensor output, Tensor weight, List<Tensor> inputs, boolean retain) {
        return gradients(output, new TensorVector(weight.handle), inputs, retain);
    }

    private static List<Tensor> gradients(Tensor output, TensorVector weight, List<Tensor> inputs, boolean retain) {
        TensorVector result = Engine.call(
                "gradients",
                () -> torch.grad(
                        new TensorVector(output.handle),
                        Tensor.handles(inputs),
                        weight,
                        new BoolOptional(retain),
                        false,
                        true));
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            // A handle of its own: the vector's element would die with the vector.
            org.bytedeco.pytorch.Tensor gradient = new org.bytedeco.pytorch.Tensor(result.get(i));
            gradients.add(
                    gradient.defined()
                            ? new Tensor(gradient)
                            : inputs.get(i).detach().mul(0));
        }
        return gradients;
    }
}
