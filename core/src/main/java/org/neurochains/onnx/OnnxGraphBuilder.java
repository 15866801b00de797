package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.neurochains.network.Network;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto.AttributeType;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.onnx.proto.OnnxProto.TensorShapeProto;
import org.neurochains.onnx.proto.OnnxProto.TypeProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;
import org.neurochains.tensor.Tensor;

/** Collects an ONNX graph: nodes in order, stored tensors, unique names. */
final class OnnxGraphBuilder {
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("neurochains");
    private final Set<String> names = new HashSet<>();
    private final List<AttributeProto> attributes = new ArrayList<>();
    private final String input;
    private final int classes;

    OnnxGraphBuilder(String input, Network network) {
        this.input = input;
        this.classes = network.classes();
        names.add(input);
        names.add(LOGITS);
        names.add(PROBABILITIES);
        Shape shape = network.inputShape();
        graph.addInput(value(input, shape.channels(), shape.height(), shape.width()));
    }

    /** The name of the images. */
    String input() {
        return input;
    }

    /** An attribute of the next node. */
    OnnxGraphBuilder with(String name, long value) {
        return with(name, AttributeType.INT, attribute -> attribute.setI(value));
    }

    OnnxGraphBuilder with(String name, float value) {
        return with(name, AttributeType.FLOAT, attribute -> attribute.setF(value));
    }

    OnnxGraphBuilder with(String name, long first, long... more) {
        return with(name, AttributeType.INTS, attribute -> {
            attribute.addInts(first);
            Arrays.stream(more).forEach(attribute::addInts);
        });
    }

    private OnnxGraphBuilder with(String name, AttributeType type, Consumer<AttributeProto.Builder> value) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(type);
        value.accept(attribute);
        attributes.add(attribute.build());
        return this;
    }

    /** Adds a node with the attributes given since the last one; returns its value's name. */
    String node(String op, String name, String... inputs) {
        String free = free(name);
        addNode(op, free, inputs);
        return free;
    }

    private void addNode(String op, String name, String... inputs) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(op)
                .addAllInput(List.of(inputs))
                .addOutput(name)
                .addAllAttribute(attributes));
        attributes.clear();
    }

    /** Stores a tensor. */
    String tensor(String name, Tensor values) {
        return tensor(name, values, values.shape());
    }

    /** Stores a tensor in a shape of as many elements. */
    String tensor(String name, Tensor values, long... shape) {
        return floats(name, values.toFloats(), shape);
    }

    String floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return stored(name, FLOAT, UnsafeByteOperations.unsafeWrap(bytes.array()), shape);
    }

    String scalar(String name, double value) {
        return floats(name, new float[] {(float) value});
    }

    String integers(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return stored(name, INT64, UnsafeByteOperations.unsafeWrap(bytes.array()), values.length);
    }

    private String stored(String name, int type, ByteString bytes, long... shape) {
        String free = free(name);
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(free).setDataType(type).setRawData(bytes);
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return free;
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** The graph, with a value as its output. */
    GraphProto finish(String logits) {
        addNode("Identity", LOGITS, logits);
        return graph.addOutput(value(LOGITS, classes)).build();
    }

    /** The same with the sigmoids of the logits as the first output. */
    GraphProto finishWithSigmoid(String logits) {
        graph.addOutput(value(PROBABILITIES, classes));
        finish(logits);
        addNode("Sigmoid", PROBABILITIES, LOGITS);
        return graph.build();
    }

    private static ValueInfoProto value(String name, int... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (int each : dims) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(each));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }
}
