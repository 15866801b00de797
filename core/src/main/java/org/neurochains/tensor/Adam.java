package org.neurochains.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;

/**
 * Adam (Kingma and Ba 2015) with betas 0.9 and 0.999 and eps 1e-8, step by step as torch.optim.Adam computes it.
 *
 * <p>Parameters are updated in place. They must outlive the optimiser's use: open it in the scope that owns them.
 */
public final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double learningRate;
    private final List<Tensor> parameters;
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> squares = new ArrayList<>();
    private int steps;

    /**
     * @param parameters the tensors to update; none is a leaf ({@link Tensor#leaf} of each is what the loss is computed
     *     from)
     * @param learningRate the step's length while gradients keep their sign
     */
    public Adam(List<Tensor> parameters, double learningRate) {
        this.parameters = List.copyOf(parameters);
        this.learningRate = learningRate;
        for (Tensor parameter : parameters) {
            means.add(parameter.zerosLike());
            squares.add(parameter.zerosLike());
        }
    }

    /** One update at the constructor's learning rate. */
    public void step(List<Tensor> gradients) {
        step(gradients, learningRate);
    }

    /**
     * One update.
     *
     * @param gradients one for each parameter, of its shape
     * @param rate the learning rate of this step
     */
    public void step(List<Tensor> gradients, double rate) {
        if (gradients.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    gradients.size() + " gradients for " + parameters.size() + " parameters");
        }
        steps++;
        double correction1 = 1 - Math.pow(BETA1, steps);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, steps));
        for (int i = 0; i < parameters.size(); i++) {
            update(i, gradients.get(i), rate / correction1, correction2);
        }
    }

    private void update(int i, Tensor gradient, double stepSize, double correction2) {
        try (Scope scope = Scope.open()) {
            org.bytedeco.pytorch.Tensor g = gradient.handle;
            org.bytedeco.pytorch.Tensor mean = means.get(i).handle;
            org.bytedeco.pytorch.Tensor square = squares.get(i).handle;
            mean.lerp_(g, new Scalar(1 - BETA1));
            square.mul_(new Scalar(BETA2)).addcmul_(g, g, new Scalar(1 - BETA2));
            org.bytedeco.pytorch.Tensor denominator =
                    square.sqrt().div_(new Scalar(correction2)).add_(new Scalar(EPSILON));
            parameters.get(i).handle.addcdiv_(mean, denominator, new Scalar(-stepSize));
        }
    }
}
