package org.neurochains.onnx;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.params.provider.Arguments;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.FunctionProto;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;

/** Damaged and hostile ONNX files: a name, what the message must name, and how the bytes are made. */
final class OnnxHostileFiles {
    private OnnxHostileFiles() {}

    private static final List<Arguments> CASES = new ArrayList<>();

    private static void sketch(String name, String named, Consumer<OnnxSketch> sketched) {
        CASES.add(arguments(name, named, (Supplier<byte[]>) () -> {
            OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
            sketched.accept(sketch);
            sketch.then("Flatten");
            return sketch.bytes();
        }));
    }

    private static void model(String name, String named, Consumer<ModelProto.Builder> changed) {
        CASES.add(arguments(name, named, (Supplier<byte[]>) () -> {
            OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
            sketch.conv("x", 4, 4, 3, 1, 1);
            ModelProto.Builder builder = sketch.classify(sketch.last, 4, 3).builder();
            changed.accept(builder);
            return builder.build().toByteArray();
        }));
    }

    private static void tensor(String name, Consumer<TensorProto.Builder> changed) {
        model(name, "w0", b -> changed.accept(b.getGraphBuilder().getInitializerBuilder(0)));
    }

    private static void bytes(String name, String named, Supplier<byte[]> made) {
        CASES.add(arguments(name, named, made));
    }

    static List<Arguments> all() {
        CASES.clear();
        graphs();
        functions();
        tensors();
        operators();
        raw();
        return List.copyOf(CASES);
    }

