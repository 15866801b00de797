package org.neurochains.bench.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.SafetensorsReader;
import org.neurochains.weights.WeightFile;

/** Inputs are whole files, or after an {@code H} a header that is given its right length and 64 bytes of values. */
public final class SafetensorsFuzz {
    private static final int VALUES = 64;

    private SafetensorsFuzz() {}

    /** Called by Jazzer once: loads the engine, so that its seconds are no input's. */
    public static void fuzzerInitialize() {
        try (Scope scope = Scope.open()) {
            Tensor.of(new float[1], 1).toFloats();
        }
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] content = input.length > 0 && input[0] == 'H' ? framed(input) : input;
        Reading.ofFile(content, file -> {
            try (Scope scope = Scope.open()) {
                SafetensorsReader.read(file);
            }
        });
        Reading.ofFile(content, file -> {
            try (Scope scope = Scope.open()) {
                WeightFile.read(file).sha256();
            }
        });
    }

    private static byte[] framed(byte[] input) {
        int length = input.length - 1;
        ByteBuffer file = ByteBuffer.allocate(8 + length + VALUES).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(length).put(input, 1, length).array();
    }
}
