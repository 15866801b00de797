package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import org.neurochains.weights.SafetensorsReader;

/** Networks that PyTorch's exporters wrote, against PyTorch's own logits. */
class OnnxGoldenTest {
    @ParameterizedTest
    @CsvSource({
        "tiny_vgg_bn,opset17,17",
        "tiny_vgg_bn,opset17_folded,17",
        "tiny_vgg_bn,opset23,23",
        "tiny_basic_resnet,opset17,17",
        "tiny_basic_resnet,opset17_folded,17",
        "tiny_basic_resnet,opset23,23"
    })
    void logitsAreThoseOfPyTorch(String name, String variant, int opset) {
        Path folder = Shared.path("golden/weights");
        try (Scope scope = Scope.open()) {
            OnnxModel model = OnnxReader.read(folder.resolve(name + "." + variant + ".onnx"));
            assertThat(model.opset()).isEqualTo(opset);
            Map<String, Tensor> golden = SafetensorsReader.read(folder.resolve(name + ".io.safetensors"))
                    .tensors();
            Tensor images = Objects.requireNonNull(golden.get("input"));
            assertThat(model.input()).isEqualTo(Shape.maps(3, (int) images.dim(2), (int) images.dim(3)));
            Network network = model.network();
            Tensor logits = Executor.of(network).logits(images, Scoring.NONE);
            OnnxFixture.assertClose(logits, Objects.requireNonNull(golden.get("logits")), 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny_vgg_bn,6,3", "tiny_basic_resnet,16,3"})
    void unitsAndGatesAreFoundFromTheGraph(String name, int convolutions, int gates) {
        Path folder = Shared.path("golden/weights");
        try (Scope scope = Scope.open()) {
            for (String variant : new String[] {"opset17", "opset17_folded", "opset23"}) {
                OnnxModel model = OnnxReader.read(folder.resolve(name + "." + variant + ".onnx"));
                Network network = model.network();
                assertThat(network.units().stream().filter(u -> u.kind().isFilter()))
                        .hasSize(convolutions);
                assertThat(network.groups()).hasSize(gates);
            }
        }
    }
}
