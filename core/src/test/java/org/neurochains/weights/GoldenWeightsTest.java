package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.file.ElementType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;

/** Files written by PyTorch and safetensors against the values these libraries read back. */
class GoldenWeightsTest {
    private static final String FOLDER = "golden/weights/";

    private static Path shared(String name) {
        return Shared.path(FOLDER + name);
    }

    private static void assertEqual(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).containsAll(expected.keySet());
        expected.forEach((name, tensor) -> {
            Tensor found = Objects.requireNonNull(actual.get(name));
            assertThat(found.shape()).as(name).isEqualTo(tensor.shape());
            assertThat(found.toFloats()).as(name).isEqualTo(tensor.toFloats());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "tiny_vgg_bn.zip.pth, ZIP_CHECKPOINT",
        "tiny_vgg_bn.legacy.pth, LEGACY_CHECKPOINT",
        "tiny_vgg_bn.parameters.zip.pth, ZIP_CHECKPOINT",
        "tiny_vgg_bn.checkpoint_module_prefix.zip.pth, ZIP_CHECKPOINT",
        "tiny_vgg_bn.checkpoint_module_prefix.legacy.pth, LEGACY_CHECKPOINT",
        "tiny_vgg_bn.F32.safetensors, SAFETENSORS"
    })
    void everyContainerHoldsTheSameNetwork(String name, Format format) {
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(shared(name));
            Map<String, Tensor> expected = SafetensorsReader.read(
                            Shared.path("golden/forward/tiny_vgg_bn.weights.safetensors"))
                    .tensors();
            assertThat(file.format()).isEqualTo(format);
            assertThat(file.tensors()).hasSize(48);
            assertEqual(file.tensors(), expected);
            assertThat(file.types())
                    .containsEntry("features.0.weight", ElementType.F32)
                    .containsEntry("features.1.num_batches_tracked", ElementType.I64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny_vgg_bn.zip.pth", "tiny_vgg_bn.legacy.pth"})
    void namesKeepTheOrderOfTheStateDict(String name) {
        try (Scope scope = Scope.open()) {
            assertThat(new ArrayList<>(WeightFile.read(shared(name)).tensors().keySet()))
                    .startsWith("features.0.weight", "features.0.bias", "features.1.weight")
                    .endsWith("classifier.6.weight", "classifier.6.bias");
        }
    }

    @ParameterizedTest
    @CsvSource({"F16, F16", "BF16, BF16"})
    void halfPrecisionIsConvertedExactly(String tag, ElementType type) {
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(shared("tiny_vgg_bn." + tag + ".safetensors"));
            Map<String, Tensor> expected = SafetensorsReader.read(
                            shared("tiny_vgg_bn." + tag + ".expected_float32.safetensors"))
                    .tensors();
            assertThat(file.tensors()).hasSameSizeAs(expected);
            assertEqual(file.tensors(), expected);
            assertThat(file.types()).containsEntry("features.0.weight", type);
            assertThat(file.metadata()).containsEntry("format", "pt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.zip.pth", "views.legacy.pth"})
    void viewsAndEveryElementTypeAreRead(String name) {
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(shared(name));
            Map<String, Tensor> expected =
                    SafetensorsReader.read(shared("views.expected.safetensors")).tensors();
            assertThat(file.tensors()).hasSize(12);
            assertEqual(file.tensors(), expected);
            assertThat(file.types())
                    .containsEntry("transposed", ElementType.F32)
                    .containsEntry("half", ElementType.F16)
                    .containsEntry("bfloat16", ElementType.BF16)
                    .containsEntry("float64", ElementType.F64)
                    .containsEntry("int64", ElementType.I64)
                    .containsEntry("uint8", ElementType.U8)
                    .containsEntry("bool", ElementType.BOOL);
        }
    }

    @Test
    void aRealLegacyFileWithCudaStoragesIsRead() {
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(shared("resnet20-12fca82f.th"));
            Map<String, Tensor> expected = SafetensorsReader.read(
                            Shared.path("golden/forward/resnet20.weights.safetensors"))
                    .tensors();
            assertThat(file.format()).isEqualTo(Format.LEGACY_CHECKPOINT);
            assertEqual(file.tensors(), expected);
            assertThat(file.sha256()).startsWith("12fca82f").hasSize(64);
        }
    }

    @Test
    void metadataOfARealNetworkIsKept() {
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(Shared.path("models/vgg19-cifar10.safetensors"));
            assertThat(file.metadata()).containsKeys("architecture", "input_size", "mean", "std", "labels");
            assertThat(file.types().values()).containsOnly(ElementType.F16);
            Tensor first = Objects.requireNonNull(file.tensors().get("features.0.weight"));
            assertThat(first.shape()).containsExactly(64, 3, 3, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tiny_vgg_bn.opset17.onnx", "tiny_vgg_bn.opset23.onnx", "tiny_basic_resnet.opset17_folded.onnx"})
    void onnxIsRecognised(String name) {
        assertThat(WeightFile.format(shared(name))).isEqualTo(Format.ONNX);
    }
}
