package org.neurochains.onnx;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Each operator in a tiny network of its own, against ONNX Runtime; written out and read again it stays the same. */
class OnnxOperatorTest {
    private static final List<Arguments> CASES = new ArrayList<>();

    private static void add(String name, int opset, Consumer<OnnxSketch> sketch) {
        CASES.add(arguments(name + ", opset " + opset, opset, sketch));
    }

    static List<Arguments> operators() {
        CASES.clear();
        windows();
        elementwise();
        shaping();
        dense();
        numbers();
        constantsOfPlaces();
        weights();
        resizing();
        borders();
        lengths();
        conditions();
        placesAndGroups();
        reductions();
        einsum();
        return List.copyOf(CASES);
    }

    private static void windows() {
        add(
                "convolution with unequal pads",
                11,
                s -> s.ints("pads", 1, 0, 2, 3)
                        .ints("kernel_shape", 3, 3)
                        .then("Conv", s.weights(0.2, 5, 4, 3, 3), s.weights(1, 5)));
        for (String auto : new String[] {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
            add(
                    "convolution " + auto,
                    7,
                    s -> s.text("auto_pad", auto).ints("strides", 2, 2).then("Conv", s.weights(0.2, 5, 4, 2, 3)));
            add(
                    "max pooling " + auto,
                    12,
                    s -> s.text("auto_pad", auto)
                            .ints("kernel_shape", 3, 2)
                            .ints("strides", 2, 2)
                            .then("MaxPool"));
            add(
                    "average pooling " + auto,
                    11,
                    s -> s.text("auto_pad", auto)
                            .ints("kernel_shape", 3, 2)
                            .ints("strides", 2, 2)
                            .then("AveragePool"));
        }
        add(
                "grouped, dilated convolution",
                21,
                s -> s.integer("group", 2)
                        .ints("dilations", 2, 1)
                        .ints("strides", 1, 2)
                        .ints("pads", 2, 1, 2, 1)
                        .then("Conv", s.weights(0.2, 6, 2, 3, 3)));
        add("depthwise convolution", 13, s -> s.integer("group", 4).then("Conv", s.weights(0.2, 8, 1, 3, 3)));
        add(
                "max pooling, dilated, ceil",
                19,
                s -> s.ints("kernel_shape", 2, 3)
                        .ints("dilations", 2, 1)
                        .ints("strides", 2, 2)
                        .integer("ceil_mode", 1)
                        .then("MaxPool"));
        add(
                "max pooling with unequal pads",
                8,
                s -> s.ints("kernel_shape", 3, 3)
                        .ints("pads", 0, 1, 2, 0)
                        .ints("strides", 2, 1)
                        .then("MaxPool"));
        for (int count = 0; count < 2; count++) {
            int included = count;
            add(
                    "average pooling with unequal pads, padding counted " + count,
                    19,
                    s -> s.ints("kernel_shape", 3, 3)
                            .ints("pads", 0, 1, 2, 0)
                            .ints("strides", 2, 1)
                            .integer("count_include_pad", included)
                            .then("AveragePool"));
            add(
                    "average pooling with equal pads, padding counted " + count,
                    7,
                    s -> s.ints("kernel_shape", 3, 3)
                            .ints("pads", 1, 1, 1, 1)
                            .integer("count_include_pad", included)
                            .then("AveragePool"));
        }
        add("global pooling", 7, s -> s.then("GlobalMaxPool"));
        add(
                "mean over rows and columns",
                13,
                s -> s.ints("axes", 2, 3).integer("keepdims", 0).then("ReduceMean"));
        add("mean over rows and columns, axes as input", 18, s -> s.then("ReduceMean", s.longs(-1, -2)));
        add(
                "largest over rows and columns",
                13,
                s -> s.ints("axes", 2, 3).integer("keepdims", 0).then("ReduceMax"));
        add(
                "mean of places in one row",
                13,
                s -> s.then("Reshape", s.longs(0, 4, -1))
                        .ints("axes", 2)
                        .integer("keepdims", 0)
                        .then("ReduceMean"));
        add(
                "largest of places in one row",
                13,
                s -> s.then("Reshape", s.longs(0, 4, -1)).ints("axes", -1).then("ReduceMax"));
        add(
                "channel shuffle",
                13,
                s -> s.then("Reshape", s.longs(0, 2, 2, 7, 6))
                        .ints("perm", 0, 2, 1, 3, 4)
                        .then("Transpose")
                        .then("Reshape", s.longs(0, 4, 7, 6)));
        for (int order = 1; order < 4; order++) {
            int p = order;
            add(
                    "norms of order " + p + " of windows and of maps",
                    13,
                    s -> s.ints("kernel_shape", 3, 2)
                            .ints("strides", 2, 1)
                            .ints("pads", 1, 0, 1, 1)
                            .integer("p", p)
                            .then("LpPool")
                            .integer("p", p)
                            .then("GlobalLpPool"));
        }
        add("max pooling that could give places", 13, s -> {
            s.ints("kernel_shape", 2, 2).then("MaxPool");
            s.graph.getNodeBuilder(s.graph.getNodeCount() - 1).addOutput("places");
        });
        add("mean over rows", 13, s -> s.ints("axes", 2).then("ReduceMean"));
    }

    private static void elementwise() {
        for (String op : new String[] {"Relu", "HardSwish", "HardSigmoid", "LeakyRelu", "Identity", "Neg"}) {
            add(op, 14, s -> s.then(op));
        }
        add(
                "LeakyRelu, HardSigmoid with parameters",
                7,
                s -> s.real("alpha", 0.3)
                        .then("LeakyRelu")
                        .real("alpha", 0.4)
                        .real("beta", 0.1)
                        .then("HardSigmoid"));
        add("PRelu", 9, s -> s.then("PRelu", s.floats(new float[] {0.3f}, 1, 1, 1)));
        add("Clip by attributes", 7, s -> s.real("min", -0.5).real("max", 0.7).then("Clip"));
        add("Clip by inputs", 13, s -> s.then("Clip", s.scalar(-0.5), s.scalar(0.7)));
        add("Clip from below only", 13, s -> s.then("Clip", s.scalar(0.2)));
        add("Clip from above only", 13, s -> s.then("Clip", "", s.scalar(0.2)));
        for (String op : new String[] {"Erf", "Tanh", "Softplus", "Elu", "Celu", "Selu", "Softsign", "Abs", "Exp"}) {
            add(op, 15, s -> s.then(op));
        }
        add("Sigmoid", 13, s -> s.then("Sigmoid").then("Neg"));
        add(
                "GroupNormalization as PyTorch writes it",
                13,
                s -> s.then("Reshape", s.longs(0, 2, -1))
                        .then("InstanceNormalization", s.floats(new float[] {1, 1}, 2), s.floats(new float[] {0, 0}, 2))
                        .then("Reshape", s.longs(0, 4, 7, 6))
                        .then("Mul", s.around1(4, 1, 1))
                        .then("Add", s.weights(1, 4, 1, 1)));
        add("Mish", 18, s -> s.then("Mish"));
        add(
                "Celu, Elu with parameters",
                15,
                s -> s.real("alpha", 0.3).then("Celu").real("alpha", 2).then("Elu"));
        add("Gelu", 20, s -> s.then("Gelu"));
        add("Gelu by tanh", 20, s -> s.text("approximate", "tanh").then("Gelu"));
        add("Pow and Sqrt", 13, s -> s.then("Pow", s.scalar(2)).then("Sqrt").then("Pow", s.scalar(3)));
        add("PRelu with slopes", 9, s -> s.then("PRelu", s.floats(new float[] {.3f, -.2f, 1, 2}, 4, 1, 1)));
        add("GELU as a pattern", 13, s -> {
            String erf = s.node("Erf", s.node("Div", "x", s.scalar(Math.sqrt(2))));
            s.node("Mul", s.node("Mul", "x", s.node("Add", erf, s.scalar(1))), s.scalar(.5));
        });
        add("GELU as a pattern, halved before", 13, s -> {
            String erf = s.node("Erf", s.node("Mul", "x", s.scalar(Math.sqrt(.5))));
            s.node("Mul", s.node("Mul", "x", s.scalar(.5)), s.node("Add", erf, s.scalar(1)));
        });
        add("GELU by tanh as a pattern", 13, s -> {
            String cube = s.node("Mul", s.node("Pow", "x", s.scalar(3)), s.scalar(.044715));
            String tanh = s.node("Tanh", s.node("Mul", s.node("Add", "x", cube), s.scalar(Math.sqrt(2 / Math.PI))));
            s.node("Mul", s.node("Mul", s.scalar(.5), "x"), s.node("Add", s.scalar(1), tanh));
        });
        add("InstanceNormalization", 13, s -> s.then("InstanceNormalization", s.around1(4), s.weights(1, 4)));
        add(
                "GroupNormalization",
                21,
                s -> s.integer("num_groups", 2).then("GroupNormalization", s.around1(4), s.weights(1, 4)));
        add(
                "LayerNormalization over channels",
                17,
                s -> s.ints("perm", 0, 2, 3, 1)
                        .then("Transpose")
                        .real("epsilon", 1e-3)
                        .then("LayerNormalization", s.around1(4), s.weights(1, 4))
                        .then("MatMul", s.weights(.5, 4, 6))
                        .then("Add", s.weights(.5, 6))
                        .ints("perm", 0, 3, 1, 2)
                        .then("Transpose"));
        add(
                "LayerNormalization over rows and columns",
                17,
                s -> s.integer("axis", 2).then("LayerNormalization", s.floats(filled(1, .5f), 7, 6)));
        add(
                "LayerNormalization over channels, rows and columns",
                17,
                s -> s.integer("axis", 1)
                        .then(
                                "LayerNormalization",
                                s.floats(filled(4, .5f), 4, 7, 6),
                                s.floats(filled(4, -1), 4, 7, 6)));
        add("SiLU as a pattern", 13, s -> s.silu("x"));
        add(
                "hard swish as a pattern",
                11,
                s -> s.node(
                        "Div",
                        s.node("Mul", "x", s.node("Clip", s.node("Add", "x", s.scalar(3)), s.scalar(0), s.scalar(6))),
                        s.scalar(6)));
        add("hard swish by hard sigmoid", 13, s -> {
            s.real("alpha", 1 / 6f);
            s.node("Mul", "x", s.node("HardSigmoid", "x"));
        });
        add("batch norm", 7, s -> s.norm("x", 4));
        add("batch norm", 15, s -> s.norm("x", 4));
        add("scale and shift behind batch norm", 13, s -> {
            s.norm("x", 4);
            s.then("Mul", s.around1(4, 1, 1))
                    .then("Add", s.weights(1, 1, 4, 1, 1))
                    .then("Sub", s.scalar(0.3));
        });
        add(
                "bias behind a convolution",
                13,
                s -> s.then("Conv", s.weights(0.3, 4, 4, 1, 1))
                        .then("Add", s.weights(1, 4, 1, 1))
                        .then("Mul", s.around1(1, 4, 1, 1)));
        add(
                "constant minus value, division",
                13,
                s -> s.node("Div", s.node("Sub", s.weights(1, 4, 1, 1), "x"), s.around1(4, 1, 1)));
        add("sum, difference and product of values", 13, s -> {
            String a = s.conv("x", 4, 3, 3, 1, 1);
            String b = s.conv("x", 4, 3, 1, 1, 1);
            s.node("Sub", s.node("Mul", s.node("Sum", a, b, a), b), a);
        });
        add("larger, smaller and mean of values, limits among them", 13, s -> {
            String a = s.conv("x", 4, 3, 3, 1, 1);
            String b = s.conv("x", 4, 3, 1, 1, 1);
            String larger = s.node("Max", a, b, s.scalar(-0.2));
            String smaller = s.node("Min", s.scalar(0.4), a, b);
            s.node("Mean", larger, smaller, s.node("Max", a, s.scalar(0)));
        });
        add(
                "generalised mean",
                13,
                s -> s.then("Abs")
                        .then("Clip", s.scalar(1e-4))
                        .then("Pow", s.scalar(3))
                        .then("GlobalAveragePool")
                        .then("Pow", s.scalar(1.0 / 3)));
        add("product with one value per channel, either order", 13, s -> {
            String a = s.node("Sigmoid", s.node("GlobalAveragePool", "x"));
            s.node("Mul", a, s.node("Add", "x", a));
        });
        add(
                "local response normalisation",
                13,
                s -> s.integer("size", 3)
                        .real("alpha", 0.3)
                        .real("beta", 0.6)
                        .real("bias", 2)
                        .then("LRN"));
        add("sum over places", 11, s -> s.ints("axes", 2, 3).then("ReduceSum"));
        add("sum over columns", 11, s -> s.ints("axes", -1).then("ReduceSum"));
        add("dropout", 7, s -> s.then("Dropout"));
        add("dropout", 13, s -> s.then("Dropout", s.scalar(0.5)));
        add("casts", 13, s -> s.integer("to", 1).then("Cast"));
    }

    private static void shaping() {
        add("channels joined and split", 11, s -> {
            String relu = s.node("Relu", "x");
            String joined = s.integer("axis", 1).node("Concat", "x", relu, "x");
            s.ints("split", 5, 7).integer("axis", 1).node("Split", joined);
            s.graph.getNodeBuilder(s.graph.getNodeCount() - 1).addOutput("second");
            s.node("Relu", "second");
        });
        add(
                "pad",
                10,
                s -> s.ints("pads", 0, 0, 1, 2, 0, 0, 3, 0).real("value", 0.5).then("Pad"));
        add("pad", 13, s -> s.then("Pad", s.longs(0, 1, 1, 2, 0, 2, -1, 0)));
        add("pad as PyTorch and Keras export it", 18, s -> {
            String image = s.last;
            String pairs = s.node("Reshape", s.longs(1, 2, 3, 0, 0, 0, 0, 0), s.longs(-1, 2));
            String turned = s.node("Slice", pairs, s.longs(-1), s.longs(Long.MIN_VALUE + 1), s.longs(0), s.longs(-1));
            String pads = s.node("Reshape", s.ints("perm", 1, 0).node("Transpose", turned), s.longs(-1));
            s.node("Pad", image, s.integer("to", 7).node("Cast", pads));
        });
        add("pads picked from a list in steps", 18, s -> {
            String image = s.last;
            s.node(
                    "Pad",
                    image,
                    s.node(
                            "Slice",
                            s.longs(9, 2, 9, 1, 9, 0, 9, 0, 9, 2, 9, 1, 9, 0, 9, 0),
                            s.longs(-1),
                            s.longs(-100),
                            s.longs(0),
                            s.longs(-2)));
        });
        add("pad some axes", 18, s -> s.then("Pad", s.longs(1, 2), s.scalar(0.25), s.longs(-2)));
        add(
                "slices",
                9,
                s -> s.ints("starts", 1, 1)
                        .ints("ends", 3, 100)
                        .ints("axes", 1, 2)
                        .then("Slice"));
        add(
                "slices with steps",
                13,
                s -> s.then("Slice", s.longs(0, 1), s.longs(1000, -1), s.longs(2, 3), s.longs(2, 1)));
        add("picked channels", 13, s -> s.integer("axis", 1).then("Gather", s.longs(2, 0, -1)));
        add("one channel", 13, s -> {
            s.graph.addInitializer(
                    TensorProto.newBuilder().setName("two").setDataType(7).addInt64Data(2));
            s.integer("axis", 1).then("Gather", "two").then("Unsqueeze", s.longs(1));
        });
        add(
                "rows and columns first, then flattened",
                13,
                s -> s.ints("perm", 0, 2, 3, 1).then("Transpose").then("Relu").then("Reshape", s.longs(0, -1)));
        add("channels last: constants, joins and means", 13, s -> {
            String a = s.ints("perm", 0, 2, 3, 1).node("Transpose", "x");
            String b = s.node("Add", s.node("Mul", a, s.around1(4)), s.weights(1, 1, 1, 4));
            String c = s.integer("axis", -1).node("Concat", a, b);
            s.ints("axes", 1, 2).integer("keepdims", 0).node("ReduceMean", c);
        });
        add("shape arithmetic as PyTorch exports it", 13, s -> {
            String shape = s.node("Shape", "x");
            String n = s.node("Unsqueeze", s.integer("axis", 0).node("Gather", shape, first(s)), s.longs(0));
            String target = s.integer("axis", 0).node("Concat", n, s.longs(-1));
            s.node("Reshape", "x", target);
        });
        add(
                "flatten from a later axis",
                13,
                s -> s.then("GlobalAveragePool")
                        .ints("perm", 0, 2, 3, 1)
                        .then("Transpose")
                        .integer("axis", 3)
                        .then("Flatten"));
        add(
                "squeeze and unsqueeze",
                11,
                s -> s.then("GlobalAveragePool")
                        .ints("axes", 3, 2)
                        .then("Squeeze")
                        .ints("axes", 2, 3)
                        .then("Unsqueeze")
                        .then("Conv", s.weights(1, 3, 4, 1, 1)));
    }

    private static String first(OnnxSketch s) {
        s.graph.addInitializer(
                TensorProto.newBuilder().setName("zero").setDataType(7).addInt64Data(0));
        return "zero";
    }

    /** Filters that the graph makes from stored numbers. */
    private static void weights() {
        filters("of a mean and deviation of their own", 13, s -> {
            String w = s.weights(1, 5, 4, 3, 3);
            String d = s.node("Sub", w, s.ints("axes", 1, 2, 3).node("ReduceMean", w));
            String squares = s.node("Mul", d, d);
            String variance = s.ints("axes", 1, 2, 3).node("ReduceMean", squares);
            return s.node("Div", d, s.node("Sqrt", s.node("Add", variance, s.scalar(1e-5))));
        });
        for (int training = 0; training < 2; training++) {
            int own = training;
            filters("normalised as channels are, training mode " + own, 15, s -> {
                String w = s.node("Reshape", s.weights(1, 5, 4, 3, 3), s.longs(1, 5, -1));
                String[] given = {w, s.around1(5), s.weights(1, 5), s.weights(.1, 5), s.around1(5)};
                String normed = s.integer("training_mode", own).node("BatchNormalization", given);
                NodeProto.Builder norm = s.graph.getNodeBuilder(s.graph.getNodeCount() - 1);
                for (int i = 0; i < 2 * own; i++) {
                    norm.addOutput("statistics" + i);
                }
                return s.node("Reshape", normed, s.longs(5, 4, 3, 3));
            });
        }
        filters("of a direction and a length", 13, s -> {
            String v = s.weights(1, 5, 4, 3, 3);
            String length = s.ints("axes", 1, 2, 3).node("ReduceL2", v);
            return s.node("Mul", s.node("Div", v, length), s.around1(5, 1, 1, 1));
        });
        filters("with a mask", 13, s -> {
            String mask = s.node("Greater", s.weights(1, 5, 4, 3, 3), s.scalar(0));
            return s.node("Mul", s.weights(1, 5, 4, 3, 3), s.integer("to", 1).node("Cast", mask));
        });
        filters(
                "turned, of which some are taken",
                13,
                s -> s.node(
                        "Slice",
                        s.weights(1, 9, 4, 3, 3),
                        s.longs(1, 2),
                        s.longs(6, -10),
                        s.longs(0, 3),
                        s.longs(1, -1)));
        filters("picked", 13, s -> s.node("Gather", s.weights(1, 9, 4, 3, 3), s.longs(3, 8, 0, -1, 2)));
        filters(
                "with a border of zeros",
                13,
                s -> s.node("Pad", s.weights(1, 5, 4, 1, 2), s.longs(0, 0, 1, 0, 0, 0, 1, 1)));
        filters("repeated", 13, s -> s.node("Tile", s.weights(1, 5, 1, 3, 1), s.longs(1, 4, 1, 3)));
        filters(
                "multiplied out",
                13,
                s -> s.node(
                        "Reshape", s.node("MatMul", s.weights(1, 5, 2), s.weights(1, 2, 36)), s.longs(5, 4, 3, -1)));
        filters("limited by others", 13, s -> {
            String low = s.node("Max", s.weights(1, 5, 4, 3, 3), s.weights(.1, 5, 4, 1, 1));
            return s.node("Min", low, s.weights(1, 5, 4, 3, 3), s.scalar(.9));
        });
        for (String op : List.of("ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceSumSquare")) {
            filters("divided by " + op, 11, s -> {
                String w = s.weights(1, 5, 4, 3, 3);
                String by = s.ints("axes", 0, -1).node(op, w);
                return s.node("Mul", w, s.node("Abs", by));
            });
        }
    }

    private static void filters(String name, int opset, Function<OnnxSketch, String> made) {
        add("filters " + name, opset, s -> s.node("Conv", "x", made.apply(s)));
    }

    private static void constantsOfPlaces() {
        for (String op : List.of("Add", "Sub", "Mul", "Div")) {
            add(op + " of a number for each place", 13, s -> s.then(op, s.around1(4, 7, 6)));
            add(op + " of a row of numbers", 13, s -> s.then(op, s.around1(1, 1, 1, 6)));
            add(op + " from a number for each place", 13, s -> s.node(op, s.around1(1, 1, 7, 6), "x"));
        }
        add(
                "numbers for each place, channels last",
                13,
                s -> s.ints("perm", 0, 2, 3, 1)
                        .then("Transpose")
                        .then("Add", s.weights(1, 7, 6, 4))
                        .then("Mul", s.weights(1, 7, 1, 1))
                        .ints("perm", 0, 3, 1, 2)
                        .then("Transpose"));
        add(
                "numbers for each place of one row",
                13,
                s -> s.then("Reshape", s.longs(0, 4, -1))
                        .then("Add", s.weights(1, 42))
                        .then("Reshape", s.longs(0, 4, 7, 6)));
        add(
                "layer normalisation with a scale for each place",
                17,
                s -> s.integer("axis", 1).then("LayerNormalization", s.around1(4, 7, 6), s.weights(1, 4, 7, 6)));
        add(
                "layer normalisation of maps with a scale for each place",
                17,
                s -> s.integer("axis", 2).then("LayerNormalization", s.around1(7, 6)));
        add("a constant for each place and image", 13, s -> {
            String shape = s.node("Shape", "x");
            s.node("Mul", "x", s.node("Expand", s.weights(1, 1, 1, 7, 6), shape));
        });
        add("a row and a column, repeated", 13, s -> {
            String row = s.ints("axes", 2).node("ReduceMean", "x");
            String column = s.ints("axes", 3).node("ReduceMean", "x");
            String shape = s.node("Shape", "x");
            s.node("Mul", s.node("Expand", column, shape), s.node("Tile", row, s.longs(1, 1, 7, 1)));
        });
        add("maps and channels side by side, twice", 13, s -> {
            String tiled = s.node("Tile", "x", s.longs(1, 3, 2, 1));
            s.conv(tiled, 12, 3, 3, 1, 1);
        });
    }

    private static void numbers() {
        for (String op : List.of("Sign", "Round", "Exp", "Reciprocal", "Sigmoid", "Tanh", "Relu", "Softplus")) {
            add(op + " of numbers", 13, s -> s.node("Add", "x", s.node(op, s.weights(1, 4, 1, 1))));
        }
        add("a power and a logarithm of numbers", 13, s -> {
            String power = s.node("Pow", s.around1(4, 1, 1), s.scalar(3));
            s.node("Mul", "x", s.node("Log", power));
        });
        add("channels counted, in four dimensions", 13, s -> {
            String counted = s.node("Reshape", s.longs(3, 1, 4, 1), s.longs(1, -1, 1, 1));
            s.node("Add", "x", s.integer("to", 1).node("Cast", counted));
        });
        add("channels picked by a column of indices", 13, s -> {
            String indices = s.node("Unsqueeze", s.longs(3, 1, 2, 0), s.longs(-1));
            String column = s.integer("axis", -1).node("Concat", indices);
            String channels = s.ints("perm", 1, 0, 2, 3).node("Transpose", "x");
            String picked = s.node("GatherND", channels, column);
            s.ints("perm", 1, 0, 2, 3).node("Transpose", picked);
        });
    }

    private static void resizing() {
        for (String rounding : new String[] {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}) {
            for (String coordinates : new String[] {"half_pixel", "asymmetric", "align_corners"}) {
                add(
                        "nearest, " + coordinates + ", " + rounding,
                        13,
                        s -> s.text("coordinate_transformation_mode", coordinates)
                                .text("nearest_mode", rounding)
                                .then("Resize", "", s.floats(new float[] {1, 1, 2, 1.75f}, 4)));
            }
        }
        for (String coordinates : new String[] {"half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"}) {
            add(
                    "linear, " + coordinates,
                    13,
                    s -> s.text("coordinate_transformation_mode", coordinates)
                            .text("mode", "linear")
                            .then("Resize", "", s.floats(new float[] {1, 1, 1.5f, .6f}, 4)));
            add(
                    "linear to one column, " + coordinates,
                    18,
                    s -> s.text("coordinate_transformation_mode", coordinates)
                            .text("mode", "linear")
                            .ints("axes", 2, 3)
                            .then("Resize", "", "", s.longs(12, 1)));
        }
        add(
                "linear, half_pixel_symmetric, some axes",
                19,
                s -> s.text("coordinate_transformation_mode", "half_pixel_symmetric")
                        .text("mode", "linear")
                        .ints("axes", 3, 2)
                        .then("Resize", "", s.floats(new float[] {1.3f, 2.2f}, 2)));
        add("Resize as it was", 10, s -> s.then("Resize", s.floats(new float[] {1, 1, 2, 3}, 4)));
        add("Upsample", 9, s -> s.text("mode", "linear").then("Upsample", s.floats(new float[] {1, 1, 2, 1}, 4)));
        add(
                "from a point to a map",
                18,
                s -> s.then("GlobalAveragePool")
                        .text("mode", "linear")
                        .ints("axes", 2, 3)
                        .then("Resize", "", "", s.longs(7, 6)));
        add(
                "transposed convolution",
                11,
                s -> s.ints("strides", 2, 3)
                        .ints("pads", 1, 0, 2, 1)
                        .ints("output_padding", 1, 2)
                        .then("ConvTranspose", s.weights(.3, 4, 5, 3, 4), s.weights(1, 5)));
        add(
                "transposed convolution, grouped and dilated",
                13,
                s -> s.integer("group", 2)
                        .ints("dilations", 2, 1)
                        .ints("strides", 1, 2)
                        .then("ConvTranspose", s.weights(.3, 4, 3, 2, 3)));
        for (String mode : new String[] {"DCR", "CRD"}) {
            add(
                    "DepthToSpace " + mode,
                    13,
                    s -> s.then("Conv", s.weights(.3, 12, 4, 1, 1))
                            .integer("blocksize", 2)
                            .text("mode", mode)
                            .then("DepthToSpace"));
        }
        add(
                "SpaceToDepth",
                13,
                s -> s.text("mode", "edge")
                        .then("Pad", s.longs(0, 0, 1, 0, 0, 0, 0, 0))
                        .integer("blocksize", 2)
                        .then("SpaceToDepth"));
    }

    private static void borders() {
        for (String mode : new String[] {"reflect", "edge", "wrap"}) {
            add("border by " + mode, 19, s -> s.text("mode", mode).then("Pad", s.longs(0, 0, 2, 5, 0, 0, 3, 1)));
        }
        add(
                "border by reflect, some cut off",
                11,
                s -> s.text("mode", "reflect").then("Pad", s.longs(0, 0, 2, -1, 0, 0, -1, 3)));
        add(
                "border by edge, attributes",
                7,
                s -> s.text("mode", "edge").ints("pads", 0, 0, 1, 1, 0, 0, 2, 0).then("Pad"));
    }

    private static void lengths() {
        add("Log", 13, s -> s.then("Abs").then("Add", s.scalar(.5)).then("Log"));
        add("length over places", 13, s -> s.ints("axes", 2, 3).then("ReduceL2"));
        add("length over rows", 18, s -> s.integer("keepdims", 0).then("ReduceL2", s.longs(2)));
        add("division by the length", 13, s -> s.integer("axis", 1).then("LpNormalization"));
        add("division by the length as PyTorch writes it", 13, s -> {
            String vector = s.node("Flatten", s.node("GlobalAveragePool", "x"));
            String length = s.ints("axes", -1).integer("keepdims", 1).node("ReduceL2", vector);
            String kept = s.node("Clip", length, s.scalar(1e-12));
            String repeated = s.node("Expand", kept, s.node("Shape", vector));
            s.node("MatMul", s.node("Div", vector, repeated), s.weights(1, 4, 3));
        });
    }

    private static void conditions() {
        add("threshold", 13, s -> s.node("Where", s.node("Greater", "x", s.scalar(.3)), "x", s.scalar(-2)));
        add("hard shrink", 16, s -> {
            String inside = s.node(
                    "And", s.node("LessOrEqual", "x", s.scalar(.5)), s.node("GreaterOrEqual", "x", s.scalar(-.5)));
            s.node("Where", inside, s.scalar(0), "x");
        });
        add("soft shrink as PyTorch writes it", 13, s -> {
            String low =
                    s.node("Where", s.node("Less", "x", s.scalar(-.4)), s.node("Add", "x", s.scalar(.4)), s.scalar(0));
            s.node("Where", s.node("Greater", "x", s.scalar(.4)), s.node("Sub", "x", s.scalar(.4)), low);
        });
        add("limits by choices", 13, s -> {
            String low = s.node("Where", s.node("Less", "x", s.scalar(-.2)), s.scalar(-.2), "x");
            s.node("Where", s.node("Greater", low, s.scalar(.6)), s.scalar(.6), low);
        });
        add("truths as factors", 13, s -> {
            String a = s.node("Greater", "x", s.floats(new float[] {0, .5f, -.5f, 1}, 4, 1, 1));
            String b = s.node("Less", s.scalar(.1), "x");
            String other = s.node("Xor", a, b);
            String some = s.node("Or", s.node("Not", other), b);
            s.node("Mul", "x", s.integer("to", 1).node("Cast", some));
        });
        add("equal numbers", 13, s -> {
            String limited = s.node("Clip", "x", s.scalar(-.5), s.scalar(.5));
            s.node("Where", s.node("Equal", limited, "x"), "x", s.node("Mul", "x", s.scalar(.1)));
        });
        add("equal to a number, of a value that nothing else takes", 13, s -> {
            String zero = s.node("Clip", "x", s.scalar(0), s.scalar(0));
            String ones = s.floats(new float[] {1, 1, 1, 1}, 4);
            String zeros = s.floats(new float[4], 4);
            String shift = s.floats(new float[] {.25f, .5f, .25f, 0}, 4);
            String one = s.node("BatchNormalization", zero, ones, shift, zeros, ones);
            String same = s.node("Equal", one, s.scalar(.25));
            s.node("Add", "x", s.integer("to", 1).node("Cast", same));
        });
        add("the larger of two values by choice", 13, s -> {
            String a = s.conv("x", 4, 3, 3, 1, 1);
            String b = s.conv("x", 4, 3, 1, 1, 1);
            s.node("Where", s.node("Greater", a, b), a, b);
        });
        add("a mask of places from one channel", 13, s -> {
            String one = s.conv("x", 4, 1, 3, 1, 1);
            s.node("Where", s.node("Greater", one, s.scalar(0)), s.conv("x", 4, 3, 1, 1, 1), s.scalar(.5));
        });
        add("a choice for each channel", 13, s -> {
            String mean = s.node("GlobalAveragePool", "x");
            s.node("Where", s.node("Greater", mean, s.scalar(0)), "x", s.node("Neg", "x"));
        });
        add("larger than zeros of the same shape", 13, s -> {
            String zeros = s.node("ConstantOfShape", s.node("Shape", "x"));
            s.node("Sub", s.node("Max", "x", zeros), s.node("Min", zeros, "x"));
        });
        add("choice between a value and zeros of its shape", 13, s -> {
            String zeros = s.node("Expand", s.scalar(0), s.node("Shape", "x"));
            s.node("Where", s.node("Less", "x", zeros), zeros, "x");
        });
        add("vector and zeros of its shape", 13, s -> {
            String vector = s.node("Flatten", s.node("GlobalAveragePool", "x"));
            String zeros = s.node("ConstantOfShape", s.node("Shape", vector));
            s.node("MatMul", s.node("Max", vector, zeros), s.weights(1, 4, 3));
        });
        add("the larger of a value and a number for each channel", 13, s -> s.then("Max", s.weights(.5, 4, 1, 1)));
        add("expansion as PyTorch writes it", 13, s -> {
            String wanted = s.integer("axis", 0).node("Concat", s.longs(-1), s.longs(4, 7, 6));
            String marked = s.node("Mul", s.longs(1, 1, 1, 1), s.longs(-1));
            String own = s.node("Where", s.node("Equal", wanted, marked), s.longs(1, 1, 1, 1), wanted);
            s.node("Add", "x", s.node("Expand", s.weights(1, 1, 4, 1, 1), own));
        });
        for (String op : new String[] {"Sign", "Reciprocal"}) {
            add(op, 13, s -> s.then(op));
        }
        add("ThresholdedRelu", 10, s -> s.real("alpha", .4).then("ThresholdedRelu"));
        add("Shrink, soft", 9, s -> s.real("lambd", .3).real("bias", .3).then("Shrink"));
        add("Shrink, hard", 9, s -> s.real("lambd", .4).then("Shrink"));
        add("Pow below zero", 13, s -> s.then("Abs").then("Add", s.scalar(.5)).then("Pow", s.scalar(-.5)));
        add("quotients of values", 13, s -> {
            String sum = s.node("Add", s.node("Exp", s.node("Neg", "x")), s.scalar(1));
            s.node("Add", s.node("Div", "x", sum), s.node("Div", s.scalar(2), sum));
        });
        add("standard deviation over places", 13, s -> {
            String mean = s.ints("axes", 2, 3).integer("keepdims", 1).node("ReduceMean", "x");
            String apart = s.node("Sub", "x", mean);
            String square = s.node("Mul", apart, apart);
            String variance = s.ints("axes", 2, 3).integer("keepdims", 0).node("ReduceMean", square);
            s.node("Sqrt", s.node("Add", variance, s.scalar(1e-5)));
        });
        add(
                "mean less a value",
                13,
                s -> s.node("Pow", s.node("Sub", s.node("GlobalAveragePool", "x"), "x"), s.scalar(2)));
    }

    private static void placesAndGroups() {
        add("rows joined", 13, s -> {
            String relu = s.node("Relu", "x");
            s.integer("axis", 2).node("Concat", "x", relu, "x");
        });
        add("columns split and joined the other way", 13, s -> {
            s.ints("split", 2, 4).integer("axis", 3);
            s.node("Split", "x");
            s.graph.getNodeBuilder(0).removeAttribute(0).addInput(s.longs(2, 4)).addOutput("second");
            s.integer("axis", -1).node("Concat", "second", "split_0_out");
        });
        add("channels backwards", 13, s -> s.then("Slice", s.longs(-1), s.longs(-100), s.longs(1), s.longs(-1)));
        add("rows backwards in steps", 13, s -> s.then("Slice", s.longs(5), s.longs(0), s.longs(2), s.longs(-2)));
        add("channels picked by several indices", 13, s -> {
            String turned = s.ints("perm", 1, 0, 2, 3).node("Transpose", "x");
            String picked = s.node("GatherND", turned, s.node("Reshape", s.longs(2, 1, 0, 3), s.longs(4, 1)));
            s.ints("perm", 1, 0, 2, 3).node("Transpose", picked);
        });
        add("one filter over neighbouring channels", 13, s -> {
            String mean = s.node("Squeeze", s.node("GlobalAveragePool", "x"), s.longs(-1));
            String row = s.ints("perm", 0, 2, 1).node("Transpose", mean);
            String conv = s.ints("pads", 1, 1).node("Conv", row, s.weights(1, 1, 1, 3));
            String gate = s.node("Sigmoid", conv);
            String column = s.ints("perm", 0, 2, 1).node("Transpose", gate);
            s.node("Mul", "x", s.node("Unsqueeze", column, s.longs(-1)));
        });
        add("largest of pairs of channels", 13, s -> {
            s.then("Reshape", s.longs(0, 2, 2, 7, 6));
            s.ints("axes", 2).integer("keepdims", 0).then("ReduceMax");
        });
        for (int branches = 2; branches < 4; branches++) {
            int many = branches;
            add("selective kernels of " + many, 13, s -> {
                String[] rows = new String[many];
                for (int i = 0; i < many; i++) {
                    String branch = s.conv("x", 4, 6, 2 * i + 1, 1, 1);
                    rows[i] = s.node("Unsqueeze", branch, s.longs(1));
                }
                String stack = s.integer("axis", 1).node("Concat", rows);
                String mean =
                        s.node("GlobalAveragePool", s.integer("keepdims", 0).node("ReduceSum", stack, s.longs(1)));
                String scores = s.conv(mean, 6, 6 * many, 1, 1, 1);
                String vector = many == 2 ? scores : s.node("Flatten", scores);
                String weights = s.node("Reshape", vector, s.longs(-1, many, 6, 1, 1));
                String shares = s.integer("axis", 1).node("Softmax", weights);
                String product = s.node("Mul", stack, shares);
                s.integer("keepdims", 0).node("ReduceSum", product, s.longs(1));
            });
        }
        add("places of blocks as channels, the places first", 13, s -> {
            s.then("Slice", s.longs(0), s.longs(6), s.longs(2)).then("Reshape", s.longs(0, 4, 3, 2, 3, 2));
            s.ints("perm", 0, 3, 5, 1, 2, 4).then("Transpose").then("Reshape", s.longs(-1, 16, 3, 3));
        });
        add("channels as places of blocks, the places first", 13, s -> {
            s.then("Reshape", s.longs(0, 2, 2, 1, 7, 6));
            s.ints("perm", 0, 3, 4, 1, 5, 2).then("Transpose").then("Reshape", s.longs(-1, 1, 14, 12));
        });
        add("places of blocks as channels, as PyTorch writes it", 13, s -> {
            s.then("Pad", s.longs(0, 0, 1, 0, 0, 0, 0, 0)).then("Reshape", s.longs(-1, 4, 4, 2, 3, 2));
            s.ints("perm", 0, 1, 3, 5, 2, 4).then("Transpose").then("Reshape", s.longs(-1, 16, 4, 3));
        });
        add("channels as places of blocks, as PyTorch writes it", 13, s -> {
            s.then("Reshape", s.longs(-1, 1, 2, 2, 7, 6));
            s.ints("perm", 0, 1, 4, 2, 5, 3).then("Transpose").then("Reshape", s.longs(-1, 1, 14, 12));
        });
    }

    private static void reductions() {
        for (String op : new String[] {"ReduceL1", "ReduceSumSquare", "ReduceMin", "ReduceLogSumExp"}) {
            add(op + " over places", 13, s -> s.ints("axes", 2, 3).then(op));
            add(op + " over places", 18, s -> s.integer("keepdims", 0).then(op, s.longs(-1, -2)));
        }
        add(
                "ReduceLogSum over places",
                13,
                s -> s.then("Abs").ints("axes", 2, 3).then("ReduceLogSum"));
        add(
                "ReduceLogSumExp of large numbers",
                13,
                s -> s.then("Mul", s.scalar(200)).ints("axes", 2, 3).then("ReduceLogSumExp"));
        for (String op : new String[] {"ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceLogSumExp"}) {
            add(op + " over channels", 13, s -> s.ints("axes", 1).then(op));
        }
        add("spatial attention of channels' means and largest", 13, s -> {
            String mean = s.ints("axes", 1).integer("keepdims", 1).node("ReduceMean", "x");
            String most = s.ints("axes", 1).integer("keepdims", 1).node("ReduceMax", "x");
            String both = s.integer("axis", 1).node("Concat", mean, most);
            s.node("Mul", "x", s.node("Sigmoid", s.conv(both, 2, 1, 3, 1, 1)));
        });
        add(
                "largest of channels and places",
                13,
                s -> s.ints("axes", 1, 2).integer("keepdims", 0).then("ReduceMax"));
    }

    private static void einsum() {
        String[] sums = {"nchw->nc", "nchw->nhwc", "bchw->bhw", "nchw -> ncw"};
        for (String equation : sums) {
            add("Einsum " + equation, 13, s -> s.text("equation", equation).then("Einsum"));
        }
        add(
                "Einsum 1x1 convolution",
                13,
                s -> s.text("equation", "nchw,oc->nohw").then("Einsum", s.weights(.5, 5, 4)));
        add("Einsum 1x1 convolution, matrix first", 13, s -> {
            s.text("equation", "co,nchw->nohw").node("Einsum", s.weights(.5, 4, 5), "x");
        });
        add(
                "Einsum with a matrix of columns",
                13,
                s -> s.text("equation", "nchw,wv->nchv").then("Einsum", s.weights(.5, 6, 3)));
        add(
                "Einsum with a matrix of rows",
                13,
                s -> s.text("equation", "...hw,vh->...vw").then("Einsum", s.weights(.5, 3, 7)));
        add(
                "Einsum fully connected",
                13,
                s -> s.then("GlobalAveragePool")
                        .then("Flatten")
                        .text("equation", "bc,oc->bo")
                        .then("Einsum", s.weights(1, 3, 4)));
        add(
                "Einsum with ellipsis, channels last",
                13,
                s -> s.ints("perm", 0, 2, 3, 1)
                        .then("Transpose")
                        .text("equation", "...c,co->...o")
                        .then("Einsum", s.weights(1, 4, 3)));
        add(
                "Einsum of all places",
                13,
                s -> s.text("equation", "nchw,ochw->no").then("Einsum", s.weights(.1, 3, 4, 7, 6)));
        add(
                "Einsum with a number for each channel",
                13,
                s -> s.text("equation", "nchw,c->nchw").then("Einsum", s.weights(1, 4)));
        add(
                "Einsum with a weight for each channel",
                13,
                s -> s.text("equation", "nchw,c->nhw").then("Einsum", s.weights(1, 4)));
        add("Einsum squeeze and excitation", 13, s -> {
            String mean = s.text("equation", "nchw->nc").node("Einsum", "x");
            String gate = s.node("Sigmoid", mean);
            s.text("equation", "nchw,nc->nchw").node("Einsum", "x", gate);
        });
        add("Einsum product and sum", 13, s -> {
            String positive = s.node("Relu", "x");
            s.text("equation", "nchw,nchw->nc").node("Einsum", "x", positive);
        });
        add("channels picked by a range", 13, s -> {
            String range = s.node(
                    "Range",
                    s.node("Squeeze", s.longs(0)),
                    s.node("Squeeze", s.longs(4)),
                    s.node("Squeeze", s.longs(1)));
            String picked = s.node("Mod", s.node("Mul", range, s.longs(3)), s.longs(4));
            s.integer("axis", 1).node("Gather", "x", picked);
        });
        add("a range of numbers", 13, s -> {
            String range = s.node("Range", s.scalar(-1), s.scalar(1), s.scalar(.5));
            String rounded = s.node("Add", s.node("Floor", range), s.node("Abs", s.node("Ceil", range)));
            s.node("Add", "x", s.node("Reshape", rounded, s.longs(4, 1, 1)));
        });
        add("Einsum without a result", 13, s -> s.text("equation", "bchw,zc").then("Einsum", s.weights(.5, 3, 4)));
    }

    /** Another number for each channel, the same at all places. */
    private static float[] filled(int channels, float first) {
        float[] values = new float[channels * 7 * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + Math.floorDiv(i, 7 * 6);
        }
        return values;
    }

    private static void dense() {
        add(
                "matrix product with factors",
                13,
                s -> s.then("Flatten")
                        .real("alpha", 0.5)
                        .real("beta", 2)
                        .then("Gemm", s.weights(0.1, 4 * 7 * 6, 5), s.weights(1, 1, 5)));
        add(
                "matrix product and bias",
                13,
                s -> s.then("Flatten")
                        .then("MatMul", s.weights(0.1, 4 * 7 * 6, 5))
                        .then("Add", s.weights(1, 5))
                        .then("Relu"));
        add(
                "matrix product, transposed twice",
                13,
                s -> s.then("Flatten")
                        .ints("perm", 1, 0)
                        .then("Transpose")
                        .integer("transA", 1)
                        .then("Gemm", s.weights(0.1, 4 * 7 * 6, 5)));
        add("matrix product from the left", 13, s -> {
            s.node("Flatten", "x");
            String turned = s.ints("perm", 1, 0).node("Transpose", s.last);
            String product = s.node("MatMul", s.weights(0.1, 5, 4 * 7 * 6), turned);
            s.ints("perm", 1, 0).node("Transpose", product);
        });
        add("a map times a number for each channel", 13, s -> {
            String map = s.ints("axes", 1).node("ReduceMean", "x");
            String numbers = s.ints("axes", 2, 3).node("ReduceMean", "x");
            String rows = s.ints("axes", 3).node("ReduceMean", "x");
            String columns = s.ints("axes", 2).node("ReduceMean", "x");
            s.node("Add", s.node("Mul", map, numbers), s.node("Add", rows, columns));
        });
        add("gates of rows and of columns", 13, s -> {
            String rows = s.node("Sigmoid", s.ints("axes", 3).node("ReduceMean", "x"));
            String columns = s.node("Sigmoid", s.ints("axes", 2).node("ReduceMean", "x"));
            s.node("Mul", s.node("Mul", "x", rows), columns);
        });
        add("fully connected squeeze and excitation", 13, s -> {
            String mean = s.ints("axes", 2, 3).integer("keepdims", 0).node("ReduceMean", "x");
            String gate = s.node("Sigmoid", s.node("MatMul", mean, s.weights(1, 4, 4)));
            s.node("Mul", "x", s.node("Reshape", gate, s.longs(0, -1, 1, 1)));
        });
        add("vectors joined and normalised", 13, s -> {
            String a = s.node("Flatten", "x");
            String b = s.ints("axes", 2, 3).integer("keepdims", 0).node("ReduceMean", "x");
            s.norm(s.integer("axis", 1).node("Concat", a, b), 4 * 7 * 6 + 4);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void equalsOnnxRuntime(String name, int opset, Consumer<OnnxSketch> sketched) {
        OnnxSketch sketch = OnnxSketch.of(opset, 4, 7, 6);
        sketched.accept(sketch);
        if (!sketch.graph.getNode(sketch.graph.getNodeCount() - 1).getOpType().equals("Gemm")) {
            sketch.then("Flatten"); // a classifier's output is a vector
        }
        byte[] model = sketch.bytes();
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, Shape.maps(4, 7, 6));
            float[] expected = OnnxFixture.runtime(model, images);
            OnnxModel read = OnnxReader.read("tiny.onnx", model);
            Tensor logits = OnnxFixture.logits(read.plain(7, 6), images);
            OnnxFixture.assertClose(logits.toFloats(), expected, 1e-5);
            byte[] again = OnnxWriter.model(read.plain(7, 6), Map.of(), OnnxOptions.plain())
                    .toByteArray();
            OnnxFixture.assertClose(OnnxFixture.runtime(again, images), expected, 1e-5);
            Tensor back =
                    OnnxFixture.logits(OnnxReader.read("again.onnx", again).plain(7, 6), images);
            OnnxFixture.assertClose(back.toFloats(), expected, 1e-5);
        }
    }
}
