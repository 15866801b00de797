package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class SafetensorsReaderTest {
    @TempDir
    private Path folder;

    private Path file(String header, byte[] values) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return file(text.length, text, values);
    }

    private Path file(long length, byte[] header, byte[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(header).put(values);
        return WeightsFixture.file(folder, "m.safetensors", bytes.array());
    }

    private static String entry(String name, String type, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, begin, end);
    }

    @Test
    void tensorsScalarsEmptyOnesAndTextsAreRead() {
        Path file = file(
                "{\"__metadata__\":{\"b\":\"2\",\"a\":\"\u00e9\"},"
                        + entry("z", "F32", "[2,1]", 0, 8) + "," + entry("none", "F16", "[0,3]", 8, 8) + ","
                        + entry("one", "U8", "[]", 8, 9) + "}   ",
                ByteBuffer.allocate(9)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1.5f)
                        .putFloat(Float.NaN)
                        .put((byte) 200)
                        .array());
        try (Scope scope = Scope.open()) {
            Safetensors content = SafetensorsReader.read(file);
            assertThat(new ArrayList<>(content.tensors().keySet())).containsExactly("z", "none", "one");
            assertThat(content.metadata()).containsEntry("b", "2").containsEntry("a", "\u00e9");
            Tensor z = Objects.requireNonNull(content.tensors().get("z"));
            assertThat(z.shape()).containsExactly(2, 1);
            assertThat(z.toFloats()).containsExactly(1.5f, Float.NaN);
            Tensor none = Objects.requireNonNull(content.tensors().get("none"));
            assertThat(none.shape()).containsExactly(0, 3);
            assertThat(none.toFloats()).isEmpty();
            Tensor one = Objects.requireNonNull(content.tensors().get("one"));
            assertThat(one.shape()).isEmpty();
            assertThat(one.toFloats()).containsExactly(200);
        }
    }

    @Test
    void theHeadersOrderIsKeptWhateverTheOrderOfValues() {
        Path file = file(
                "{" + entry("b", "U8", "[1]", 1, 2) + "," + entry("a", "U8", "[1]", 0, 1) + "}", new byte[] {7, 8});
        try (Scope scope = Scope.open()) {
            Safetensors content = SafetensorsReader.read(file);
            assertThat(new ArrayList<>(content.tensors().keySet())).containsExactly("b", "a");
            assertThat(Objects.requireNonNull(content.tensors().get("b")).toFloats())
                    .containsExactly(8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1}|not a JSON object",
                "[]|not a JSON object",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} x|not JSON",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} {}|goes on after its end",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]|not JSON",
                "{'a':{'dtype':'F32','shape':[1]}}|lacks its data_offsets",
                "{'a':{'dtype':'F32','data_offsets':[0,4]}}|lacks its shape",
                "{'a':{'shape':[1],'data_offsets':[0,4]}}|lacks its dtype",
                "{'a':{'dtype':'F32','dtype':'F16','shape':[1],'data_offsets':[0,4]}}|two dtypes",
                "{'a':{'dtype':'F32','shape':[1],'shape':[1],'data_offsets':[0,4]}}|two shapes",
                "{'a':{'dtype':'F8_E4M3','shape':[4],'data_offsets':[0,4]}}|F8_E4M3",
                "{'a':{'dtype':7,'shape':[4],'data_offsets':[0,4]}}|dtype is not a text",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,4]}}|3 numbers",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|run backwards",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|holds -1",
                "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}|whole numbers",
                "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}|whole numbers",
                "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}|not a list",
                "{'a':{'dtype':'F32','shape':[18446744073709551617],'data_offsets':[0,4]}}|18446744073709551617",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}|beyond any file",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|needs 8 bytes",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|begins at byte 4",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|cut short",
                "{}|4 bytes follow",
                "{'__metadata__':{'a':1}}|not a text",
                "{'__metadata__':{'a':'1','a':'2'}}|occurs twice",
                "{'__metadata__':{},'__metadata__':{}}|occurs twice",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|occurs twice",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|begins at byte 0"
            })
    void aContradictionIsRefused(String header, String problem) {
        assertRefused(file(header.replace('\'', '"'), new byte[4]), problem);
    }

    @Test
    void aParameterBeyondAnArrayIsRefusedByItsSize() {
        assertRefused(
                file("{" + entry("big", "U8", "[65536,65536]", 0, 1L << 32) + "}", new byte[4]), "4294967296 elements");
    }

    @Test
    void manyDimensionsAreRefused() {
        String shape = "[1" + ",1".repeat(100) + "]";
        assertRefused(file("{" + entry("a", "U8", shape, 0, 1) + "}", new byte[1]), "more than 32 numbers");
    }

    @Test
    void deepNestingDoesNotOverflow() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertRefused(file("{\"a\":" + deep + "}", new byte[0]), "not a JSON object");
        assertRefused(file("{\"a\":{\"x\":" + deep + "}}", new byte[0]), "not JSON");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "1099511627776", "9223372036854775807", "100000001"})
    void aFalseHeaderLengthIsRefused(long length) {
        assertRefused(file(length, "{}".getBytes(StandardCharsets.UTF_8), new byte[0]), "header length");
    }

    @Test
    void aHeaderThatIsNoUtf8IsRefused() {
        assertRefused(file(4, new byte[] {'{', (byte) 0xff, '}', ' '}, new byte[0]), "not UTF-8");
    }

    @Test
    void aNameCannotBreakTheLine() {
        Path file = file("{" + entry("a\\n\\u001b[31m", "U8", "[2]", 0, 1) + "}", new byte[1]);
        assertThatThrownBy(() -> SafetensorsReader.read(file)).hasMessageContaining("parameter a??[31m shape");
    }

    private static void assertRefused(Path file, String problem) {
        assertThatThrownBy(() -> {
                    try (Scope scope = Scope.open()) {
                        SafetensorsReader.read(file);
                    }
                })
                .isExactlyInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem);
    }
}
