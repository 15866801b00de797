package org.neurochains.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Tensor;

/** A network's parameters and running statistics by torchvision's names, in the order they were declared. */
final class TrainedParameters {

    private final Random random;
    private final Map<String, Tensor> trained = new LinkedHashMap<>();
    private final Map<String, List<Tensor>> running = new LinkedHashMap<>();

    TrainedParameters(long seed) {
        this.random = new Random(seed);
    }

    /** A convolution's weight, normal with variance 2 / (outputs * size^2) (He et al. 2015, by fan-out). */
    void conv(String name, int outputs, int inputs, int size) {
        double deviation = StrictMath.sqrt(2. / ((double) outputs * size * size));
        trained.put(name + ".weight", normal(deviation, outputs, inputs, size, size));
    }

    /** A batch norm: scale 1, shift 0, running mean 0 and variance 1. */
    void norm(String name, int channels) {
        trained.put(name + ".weight", Tensor.full(1, channels));
        trained.put(name + ".bias", Tensor.zeros(DType.FLOAT, channels));
        running.put(name, List.of(Tensor.zeros(DType.FLOAT, channels), Tensor.full(1, channels)));
    }

    /** A linear layer, its weight normal with variance 1 / inputs. */
    void linear(String name, int outputs, int inputs) {
        trained.put(name + ".weight", normal(StrictMath.sqrt(1. / inputs), outputs, inputs));
        trained.put(name + ".bias", Tensor.zeros(DType.FLOAT, outputs));
    }

    private Tensor normal(double deviation, long... shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }

    /** What is trained, by name. */
    Map<String, Tensor> trained() {
        return trained;
    }

    Tensor get(String name) {
        Tensor tensor = trained.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return tensor;
    }

    /** Running mean and variance of a batch norm. */
    List<Tensor> running(String name) {
        List<Tensor> statistics = running.get(name);
        if (statistics == null) {
            throw new IllegalArgumentException("no batch norm " + name);
        }
        return statistics;
    }

    boolean hasNorm(String name) {
        return running.containsKey(name);
    }

    /** All tensors as torchvision's state_dict orders them: each batch norm's statistics after its shift. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> entry : trained.entrySet()) {
            state.put(entry.getKey(), entry.getValue());
            String layer = entry.getKey().replaceAll("\\.bias$", "");
            if (entry.getKey().endsWith(".bias") && hasNorm(layer)) {
                state.put(layer + ".running_mean", running(layer).get(0));
                state.put(layer + ".running_var", running(layer).get(1));
            }
        }
        return state;
    }

    /** The number of trained values. */
    long size() {
        long size = 0;
        for (Tensor tensor : trained.values()) {
            size += tensor.size();
        }
        return size;
    }
}
