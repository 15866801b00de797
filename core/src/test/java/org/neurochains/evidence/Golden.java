package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.neurochains.network.Architecture;
import org.neurochains.network.Network;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import org.neurochains.weights.SafetensorsReader;

/** Golden values beside the repository, and the networks that they are of. */
final class Golden {
    private Golden() {}

    static Network resnet20() {
        return network("resnet20", 32);
    }

    static Network network(String name, int side) {
        return Architecture.recognise(name, tensors("forward/" + name + ".weights"), null)
                .network(Shape.maps(3, side, side));
    }

    /** The first automobile and the first horse of the twenty images. */
    static Tensor twoImages() {
        return value(tensors("forward/cifar20.images"), "input").indexSelect(0, 0, 10);
    }

    static Map<String, Tensor> tensors(String name) {
        return SafetensorsReader.read(Shared.path("golden/" + name + ".safetensors"))
                .tensors();
    }

    static Tensor value(Map<String, Tensor> tensors, String name) {
        Tensor value = tensors.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not among " + tensors.keySet());
        }
        return value;
    }

    static void assertWithin(String what, double[] found, Tensor expected, double tolerance) {
        double[] wanted = expected.toDoubles();
        assertThat(found).as(what).hasSameSizeAs(wanted);
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - wanted[i]));
        }
        assertThat(worst).as(what).isLessThanOrEqualTo(tolerance);
    }

    static void assertRelative(String what, double[] found, Tensor expected, double tolerance) {
        assertWithin(
                what,
                found,
                expected,
                tolerance * expected.abs().max(dims(expected)).item());
    }

    private static long[] dims(Tensor tensor) {
        return java.util.stream.LongStream.range(0, tensor.rank()).toArray();
    }
}