    private static void graphs() {
        model("two nodes in a circle", "conv_2", b -> {
            b.getGraphBuilder().getNodeBuilder(0).setInput(0, "late");
            b.getGraphBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setName("late")
                            .setOpType("Relu")
                            .addInput("conv_2_out")
                            .addOutput("late"));
        });
        model(
                "a missing weight",
                "conv_2",
                b -> b.getGraphBuilder().getNodeBuilder(0).setInput(1, "gone"));
        model(
                "a value made twice",
                "again",
                b -> b.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setName("again")
                                .setOpType("Relu")
                                .addInput("x")
                                .addOutput("conv_2_out")));
        model(
                "a weight made by a node",
                "again",
                b -> b.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setName("again")
                                .setOpType("Relu")
                                .addInput("x")
                                .addOutput("w0")));
        model(
                "two tensors of one name",
                "w0",
                b -> b.getGraphBuilder().getInitializerBuilder(1).setName("w0"));
        model(
                "a node without outputs",
                "conv_2",
                b -> b.getGraphBuilder().getNodeBuilder(0).clearOutput());
        model(
                "a node without inputs",
                "conv_2",
                b -> b.getGraphBuilder().getNodeBuilder(0).clearInput());
        model(
                "a node of no name and no operator",
                "conv_2_out",
                b -> b.getGraphBuilder().getNodeBuilder(0).clearName().clearOpType());
        model("no output", "no output", b -> b.getGraphBuilder().clearOutput());
        model(
                "an output that nothing makes",
                "nowhere",
                b -> b.getGraphBuilder().getOutputBuilder(0).setName("nowhere"));
        model("no input", "0 inputs", b -> b.getGraphBuilder().clearInput());
        model("two inputs", "2 inputs", b -> b.getGraphBuilder().addInput(OnnxSketch.value("y", 1, 3)));
        model("integers as images", "'x'", b -> b.getGraphBuilder().setInput(0, OnnxSketch.value("x", 7, 4, 8, 8)));
        model("images of 3 dimensions", "'x'", b -> b.getGraphBuilder().setInput(0, OnnxSketch.value("x", 1, 4, 8)));
        model(
                "images of 2^40 rows",
                "'x'",
                b -> b.getGraphBuilder().setInput(0, OnnxSketch.value("x", 1, 4, 1L << 40, 8)));
        model(
                "images larger than memory",
                "larg",
                b -> b.getGraphBuilder().setInput(0, OnnxSketch.value("x", 1, 4, 1 << 14, 1 << 14)));
        model("no opset", "opset", b -> b.clearOpsetImport());
        model(
                "opset 6",
                "opset",
                b -> b.setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(6)));
        model(
                "opset -1",
                "opset",
                b -> b.setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(-1)));
        model(
                "only another domain's opset",
                "opset",
                b -> b.setOpsetImport(
                        0,
                        OperatorSetIdProto.newBuilder()
                                .setDomain("com.microsoft")
                                .setVersion(17)));
        model("a million nodes", "1000004 nodes", b -> {
            NodeProto relu = relu("x", "r");
            for (int i = 0; i < 1_000_000; i++) {
                b.getGraphBuilder().addNode(relu);
            }
        });
        model("30,000 nodes", "30004 nodes", b -> {
            for (int i = 0; i < 30_000; i++) {
                b.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Relu")
                                .addInput("x")
                                .addOutput("r" + i));
            }
        });
        model(
                "a loop over a graph",
                "Loop",
                b -> b.getGraphBuilder().getNodeBuilder(0).setOpType("Loop"));
        model(
                "an operator of another domain",
                "com.microsoft",
                b -> b.getGraphBuilder().getNodeBuilder(0).setDomain("com.microsoft"));
        model(
                "a name of control characters",
                "(Nope?[31m?)",
                b -> b.getGraphBuilder().getNodeBuilder(0).setOpType("Nope\u001b[31m\n"));
    }

    private static void functions() {
        function("a function that calls itself", "calls itself", f -> f.addNode(call("f", "x", "y")));
        function("a function of 16 functions of 16, five deep", "nodes of functions", f -> {
            f.addNode(call("f0", "x", "y"));
        });
        function("a function 100 deep", "deep", f -> f.addNode(call("g0", "x", "y")));
        function("a function of a million nodes", "at most 20000 are read", f -> {
            for (int i = 0; i < 1_000_001; i++) {
                f.addNode(NodeProto.newBuilder().setOpType("Relu"));
            }
        });
        function("a function that makes nothing", "nothing makes", f -> f.clearNode());
        function("a function that makes its output twice", "already there", f -> {
            f.addNode(relu("x", "y")).addNode(relu("x", "y"));
        });
        function("a function with two inputs of one name", "two inputs", f -> {
            f.addInput("x").addInput("x").addNode(relu("x", "y"));
        });
        function(
                "a function called with too much",
                "with more",
                f -> f.clearInput().addNode(relu("x", "y")));
        function("a function of a later opset", "opset 99", f -> {
            f.addNode(relu("x", "y"))
                    .addOpsetImport(
                            OperatorSetIdProto.newBuilder().setDomain("").setVersion(99));
        });
        function("a function of a value outside it", "which nothing makes", f -> f.addNode(relu("outer", "y")));
        function(
                "a function of a graph",
                "Loop",
                f -> f.addNode(
                        NodeProto.newBuilder().setOpType("Loop").addInput("x").addOutput("y")));
        model("two functions of one name", "two functions", b -> {
            for (int i = 0; i < 2; i++) {
                b.addFunctions(FunctionProto.newBuilder().setDomain("own").setName("f"));
            }
        });
    }

    private static NodeProto call(String name, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(name)
                .setDomain("own")
                .setName(name)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static NodeProto relu(String input, String output) {
        return NodeProto.newBuilder()
                .setOpType("Relu")
                .addInput(input)
                .addOutput(output)
                .build();
    }

    /** A network in which a function f(x) = y comes behind a convolution; f0 calls f1 16 times and so on, g0 g1. */
    private static void function(String name, String named, Consumer<FunctionProto.Builder> body) {
        bytes(name, named, () -> {
            OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
            String conv = sketch.conv("x", 4, 4, 3, 1, 1);
            sketch.graph.addNode(call("f", conv, "called"));
            ModelProto.Builder model = sketch.classify("called", 4, 3).builder();
            FunctionProto.Builder f = FunctionProto.newBuilder();
            f.setDomain("own").setName("f").addInput("x").addOutput("y");
            body.accept(f);
            model.addFunctions(f);
            for (int i = 0; i < 100; i++) {
                FunctionProto.Builder many = FunctionProto.newBuilder();
                FunctionProto.Builder once = FunctionProto.newBuilder();
                String next = String.valueOf(i + 1);
                many.setDomain("own").setName("f" + i).addInput("x").addOutput("y");
                once.setDomain("own").setName("g" + i).addInput("x").addOutput("y");
                for (int k = 0; k < 16; k++) {
                    many.addNode(
                            i < 5 ? call("f" + next, "x", k == 0 ? "y" : "z" + k) : relu("x", k == 0 ? "y" : "z" + k));
                }
                once.addNode(i < 99 ? call("g" + next, "x", "y") : relu("x", "y"));
                model.addFunctions(many).addFunctions(once);
            }
            return model.build().toByteArray();
        });
    }

    private static void tensors() {
        tensor("a dimension of -1", t -> t.setDims(0, -1));
        tensor("dimensions that overflow", t -> t.setDims(0, Long.MAX_VALUE).setDims(1, Long.MAX_VALUE));
        tensor("a terabyte of weights", t -> t.setDims(0, 1L << 38));
        tensor("fewer numbers than the shape", t -> t.setDims(0, 5));
        tensor("raw bytes cut short", t -> t.clearFloatData().setRawData(ByteString.copyFrom(new byte[7])));
        tensor("an unknown element type", t -> t.setDataType(99));
        tensor("texts as weights", t -> t.setDataType(8));
        tensor("integers as weights", t -> t.setDataType(3));
        tensor("weights that are not numbers", t -> t.setFloatData(3, Float.NaN));
        tensor("data in a file that is not there", t -> external(t, "there_is_no_such_file.bin"));
        tensor("data in an absolute place", t -> external(t, "/etc/hostname"));
        tensor("data above the folder", t -> external(t, "../../../../etc/hostname"));
        tensor("data nowhere", t -> external(t, ""));
        tensor("data in the folder itself", t -> external(t, "."));
        tensor("a hundred dimensions", t -> {
            for (int i = 0; i < 100; i++) {
                t.addDims(1);
            }
        });
    }

    static void external(TensorProto.Builder tensor, String location) {
        tensor.clearFloatData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location));
    }

    private static void operators() {
        sketch(
                "a stride of 0",
                "conv",
                s -> s.ints("strides", 0, 1).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch(
                "a stride of 2^62",
                "conv",
                s -> s.ints("strides", 1L << 62, 1).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch(
                "negative pads",
                "conv",
                s -> s.ints("pads", -1, 0, 0, 0).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch(
                "strides in three dimensions",
                "conv",
                s -> s.ints("strides", 1, 1, 1).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch(
                "strides as a text",
                "conv",
                s -> s.text("strides", "2").named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch("three-dimensional convolution", "conv", s -> s.named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3, 3)));
        sketch("0 groups", "conv", s -> s.integer("group", 0).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch("-2 groups", "conv", s -> s.integer("group", -2).named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch("a kernel larger than the image", "conv", s -> s.named("conv", "Conv", "x", s.weights(1, 4, 4, 9, 9)));
        sketch("weights made from images", "conv", s -> s.named("conv", "Conv", "x", "x"));
        sketch(
                "a bias of another length",
                "conv",
                s -> s.named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3), s.weights(1, 3)));
        sketch(
                "unknown padding",
                "conv",
                s -> s.text("auto_pad", "SOME").named("conv", "Conv", "x", s.weights(1, 4, 4, 3, 3)));
        sketch(
                "statistics of other channels",
                "norm",
                s -> s.named(
                        "norm",
                        "BatchNormalization",
                        "x",
                        s.weights(1, 5),
                        s.weights(1, 5),
                        s.weights(1, 5),
                        s.around1(5)));
        sketch(
                "a negative variance",
                "norm",
                s -> s.named(
                        "norm",
                        "BatchNormalization",
                        "x",
                        s.weights(1, 4),
                        s.weights(1, 4),
                        s.weights(1, 4),
                        s.floats(new float[] {1, 1, -1, 1}, 4)));
        sketch("a pool without a size", "pool", s -> s.named("pool", "MaxPool", "x"));
        sketch(
                "a pool of 2^40",
                "pool",
                s -> s.ints("kernel_shape", 1L << 40, 1).named("pool", "MaxPool", "x"));
        sketch("indices of a pool", "indices", s -> {
            s.ints("kernel_shape", 2, 2).named("pool", "MaxPool", "x");
            s.graph.getNodeBuilder(0).addOutput("indices");
            s.node("Flatten", "indices");
        });
        sketch(
                "shapes that do not add up",
                "add",
                s -> s.named("add", "Add", "x", s.node("GlobalAveragePool", s.conv("x", 4, 5, 1, 1, 1))));
        sketch("a constant of other channels", "add", s -> s.named("add", "Add", "x", s.weights(1, 3, 8, 8)));
        sketch("a constant for each image", "add", s -> s.named("add", "Add", "x", s.weights(1, 2, 4, 8, 8)));
        sketch("a constant of more dimensions", "add", s -> s.named("add", "Add", "x", s.weights(1, 1, 1, 4, 8, 8)));
        sketch(
                "layers with scales of other channels",
                "layers",
                s -> s.integer("axis", 1).named("layers", "LayerNormalization", "x", s.weights(1, 3, 8, 8)));
        sketch("an infinite factor", "mul", s -> s.named("mul", "Mul", "x", s.scalar(Double.POSITIVE_INFINITY)));
        sketch(
                "a split that does not fit",
                "split",
                s -> s.ints("split", 3, 3).integer("axis", 1).named("split", "Split", "x"));
        sketch("joined images", "join", s -> s.integer("axis", 0).named("join", "Concat", "x", "x"));
        sketch("joined along dimension 9", "join", s -> s.integer("axis", 9).named("join", "Concat", "x", "x"));
        sketch("a reshape that mixes images", "shape", s -> s.named("shape", "Reshape", "x", s.longs(3, 7)));
        sketch("a reshape to 2^62", "shape", s -> s.named("shape", "Reshape", "x", s.longs(-1, 1L << 62, 4)));
        sketch(
                "a reshape to groups of channels",
                "groups of channels",
                s -> s.named("shape", "Reshape", "x", s.longs(-1, 2, 2, 8, 8)));
        sketch("a padding of 2^40", "pad", s -> s.named("pad", "Pad", "x", s.longs(0, 0, 1L << 40, 0, 0, 0, 0, 0)));
        sketch(
                "padding that reflects more than there is",
                "pad",
                s -> s.text("mode", "reflect").named("pad", "Pad", "x", s.longs(0, 0, 1000, 0, 0, 0, 0, 0)));
        sketch(
                "attention",
                "query",
                s -> s.named("query", "MatMul", "x", s.ints("perm", 0, 1, 3, 2).node("Transpose", "x")));
        sketch(
                "normalised layers",
                "layers",
                s -> s.named("layers", "LayerNormalization", "x", s.weights(1, 8), s.weights(1, 8)));
        sketch("a range of 2^40", "range", s -> {
            String range = s.named("range", "Range", s.longs(0), s.longs(1L << 40), s.longs(1));
            s.node("Gather", "x", range);
        });
        sketch("a range in steps of nothing", "range", s -> {
            String range = s.named("range", "Range", s.longs(0), s.longs(4), s.longs(0));
            s.node("Gather", "x", range);
        });
        sketch(
                "zeros repeated 2^40 times",
                "zeros",
                s -> s.node("Mul", "x", s.named("zeros", "ConstantOfShape", s.longs(1L << 20, 1L << 20))));
        sketch(
                "numbers expanded to 2^40",
                "wide",
                s -> s.node("Mul", "x", s.named("wide", "Expand", s.scalar(1), s.longs(1L << 20, 1L << 20))));
        sketch(
                "integers that overflow",
                "product",
                s -> s.node("Reshape", "x", s.named("product", "Mul", s.longs(1L << 62, 1), s.longs(4, 1))));
        sketch(
                "division by zero",
                "quotient",
                s -> s.node("Reshape", "x", s.named("quotient", "Div", s.longs(1, 2), s.longs(0, 0))));
        sketch("channels doubled 40 times", "nothing but", s -> {
            String x = "x";
            for (int i = 0; i < 40; i++) {
                x = s.integer("axis", 1).named("nothing but " + i, "Concat", x, x);
            }
        });
        sketch("constants doubled 60 times", "more", s -> {
            String x = s.longs(1, 1);
            for (int i = 0; i < 60; i++) {
                x = s.integer("axis", 0).named("more" + i, "Concat", x, x);
            }
            s.node("Reshape", "x", x);
        });
        sketch("a choice by numbers", "where", s -> s.named("where", "Where", "x", "x", "x"));
        sketch(
                "a choice of infinities",
                "where",
                s -> s.named("where", "Where", s.node("Greater", "x", s.scalar(0)), "x", s.scalar(1.0 / 0)));
        sketch(
                "a choice of logarithms",
                "where",
                s -> s.named("where", "Where", s.node("Greater", "x", s.scalar(0)), s.node("Log", "x"), s.scalar(0)));
        sketch("the image as a truth", "not", s -> s.named("not", "Not", "x"));
        for (String equation : List.of(
                "nchw,nchx->ncwx",
                "",
                "->",
                "nchw",
                "nnhw,oc->o",
                "nchw,oc,oc->nohw",
                "nchw,oc->nozw",
                "abcdefgh,oc->o",
                "nchw,co->nohw->n",
                "...,...->...",
                "nchw,hc->nw")) {
            String operand = equation.contains("nchx") ? "x" : "";
            sketch(
                    "the equation '" + equation + "'",
                    "product",
                    s -> s.text("equation", equation)
                            .named("product", "Einsum", "x", operand.isEmpty() ? s.weights(1, 5, 4) : operand));
        }
        sketch(
                "a wrong matrix",
                "product",
                s -> s.text("equation", "nchw,oc->nohw").named("product", "Einsum", "x", s.weights(1, 4, 5)));
        sketch(
                "blocks of 2^40",
                "blocks",
                s -> s.named("blocks", "Reshape", "x", s.longs(-1, 4, 1L << 40, 1L << 40, 8, 8)));
        sketch(
                "rows backwards from nowhere",
                "rows",
                s -> s.named("rows", "Slice", "x", s.longs(-100), s.longs(-200), s.longs(2), s.longs(-1)));
        sketch("an attribute of a function", "relu", s -> {
            s.named("relu", "LeakyRelu", "x");
            s.graph
                    .getNodeBuilder(0)
                    .addAttribute(AttributeProto.newBuilder().setName("alpha").setRefAttrName("slope"));
        });
        sketch("a text for a number", "relu", s -> s.text("alpha", "0.1").named("relu", "LeakyRelu", "x"));
    }

    private static void raw() {
        bytes("nothing", "hostile.onnx", () -> new byte[0]);
        bytes("noise", "hostile.onnx", () -> {
            byte[] noise = new byte[1000];
            new java.util.Random(5).nextBytes(noise);
            return noise;
        });
        bytes("a length beyond the file", "hostile.onnx", () ->
                new byte[] {0x08, 0x08, 0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0});
        bytes("ten thousand nested groups", "hostile.onnx", () -> {
            byte[] groups = new byte[10_000];
            java.util.Arrays.fill(groups, (byte) 0x7b); // field 15, start of a group
            return groups;
        });
        bytes("ten thousand nested graphs in an attribute", "(If)", () -> {
            byte[] inner = {};
            for (int i = 0; i < 10_000; i++) {
                inner = wrapped(i % 3 == 0 ? 6 : i % 3 == 1 ? 5 : 1, inner);
            }
            OnnxSketch sketch = OnnxSketch.of(13, 4, 8, 8);
            sketch.named("if", "If", "x");
            byte[] nested = inner;
            try {
                NodeProto node = sketch.graph.getNode(0);
                byte[] attribute = wrapped(5, wrapped(6, nested));
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                node.writeTo(whole);
                whole.write(attribute);
                sketch.graph.setNode(0, NodeProto.parseFrom(whole.toByteArray()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return sketch.bytes();
        });
    }

    /** A length-delimited field. */
    private static byte[] wrapped(int field, byte[] content) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(field, content);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
