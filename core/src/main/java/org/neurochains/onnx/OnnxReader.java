package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.file.Path;

/**
 * Reads feed-forward convolutional networks from ONNX files: opset 7 to 28, as PyTorch's exporters, Keras and model
 * collections write them.
 *
 * <p>Nothing in the file is trusted: a size is believed only where the bytes are there, and data files must lie in the
 * model's folder.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * Reads a file.
     *
     * @throws org.neurochains.InputException if it is missing, damaged, hostile, of an unknown opset, not a
     *     convolutional network, or has an operator that is not read, which is named with its node
     */
    public static OnnxModel read(Path file) {
        return read(file, OutputChoice.NONE);
    }

    public static OnnxModel read(Path file, OutputChoice output) {
        return new OnnxModel(new OnnxGraph(OnnxFile.open(file), output));
    }

    /**
     * Reads a model without data files from memory.
     *
     * @param name for messages
     * @param bytes must not be changed afterwards
     */
    public static OnnxModel read(String name, byte[] bytes) {
        ByteString wrapped = UnsafeByteOperations.unsafeWrap(bytes);
        return new OnnxModel(new OnnxGraph(OnnxFile.parse(name, null, wrapped), OutputChoice.NONE));
    }
}
