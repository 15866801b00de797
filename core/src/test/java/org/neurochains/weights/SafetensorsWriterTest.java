package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class SafetensorsWriterTest {
    @TempDir
    private Path folder;

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("L1", Tensor.of(new float[] {1, -2, 0.5f}, 3));
        tensors.put("none", Tensor.zeros(DType.FLOAT, 0, 2));
        tensors.put("a\"\n\u00e9", Tensor.of(new float[] {3}, 1, 1));
        return tensors;
    }

    @Test
    void everyByteIsAsTheFormatSays() throws IOException {
        try (Scope scope = Scope.open()) {
            Path file = folder.resolve("a.safetensors");
            SafetensorsWriter.write(file, Map.of("a", Tensor.of(new float[] {1, -2}, 2)), Map.of("k", "v"));
            String header = "{\"__metadata__\":{\"k\":\"v\"},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} ";
            assertThat(header.length() % 8).isZero();
            ByteBuffer expected = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
            expected.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
            expected.putFloat(1).putFloat(-2);
            assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        try (Scope scope = Scope.open()) {
            Path file = folder.resolve("a.safetensors");
            Map<String, Tensor> tensors = tensors();
            SafetensorsWriter.write(file, tensors, Map.of("labels", "cat,dog"));
            Safetensors back = SafetensorsReader.read(file);
            assertThat(back.metadata()).containsExactly(Map.entry("labels", "cat,dog"));
            assertThat(back.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
            back.tensors().forEach((name, tensor) -> {
                Tensor written = Objects.requireNonNull(tensors.get(name));
                assertThat(tensor.shape()).isEqualTo(written.shape());
                assertThat(tensor.toFloats()).isEqualTo(written.toFloats());
            });
        }
    }

    @Test
    void theSameContentGivesTheSameBytes() throws IOException {
        try (Scope scope = Scope.open()) {
            Path first = folder.resolve("first");
            Path second = folder.resolve("second");
            SafetensorsWriter.write(first, tensors(), new LinkedHashMap<>(Map.of("x", "1", "y", "2")));
            Map<String, String> otherOrder = new LinkedHashMap<>();
            otherOrder.put("y", "2");
            otherOrder.put("x", "1");
            SafetensorsWriter.write(second, tensors(), otherOrder);
            assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        }
    }

    @Test
    void halfPrecisionTakesHalfTheBytes() throws IOException {
        try (Scope scope = Scope.open()) {
            Path file = folder.resolve("half");
            SafetensorsWriter.write(file, Map.of("a", Tensor.of(new float[] {1, 0.1f}, 2)), Map.of(), ElementType.F16);
            Safetensors back = SafetensorsReader.read(file);
            assertThat(Objects.requireNonNull(back.tensors().get("a")).toFloats())
                    .containsExactly(1, 0.099975586f);
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("\"F16\"", "[0,4]");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsTheUsersFault() {
        try (Scope scope = Scope.open()) {
            Path file = folder.resolve("missing").resolve("a");
            assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), Map.of()))
                    .isExactlyInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": cannot be written");
        }
    }

    @Test
    void nothingIsLeftBesideTheFile() throws IOException {
        try (Scope scope = Scope.open()) {
            Path file = folder.resolve("a");
            SafetensorsWriter.write(file, tensors(), Map.of());
            SafetensorsWriter.write(file, tensors(), Map.of());
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(file);
            }
        }
    }
}
