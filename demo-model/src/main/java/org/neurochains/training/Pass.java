package org.neurochains.training;

import java.util.List;
import java.util.Map;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** One pass of a batch through layers named by their parameters; while training, or with running statistics. */
record Pass(TrainedParameters parameters, Map<String, Tensor> values, boolean training) {
    private static final double EPS = 1e-5;
    private static final double MOMENTUM = .1;

    /** A convolution of odd size without bias, padded to keep the size at stride 1. */
    Tensor conv(String name, Tensor input, int stride) {
        Tensor weight = value(name + ".weight");
        long padding = weight.dim(2) / 2;
        long[] ones = {1, 1};
        return Functional.conv2d(
                input, weight, null, new long[] {stride, stride}, new long[] {padding, padding}, ones, 1);
    }

    Tensor norm(String name, Tensor input) {
        Tensor gamma = value(name + ".weight");
        Tensor beta = value(name + ".bias");
        List<Tensor> running = parameters.running(name);
        return training
                ? Functional.batchNormTraining(input, gamma, beta, running, MOMENTUM, EPS)
                : Functional.batchNorm(input, gamma, beta, running.get(0), running.get(1), EPS);
    }

    Tensor linear(String name, Tensor input) {
        return Functional.linear(input, value(name + ".weight"), value(name + ".bias"));
    }

    private Tensor value(String name) {
        Tensor value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return value;
    }
}
