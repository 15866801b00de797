package org.neurochains.bench.fuzz;

import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxModel;
import org.neurochains.onnx.OnnxReader;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Inputs are whole ONNX files; what is read is also made into a network, of the file's own size of images or 32x32. */
public final class OnnxFuzz {
    private static final int SIDE = 32;

    private OnnxFuzz() {}

    /** Called by Jazzer once: loads the engine, so that its seconds are no input's. */
    public static void fuzzerInitialize() {
        try (Scope scope = Scope.open()) {
            Tensor.of(new float[1], 1).toFloats();
        }
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Reading.ofFile(input, file -> {
            try (Scope scope = Scope.open()) {
                OnnxModel model = OnnxReader.read(file);
                Shape shape = model.input();
                model.network(shape == null ? SIDE : shape.height(), shape == null ? SIDE : shape.width());
            }
        });
    }
}
