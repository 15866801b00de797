package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Fingerprint;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.FunctionProto;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.OperatorSetIdProto;

/**
 * An ONNX file as it lies on disk: mapped, not copied, and checked no further than that it is one of a version that is
 * read.
 *
 * @param name the file, for messages
 * @param folder where external data must lie; null where there is none
 * @param opset version of the standard operators
 */
record OnnxFile(String name, @Nullable Path folder, ModelProto model, int opset) {
    /** The oldest version of the standard operators that is read. */
    static final int OLDEST = 7;
    /** The newest one known. */
    static final int NEWEST = 28;

    /** Nodes of the graph and all functions; a file of more is none of a classifier. */
    static final int MOST_NODES = 20_000;

    /** The remedy for what no exporter writes. */
    static final String EXPORT_AGAIN = "the file is damaged; export it again";

    private static final int NESTING = 16;
    private static final int GRAPH = 7;
    private static final int FUNCTION = 25;

    /**
     * Opens a file.
     *
     * @throws InputException if it is missing, no ONNX file, damaged, or of an operator version that is not read
     */
    static OnnxFile open(Path file) {
        Fingerprint.of(file); // a regular file
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw InputException.of(
                        file.toString(),
                        "has more than 2 GiB, which no ONNX file has",
                        "save the weights as external data");
            }
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return parse(file.toString(), file.toAbsolutePath().getParent(), UnsafeByteOperations.unsafeWrap(bytes));
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }

    /** The same from memory. */
    static OnnxFile parse(String name, @Nullable Path folder, ByteString bytes) {
        ModelProto model;
        try {
            requireFewNodes(name, bytes);
            CodedInputStream in = bytes.newCodedInput();
            in.enableAliasing(true);
            in.setRecursionLimit(NESTING);
            model = ModelProto.parseFrom(in);
        } catch (IOException e) {
            throw InputException.of(
                    name,
                    "is damaged or no ONNX file (" + Quoted.of(String.valueOf(e.getMessage())) + ")",
                    "export it again, or copy it again",
                    e);
        }
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw InputException.of(name, "holds no graph", "export the model as ONNX again");
        }
        return new OnnxFile(name, folder, model, opset(name, model));
    }

    /** Counts nodes before anything is allocated for them. */
    private static void requireFewNodes(String name, ByteString bytes) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        int nodes = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean within = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (!within || (field != GRAPH && field != FUNCTION)) {
                if (!in.skipField(tag)) {
                    return;
                }
                continue;
            }
            int outside = in.pushLimit(in.readRawVarint32());
            int wanted = field == GRAPH ? GraphProto.NODE_FIELD_NUMBER : FunctionProto.NODE_FIELD_NUMBER;
            for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                nodes += WireFormat.getTagFieldNumber(inner) == wanted ? 1 : 0;
                if (!in.skipField(inner)) {
                    return;
                }
            }
            in.popLimit(outside);
        }
        if (nodes > MOST_NODES) {
            throw InputException.of(name, "has " + nodes + " nodes", "at most " + MOST_NODES + " are read");
        }
    }

    private static int opset(String name, ModelProto model) {
        long version = -1;
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            if (isStandard(set.getDomain())) {
                version = set.getVersion();
            }
        }
        return knownOpset(name, version);
    }

    /** A version that is read; refused otherwise, in the name of what is of it. */
    static int knownOpset(String name, long version) {
        if (version < OLDEST || version > NEWEST) {
            throw InputException.of(
                    name,
                    version < 0 ? "names no opset" : "is of opset " + version,
                    "opsets " + OLDEST + " to " + NEWEST + " are read; export with opset 17");
        }
        return (int) version;
    }

    /** Whether operators of a domain are those of the ONNX standard. */
    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    InputException fault(String problem, String remedy) {
        return InputException.of(name, problem, remedy);
    }

    InputException damaged(String problem) {
        return fault(problem, EXPORT_AGAIN);
    }
}
