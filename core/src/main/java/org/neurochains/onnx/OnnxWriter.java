package org.neurochains.onnx;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.WholeFile;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;

/**
 * Writes a network, cut or whole, as ONNX of opset {@value #OPSET}: one float32 input (N, C, H, W), one output
 * {@code logits} (N, classes), or {@code probabilities} before it ({@link OnnxOptions#sigmoid}).
 *
 * <p>Weights and batch norms are written bit for bit; scores are Mul nodes behind them. Equal networks give equal
 * bytes.
 */
public final class OnnxWriter {
    /** The version of the operators written. */
    public static final int OPSET = 17;

    private static final int IR_VERSION = 8;
    private static final long LARGEST = Integer.MAX_VALUE - (1L << 24);

    private OnnxWriter() {}

    /**
     * Writes a file, first beside the target, then moved into place.
     *
     * @param scores by unit layer, one for each channel that it had in the original network; a layer left out is not
     *     scored
     * @throws InputException if the file cannot be written, or the network is too large for one
     * @throws IllegalArgumentException if scores do not fit a unit layer
     */
    public static void write(Path file, Network network, Map<String, float[]> scores, OnnxOptions options) {
        requireRoom(file, network);
        ModelProto model = model(network, scores, options);
        WholeFile.write(file, model::writeTo);
    }

    /** The file's content, in memory. */
    static ModelProto model(Network network, Map<String, float[]> scores, OnnxOptions options) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("neurochains")
                .setGraph(OnnxExport.graph(network, scores, options))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
        options.metadata()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static void requireRoom(Path file, Network network) {
        long numbers = network.nodes().stream()
                .mapToLong(node -> {
                    if (node.op() instanceof Op.Conv conv) {
                        return conv.weight().size();
                    }
                    return node.op() instanceof Op.Linear linear
                            ? linear.weight().size()
                            : 0;
                })
                .sum();
        if (Float.BYTES * numbers > LARGEST) {
            throw InputException.of(
                    file.toString(),
                    "would have more than 2 GiB, which no ONNX file has",
                    "write " + parameter("format") + " safetensors");
        }
    }
}
