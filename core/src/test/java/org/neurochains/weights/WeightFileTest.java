package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.file.Fingerprint;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class WeightFileTest {
    @TempDir
    private Path folder;

    private Path file(String name, String content) {
        return WeightsFixture.file(folder, name, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Path safetensors(Map<String, float[]> values) {
        Path file = folder.resolve("m.safetensors");
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            values.forEach((name, each) -> tensors.put(name, Tensor.of(each, each.length)));
            SafetensorsWriter.write(file, tensors, Map.of("architecture", "none"));
        }
        return file;
    }

    @Test
    void safetensorsLoseTheirWrappersAndKeepTheirTexts() {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("module.z", new float[] {1});
        values.put("module.a", new float[] {2, 3});
        Path path = safetensors(values);
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(path);
            assertThat(new ArrayList<>(file.tensors().keySet())).containsExactly("z", "a");
            assertThat(new ArrayList<>(file.types().keySet())).containsExactly("z", "a");
            assertThat(file.metadata()).containsExactly(Map.entry("architecture", "none"));
            assertThat(file.format()).isEqualTo(Format.SAFETENSORS);
            assertThat(file.file()).isEqualTo(path);
        }
    }

    @Test
    void theDigestIsThatOfTheFileRead() throws IOException {
        Path path = safetensors(Map.of("a", new float[] {1}));
        try (Scope scope = Scope.open()) {
            WeightFile file = WeightFile.read(path);
            Files.write(path, new byte[] {'a', 'b', 'c'});
            assertThatThrownBy(file::sha256)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("changed since it was read");
        }
        assertThat(Fingerprint.of(path).sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
    void weightsThatAreNotFiniteAreRefused(float value, String shown) {
        WeightsFixture.assertRefused(safetensors(Map.of("fc.weight", new float[] {1, 2, value, value})))
                .hasMessageContaining("parameter fc.weight holds " + shown + " at [2]");
    }

    @Test
    void onlyAVarianceMayNotBeNegative() {
        assertThat(WeightsFixture.values(safetensors(Map.of("bn1.weight", new float[] {-1}))))
                .hasSize(1);
        assertThat(WeightsFixture.values(safetensors(Map.of("bn1.running_var", new float[] {0}))))
                .hasSize(1);
        WeightsFixture.assertRefused(safetensors(Map.of("bn1.running_var", new float[] {1, -1e-9f})))
                .hasMessageContaining("bn1.running_var holds -1.0E-9 at [1]");
    }

    @Test
    void aDoubleBeyondFloatIsRefused() {
        byte[] pickle = doubles().stop();
        byte[] storage = java.nio.ByteBuffer.allocate(8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putDouble(1e300)
                .array();
        Path path = WeightsFixture.file(folder, "m.pth", ZipBytes.checkpoint(pickle, "0", storage));
        WeightsFixture.assertRefused(path).hasMessageContaining("holds Infinity at [0] as float32");
    }

    private static PickleBytes doubles() {
        PickleBytes pickle = PickleBytes.protocol2().op('}').text("a.weight");
        return pickle.tensor(() -> pickle.storage("DoubleStorage", "0", 1), 0, new long[] {1}, new long[] {1})
                .op('s');
    }

    @ParameterizedTest
    @CsvSource({
        "a.pth, '', is empty",
        "a.pth, not a checkpoint, of an unknown format",
        "a.pth, '  <!DOCTYPE html><html>404', a web page",
        "a.pth, 'version https://git-lfs.github.com/spec/v1', a Git LFS pointer",
        "a.h5, '\u0089HDF\r\n', an HDF5 file",
        "a.gz, '\u001f\u008b\b', packed with gzip",
        "a.gguf, 'GGUF', a GGUF file",
        "a.safetensors, 'version https://git-lfs.github.com/spec/v1', git lfs pull",
        "a.h5, '\u0089HDF\r\n', 'model.export(\"net.onnx\", format=\"onnx\")'",
        "a.tflite, '\u001c\u0000\u0000\u0000TFL3', tf2onnx",
        "a.ort, '\u0000\u0000\u0000\u0000ORTM', the .onnx file that it was made of",
        "a.npy, '\u0093NUMPY\u0001', an array of NumPy",
        "a.xml, '<?xml version=\"1.0\"?><net name=\"m\">', a network of OpenVINO",
        "a.xml, '<?xml version=\"1.0\"?><Error>', a web page",
        "a.param, '7767517\n75 83', ncnn",
        "a.params, '\u0012\u0001\u0000\u0000\u0000\u0000\u0000\u0000', MXNet",
        "a.index.json, '{\"metadata\": 1, \"weight_map\": {}}', the index of weights in several files",
        "a.json, '{\"other\": 1}', an unknown format",
        "a.xz, '\u00fd7zXZ', packed with xz",
        "a.pb, 'x', a graph of TensorFlow",
        "a.caffemodel, 'x', Caffe",
        "a.pdparams, 'x', paddle2onnx",
        "a.ckpt.index, 'x', a checkpoint of TensorFlow",
        "a.safetensors, '', the file is cut short",
        "a.safetensors, 'hello, world', header length",
        "a.bin, 'PK\u0003\u0004', no end record",
        "a.onnx, 'not a model', ONNX"
    })
    void otherFilesAreRefusedByWhatTheyAre(String name, String content, String problem) {
        WeightsFixture.assertRefused(file(name, content)).hasMessageContaining(problem);
    }

    @Test
    void aFolderIsRefusedWithWhatItHolds() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        assertFolder(model, "name a model file");
        Files.createFile(model.resolve("config.json"));
        Files.createFile(model.resolve("model.safetensors"));
        assertFolder(model, "such as model.safetensors");
        Files.createFile(model.resolve("saved_model.pb"));
        assertFolder(model, "a SavedModel of TensorFlow");
    }

    private static void assertFolder(Path model, String wanted) {
        assertThatThrownBy(() -> ModelReader.read(model, ModelOptions.builder().build()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(wanted);
    }

    @Test
    void onnxIsHandedBack() {
        assertThat(WeightFile.format(file("a.bin", "\b\u0007\u0012\u0007pytorch")))
                .isEqualTo(Format.ONNX);
        assertThat(WeightFile.format(file("a.onnx", "anything"))).isEqualTo(Format.ONNX);
    }

    @Test
    void theContentDecidesNotTheName() {
        Path path = safetensors(Map.of("a", new float[] {1}));
        assertThat(WeightFile.format(path)).isEqualTo(Format.SAFETENSORS);
        Path renamed = folder.resolve("renamed.pth");
        assertThat(path.toFile().renameTo(renamed.toFile())).isTrue();
        assertThat(WeightsFixture.values(renamed)).containsOnlyKeys("a");
    }

    @Test
    void whatIsNoFileIsRefused() {
        WeightsFixture.assertRefused(folder.resolve("missing.pth")).hasMessageContaining("no such file");
        WeightsFixture.assertRefused(folder).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> WeightFile.format(folder.resolve("missing.pth")))
                .isInstanceOf(InputException.class);
    }
}
