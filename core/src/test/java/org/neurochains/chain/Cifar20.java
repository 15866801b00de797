package org.neurochains.chain;

import java.util.Map;
import org.neurochains.network.Architecture;
import org.neurochains.network.Network;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import org.neurochains.weights.SafetensorsReader;

/** ResNet-20 and the twenty images, automobiles and horses, of the golden values. */
final class Cifar20 {
    private Cifar20() {}

    static Network resnet20() {
        return Architecture.recognise("resnet20", tensors("forward/resnet20.weights"), null)
                .network(Shape.maps(3, 32, 32));
    }

    static Tensor images() {
        Tensor images = tensors("forward/cifar20.images").get("input");
        if (images == null) {
            throw new IllegalStateException("no tensor named input");
        }
        return images;
    }

    static Map<String, Tensor> tensors(String golden) {
        return SafetensorsReader.read(Shared.path("golden/" + golden + ".safetensors"))
                .tensors();
    }
}
