package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.onnx.proto.OnnxProto.TensorShapeProto;
import org.neurochains.onnx.proto.OnnxProto.TypeProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;

/** Writes small ONNX files by hand, with seeded random weights. */
public final class OnnxSketch {
    public final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
    private final List<AttributeProto> attributes = new ArrayList<>();
    private final Random random;
    private final int opset;
    private int next;
    public String last = "x";

    public OnnxSketch(int opset, long seed) {
        this.opset = opset;
        this.random = new Random(seed);
    }

    /** With an input called x of any number of images. */
    public static OnnxSketch of(int opset, long... dims) {
        OnnxSketch sketch = new OnnxSketch(opset, 7);
        sketch.graph.addInput(value("x", 1, dims));
        return sketch;
    }

    public static ValueInfoProto value(String name, int type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (long each : dims) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(each < 0 ? dim.setDimParam("d" + -each) : dim.setDimValue(each));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    public OnnxSketch ints(String name, long... values) {
        attributes.add(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build());
        return this;
    }

    public OnnxSketch integer(String name, long value) {
        attributes.add(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build());
        return this;
    }

    public OnnxSketch real(String name, double value) {
        attributes.add(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build());
        return this;
    }

    public OnnxSketch text(String name, String value) {
        attributes.add(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build());
        return this;
    }

    /** Adds a node on given values; returns its value. */
    public String node(String op, String... inputs) {
        String name = op.toLowerCase(java.util.Locale.ROOT) + "_" + next++;
        return named(name, op, inputs);
    }

    public String named(String name, String op, String... inputs) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(op)
                .addAllInput(Arrays.asList(inputs))
                .addOutput(name + "_out")
                .addAllAttribute(attributes));
        attributes.clear();
        last = name + "_out";
        return last;
    }

    /** Adds a node on the last value, then constants. */
    public OnnxSketch then(String op, String... more) {
        List<String> inputs = new ArrayList<>(List.of(last));
        inputs.addAll(Arrays.asList(more));
        node(op, inputs.toArray(String[]::new));
        return this;
    }

    /** A stored tensor of normally distributed numbers times a scale. */
    public String weights(double scale, long... dims) {
        int count = (int) LongStream.of(dims).reduce(1, (a, b) -> a * b);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return floats(values, dims);
    }

    /** A stored tensor of numbers between 0.5 and 1.5. */
    public String around1(long... dims) {
        int count = (int) LongStream.of(dims).reduce(1, (a, b) -> a * b);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        return floats(values, dims);
    }

    public String floats(float[] values, long... dims) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName("w" + next++).setDataType(1);
        LongStream.of(dims).forEach(tensor::addDims);
        for (float each : values) {
            tensor.addFloatData(each);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    public String scalar(double value) {
        return floats(new float[] {(float) value});
    }

    public String longs(long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName("i" + next++).setDataType(7).addDims(values.length);
        LongStream.of(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    // --- parts of networks ---

    /** A convolution with bias, padded so that a stride of 1 keeps the size. */
    public String conv(String x, int in, int out, int kernel, int stride, int groups) {
        long pad = kernel / 2;
        double scale = 1 / Math.sqrt(in / (double) groups * kernel * kernel);
        String w = weights(scale, out, in / groups, kernel, kernel);
        String b = weights(0.1, out);
        return ints("kernel_shape", kernel, kernel)
                .ints("strides", stride, stride)
                .ints("pads", pad, pad, pad, pad)
                .integer("group", groups)
                .node("Conv", x, w, b);
    }

    public String norm(String x, int channels) {
        return node(
                "BatchNormalization",
                x,
                around1(channels),
                weights(0.2, channels),
                weights(0.2, channels),
                around1(channels));
    }

    public String silu(String x) {
        return node("Mul", x, node("Sigmoid", x));
    }

    /** Global mean, flatten and a fully connected layer. */
    public OnnxSketch classify(String x, int features, int classes) {
        node("GlobalAveragePool", x);
        then("Flatten");
        return integer("transB", 1).then("Gemm", weights(1, classes, features), weights(0.5, classes));
    }

    public ModelProto.Builder builder() {
        graph.clearOutput()
                .addOutput(ValueInfoProto.newBuilder()
                        .setName(last)
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1))));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("sketch")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .setGraph(graph);
    }

    public byte[] bytes() {
        return builder().build().toByteArray();
    }
}
