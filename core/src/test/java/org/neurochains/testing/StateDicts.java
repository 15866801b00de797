package org.neurochains.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.neurochains.tensor.Tensor;

/** Parameters of known architectures, named as PyTorch names them: random, or zeros that take no memory. */
public final class StateDicts {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Random random;
    private final boolean zeros;
    private final Tensor zero = Tensor.full(0);

    private StateDicts(boolean zeros, long seed) {
        this.zeros = zeros;
        this.random = new Random(seed);
    }

    /** A CIFAR ResNet of 6n+2 layers with random parameters. */
    public static Map<String, Tensor> cifarResNet(int blocks, int width, int classes, long seed) {
        return new StateDicts(false, seed).cifar(blocks, width, classes);
    }

    /** The same of zeros. */
    public static Map<String, Tensor> cifarResNetOfZeros(int blocks, int width, int classes) {
        return new StateDicts(true, 0).cifar(blocks, width, classes);
    }

    private Map<String, Tensor> cifar(int blocks, int width, int classes) {
        conv("conv1", "bn1", 3, width, 3);
        int channels = width;
        for (int stage = 1; stage <= 3; stage++) {
            int outputs = width << (stage - 1);
            for (int b = 0; b < blocks; b++) {
                String block = "layer" + stage + "." + b;
                conv(block + ".conv1", block + ".bn1", channels, outputs, 3);
                conv(block + ".conv2", block + ".bn2", outputs, outputs, 3);
                channels = outputs;
            }
        }
        linear("linear", channels, classes);
        return parameters;
    }

    /** torchvision's ResNet-50, of zeros. */
    public static Map<String, Tensor> resNet50OfZeros() {
        StateDicts made = new StateDicts(true, 0);
        made.conv("conv1", "bn1", 3, 64, 7);
        int[] depths = {3, 4, 6, 3};
        int channels = 64;
        for (int stage = 0; stage < 4; stage++) {
            int width = 64 << stage;
            for (int b = 0; b < depths[stage]; b++) {
                String block = "layer" + (stage + 1) + "." + b;
                made.conv(block + ".conv1", block + ".bn1", channels, width, 1);
                made.conv(block + ".conv2", block + ".bn2", width, width, 3);
                made.conv(block + ".conv3", block + ".bn3", width, 4 * width, 1);
                if (b == 0) {
                    made.conv(block + ".downsample.0", block + ".downsample.1", channels, 4 * width, 1);
                }
                channels = 4 * width;
            }
        }
        made.linear("fc", channels, 1000);
        return made.parameters;
    }

    /** torchvision's VGG-19 without batch norm, of zeros. */
    public static Map<String, Tensor> vgg19OfZeros() {
        StateDicts made = new StateDicts(true, 0);
        int[] layers = {64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512};
        int index = 0;
        int channels = 3;
        for (int width : layers) {
            if (width == 0) {
                index++;
            } else {
                made.put("features." + index + ".weight", width, channels, 3, 3);
                made.put("features." + index + ".bias", width);
                index += 2;
                channels = width;
            }
        }
        made.linear("classifier.0", 512 * 7 * 7, 4096);
        made.linear("classifier.3", 4096, 4096);
        made.linear("classifier.6", 4096, 1000);
        return made.parameters;
    }

    private void conv(String conv, String norm, int inputs, int outputs, int kernel) {
        put(conv + ".weight", outputs, inputs, kernel, kernel);
        put(norm + ".weight", outputs);
        put(norm + ".bias", outputs);
        put(norm + ".running_mean", outputs);
        parameters.put(norm + ".running_var", zeros ? zero.expand(outputs) : Tensor.full(1, outputs));
    }

    private void linear(String name, int inputs, int outputs) {
        put(name + ".weight", outputs, inputs);
        put(name + ".bias", outputs);
    }

    private void put(String name, long... shape) {
        parameters.put(name, zeros ? zero.expand(shape) : normal(shape));
    }

    private Tensor normal(long... shape) {
        int count = 1;
        for (long length : shape) {
            count = Math.toIntExact(count * length);
        }
        double deviation = shape.length == 1 ? 0.5 : Math.sqrt(2.0 * shape[0] / count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }
}
