package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.Shared;

/** Damaged and hostile files: one line that names the place, little memory, nothing outside the folder. */
class OnnxHostileTest {
    private static final long MEMORY = 32L << 20;

    @Test
    void theSharedFilesAreRefused() throws IOException {
        Path folder = Shared.path("golden/weights/bad");
        int refused = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.onnx")) {
            for (Path file : files) {
                assertRefused(() -> OnnxReader.read(file), file.getFileName().toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(13);
    }

    @Test
    void theFaultyNodeIsNamed() {
        Path folder = Shared.path("golden/weights/bad");
        assertThatThrownBy(() -> open(() -> OnnxReader.read(folder.resolve("unknown_op.onnx"))))
                .hasMessageContaining("'/features/features.2/Relu' (Teleport)");
        assertThatThrownBy(() -> open(() -> OnnxReader.read(folder.resolve("cycle.onnx"))))
                .hasMessageContaining("'/features/features.0/Conv' (Conv)");
        assertThatThrownBy(() -> open(() -> OnnxReader.read(folder.resolve("external_data_traversal.onnx"))))
                .hasMessageContaining("outside");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.neurochains.onnx.OnnxHostileFiles#all")
    void isRefused(String name, String named, Supplier<byte[]> made, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("hostile.onnx");
        Files.write(file, made.get());
        InputException e = assertRefused(() -> OnnxReader.read(file), "hostile.onnx");
        assertThat(e.getMessage()).contains(named);
    }

    @Test
    void externalDataBesideTheModelIsRead(@TempDir Path folder) throws IOException {
        OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
        sketch.conv("x", 4, 4, 3, 1, 1);
        ModelProto.Builder model = sketch.classify(sketch.last, 4, 3).builder();
        byte[] whole = model.build().toByteArray();
        TensorProto.Builder weight = model.getGraphBuilder().getInitializerBuilder(0);
        byte[] data = new byte[4 * weight.getFloatDataCount() + 16];
        java.nio.FloatBuffer floats = java.nio.ByteBuffer.wrap(data, 16, data.length - 16)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        weight.getFloatDataList().forEach(floats::put);
        OnnxHostileFiles.external(weight, "model.data");
        weight.addExternalData(
                StringStringEntryProto.newBuilder().setKey("offset").setValue("16"));
        Files.write(folder.resolve("model.data"), data);
        Path file = folder.resolve("model.onnx");
        Files.write(file, model.build().toByteArray());
        try (Scope scope = Scope.open()) {
            org.neurochains.network.Network read = OnnxReader.read(file).network();
            org.neurochains.tensor.Tensor images = OnnxFixture.images(1, 2, read.inputShape());
            OnnxFixture.assertClose(
                    OnnxFixture.logits(read, images),
                    OnnxFixture.logits(OnnxReader.read("whole", whole).network(), images),
                    1e-6);
        }
        Files.write(folder.resolve("model.data"), new byte[20]);
        assertRefused(() -> OnnxReader.read(file), "model.onnx");
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowed(@TempDir Path folder) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.write(folder.resolve("secret"), new byte[4 * 4 * 4 * 9]);
        Files.createSymbolicLink(inside.resolve("link"), folder.resolve("secret"));
        OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
        sketch.conv("x", 4, 4, 3, 1, 1);
        ModelProto.Builder model = sketch.classify(sketch.last, 4, 3).builder();
        OnnxHostileFiles.external(model.getGraphBuilder().getInitializerBuilder(0), "link");
        Path file = inside.resolve("model.onnx");
        Files.write(file, model.build().toByteArray());
        assertThat(assertRefused(() -> OnnxReader.read(file), "model.onnx").getMessage())
                .contains("outside");
    }

    private static void open(Supplier<OnnxModel> reading) {
        try (Scope scope = Scope.open()) {
            OnnxModel model = reading.get();
            if (model.input() == null) {
                model.network(32, 32);
            } else {
                model.network();
            }
        }
    }

    private static InputException assertRefused(Supplier<OnnxModel> reading, String file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        InputException[] caught = new InputException[1];
        assertThatThrownBy(() -> open(reading))
                .isExactlyInstanceOf(InputException.class)
                .satisfies(e -> caught[0] = (InputException) e);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY);
        String message = String.valueOf(caught[0].getMessage());
        assertThat(message)
                .doesNotContainPattern("\\R|\\p{Cntrl}")
                .contains(file)
                .contains("; ");
        assertThat(message.length()).isLessThan(700);
        return caught[0];
    }
}
