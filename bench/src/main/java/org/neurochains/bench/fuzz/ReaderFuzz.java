package org.neurochains.bench.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.neurochains.InputException;
import org.neurochains.image.ImageFile;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxModel;
import org.neurochains.onnx.OnnxReader;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import org.neurochains.weights.SafetensorsReader;
import org.neurochains.weights.WeightFile;

/**
 * The readers of foreign files as one target for Jazzer; the system property {@code fuzz.reader} says which.
 *
 * <p>Refusing an input with an {@link InputException} of one line is fine; anything else thrown, and more than 512 MB
 * allocated, is a finding. (Jazzer itself finds what takes too long.)
 */
public final class ReaderFuzz {
    private static final long MAX_BYTES = 512L << 20;
    private static final int ONNX_SIDE = 32;
    private static final int SAFETENSORS_VALUES = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String NAME = System.getProperty("fuzz.reader", "");
    /** Where {@code bench/fuzz} says, so that it can report the file of a finding. */
    private static final Path SCRATCH =
            Path.of(System.getProperty("fuzz.scratch", System.getProperty("java.io.tmpdir") + "/fuzz-scratch"));

    private static final Consumer<byte[]> READER = reader();

    private ReaderFuzz() {}

    /** Called by Jazzer once: loads engine and classes, whose seconds are no input's. */
    public static void fuzzerInitialize() throws IOException {
        SeedInputs.of(NAME).forEach(ReaderFuzz::fuzzerTestOneInput);
    }

    /** Called by Jazzer for each input; once more where it allocated much, which may have been loading classes. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (allocated(input) > MAX_BYTES) {
            long again = allocated(input);
            if (again > MAX_BYTES) {
                throw new IllegalStateException("allocated " + again + " bytes");
            }
        }
    }

    private static long allocated(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            READER.accept(input);
        } catch (InputException e) {
            String message = String.valueOf(e.getMessage());
            if (message.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalStateException("more than one plain line: " + message, e);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static Consumer<byte[]> reader() {
        return switch (NAME) {
            case "checkpoint" -> input -> file(CheckpointInput.content(input), WeightFile::read);
            case "safetensors" ->
                input -> {
                    byte[] content = input.length > 0 && input[0] == 'H' ? framed(input) : input;
                    file(content, SafetensorsReader::read);
                    file(content, file -> WeightFile.read(file).sha256());
                };
            case "model" ->
                input -> file(
                        ModelInput.file(input),
                        file -> ModelReader.read(file, ModelOptions.NONE).size());
            case "onnx" -> input -> file(input, ReaderFuzz::network);
            case "chain" -> ChainInput.ofSmallNetwork()::read;
            case "image" -> input -> ImageFile.decode(input, "image");
            case "jpeg" -> input -> ImageFile.decode(asJpeg(input), "image.jpg");
            default -> throw new IllegalArgumentException("no reader " + NAME);
        };
    }

    /** Reads a file of the given content, which is left in place after a finding. */
    private static void file(byte[] content, Consumer<Path> reader) {
        try {
            Files.write(SCRATCH, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Scope scope = Scope.open()) {
            reader.accept(SCRATCH);
        }
    }

    /** After an {@code H}, a header that is given its right length and bytes of values. */
    private static byte[] framed(byte[] input) {
        int length = input.length - 1;
        ByteBuffer file = ByteBuffer.allocate(8 + length + SAFETENSORS_VALUES).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(length).put(input, 1, length).array();
    }

    /** What is read is also made into a network, of the file's own size of images or 32x32. */
    private static void network(Path file) {
        OnnxModel model = OnnxReader.read(file);
        Shape shape = model.input();
        model.network(shape == null ? ONNX_SIDE : shape.height(), shape == null ? ONNX_SIDE : shape.width());
    }

    /** A JPEG file, whatever its first two bytes. */
    private static byte[] asJpeg(byte[] input) {
        byte[] jpeg = Arrays.copyOf(input, Math.max(2, input.length));
        jpeg[0] = (byte) 0xff;
        jpeg[1] = (byte) 0xd8;
        return jpeg;
    }
}
