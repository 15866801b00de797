package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;

class ModelReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsAModelAndWhatItsMetadataTells() {
        try (Scope scope = Scope.open()) {
            Path file = tinyVgg(Map.of(
                    "input_size",
                    "40x32",
                    "mean",
                    "0.1, 0.2,0.3",
                    "std",
                    "0.5",
                    "labels",
                    "ant,bee",
                    "architecture",
                    "vgg"));

            Model model = ModelReader.read(file, ModelOptions.NONE);

            assertThat(model.architecture()).isEqualTo("vgg(1-1)");
            assertThat(model.input())
                    .isEqualTo(new ImageInput(
                            40, 32, null, java.util.List.of(.1f, .2f, .3f), java.util.List.of(.5f, .5f, .5f)));
            assertThat(model.labels()).containsExactly("ant", "bee");
            assertThat(model.network().inputShape().height()).isEqualTo(40);
            assertThat(model.size().filters()).isEqualTo(6);
            assertThat(model.size().convolutionWeights()).isEqualTo(2 * 3 * 9 + 4 * 2 * 9);
            assertThat(model.size().linearWeights()).isEqualTo(2 * 4);
            assertThat(model.sha256()).hasSize(64);
        }
    }

    @Test
    void optionsComeBeforeMetadata() {
        try (Scope scope = Scope.open()) {
            Path file = tinyVgg(Map.of("input_size", "40x32", "mean", "0.1"));

            Model model = ModelReader.read(
                    file,
                    ModelOptions.builder().inputSize("16X24").mean("1,2,3").build());

            assertThat(model.input().height()).isEqualTo(16);
            assertThat(model.input().width()).isEqualTo(24);
            assertThat(model.input().mean()).containsExactly(1f, 2f, 3f);
            assertThat(model.input().std()).containsExactly(.229f, .224f, .225f);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, , 56, 64", ", 56, 56, 64", "70, 60, 60, 70"})
    void resizeAndCropFollowFromEachOther(Integer resize, Integer crop, int side, int resized) {
        try (Scope scope = Scope.open()) {
            ModelOptions options =
                    ModelOptions.builder().resize(resize).crop(crop).build();

            ImageInput input = ModelReader.read(tinyVgg(Map.of("input_size", "40x32")), options)
                    .input();

            assertThat(input.height()).isEqualTo(side);
            assertThat(input.width()).isEqualTo(side);
            assertThat(input.resize()).isEqualTo(resized);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input_size | 32*32       | metadata input_size: '32*32' is no size; write HxW",
                "input_size | 0x32        | metadata input_size: 0 is out of range; give 1 to 4096",
                "input_size | 99999x99999 | metadata input_size: 99999 is out of range",
                "mean       | 1,2         | metadata mean: '1,2' is not three numbers",
                "std        | a,b,c       | metadata std: 'a,b,c' is not three numbers",
                "mean       | 1,NaN,1     | metadata mean: '1,NaN,1' is not three numbers",
                "labels     | ant,bee,cat | names 3 classes, the network has 2",
                "labels     | ant,        | metadata labels",
            })
    void refusesMetadataThatDoesNotFit(String key, String value, String message) {
        try (Scope scope = Scope.open()) {
            Path file = tinyVgg(Map.of(key, value));

            assertThatThrownBy(() -> ModelReader.read(file, ModelOptions.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(message);
        }
    }

    @Test
    void refusesAnExactSizeBesideACrop() {
        try (Scope scope = Scope.open()) {
            Path file = tinyVgg(Map.of());

            assertThatThrownBy(() -> ModelReader.read(
                            file,
                            ModelOptions.builder().inputSize("32x32").crop(32).build()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("inputSize 32x32: excludes resize and crop");
        }
    }

    @Test
    void refusesAnImageThatShrinksToNothing() {
        try (Scope scope = Scope.open()) {
            Path file = tinyVgg(Map.of());

            assertThatThrownBy(() -> ModelReader.read(file, ModelOptions.NONE.withInputSize("1x1")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("inputSize 1x1: does not suit a vgg(1-1)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sd_nan, features.7.weight",
        "sd_inf, classifier.6.weight",
        "sd_missing_key, features.0.weight",
        "sd_missing_bn, running_mean",
        "sd_extra_key, 'does not: '",
        "sd_wrong_kernel, 'features.0.weight has shape [4, 3, 5, 5], but [4, 3, 3, 3]'",
        "sd_transposed_linear, classifier.6.weight has shape",
        "sd_wrong_channels, 'features.7.weight has shape [6, 5, 3, 3], but [6, 4, 3, 3]'",
        "sd_negative_variance, running_var",
        "sd_int_weights, holds integers",
        "sd_other_architecture, ''",
        "sd_plain_vgg, ''",
        "sd_empty, no parameters",
    })
    void refusesFilesThatDoNotFitTheNetwork(String name, String message) {
        Path file = Shared.path("golden/weights/bad/" + name + ".safetensors");
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> ModelReader.read(file, ModelOptions.NONE.withArchitecture("vgg_bn")))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageContaining(message)
                    .hasMessageContaining("; ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd_batches_tracked_missing", "sd_float64"})
    void readsFilesThatDoFit(String name) {
        Path file = Shared.path("golden/weights/bad/" + name + ".safetensors");
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(file, ModelOptions.NONE.withArchitecture("vgg_bn"));

            assertThat(model.network().classes()).isEqualTo(5);
        }
    }

    @Test
    void readsOnnxNetworks() {
        Path file = Shared.path("golden/weights/tiny_vgg_bn.opset17.onnx");
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(file, ModelOptions.NONE);

            assertThat(model.architecture()).isEqualTo("onnx");
            assertThat(model.input().height()).isEqualTo(28);
            assertThat(model.network().classes()).isEqualTo(5);
            assertThat(model.sha256()).hasSize(64);
            assertThatThrownBy(() -> ModelReader.read(file, ModelOptions.NONE.withArchitecture("vgg_bn")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("leave it out");
        }
    }

    private Path tinyVgg(Map<String, String> metadata) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("features.0.weight", Tensor.full(.1, 2, 3, 3, 3));
        tensors.put("features.0.bias", Tensor.full(0, 2));
        tensors.put("features.3.weight", Tensor.full(.1, 4, 2, 3, 3));
        tensors.put("features.3.bias", Tensor.full(0, 4));
        tensors.put("classifier.weight", Tensor.full(.1, 2, 4));
        tensors.put("classifier.bias", Tensor.full(0, 2));
        Path file = folder.resolve("tiny.safetensors");
        SafetensorsWriter.write(file, tensors, new HashMap<>(metadata));
        return file;
    }
}
