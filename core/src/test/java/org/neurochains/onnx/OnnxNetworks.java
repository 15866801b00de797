package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Narrow networks built like the well-known ones, with random weights, as their exporters write them. */
final class OnnxNetworks {
    private OnnxNetworks() {}

    /** All of them by name; each takes images of 3x32x32, Keras' with the channels last. */
    static Map<String, Supplier<OnnxSketch>> all() {
        Map<String, Supplier<OnnxSketch>> all = new TreeMap<>();
        all.put("squeezenet", OnnxNetworks::squeezeNet);
        all.put("googlenet", OnnxNetworks::googLeNet);
        all.put("densenet", OnnxNetworks::denseNet);
        all.put("mobilenet_v2", OnnxNetworks::mobileNetV2);
        all.put("efficientnet", OnnxNetworks::efficientNet);
        all.put("resnet_a", OnnxNetworks::resNetA);
        all.put("shufflenet", OnnxNetworks::shuffleNet);
        all.put("convnext", OnnxNetworks::convNeXt);
        all.put("keras", OnnxNetworks::keras);
        all.put("senet", OnnxNetworks::seNet);
        return all;
    }

    /** Two blocks whose gates are repeated to the size of what they open, by expand_as and by hand. */
    private static OnnxSketch seNet() {
        OnnxSketch s = OnnxSketch.of(13, 3, 32, 32);
        String x = s.node("Relu", s.norm(s.conv("x", 3, 8, 3, 2, 1), 8));
        for (String by : List.of("Expand", "Tile")) {
            String y = s.norm(s.conv(x, 8, 8, 3, 1, 1), 8);
            String squeezed = s.node("Relu", s.conv(s.node("GlobalAveragePool", y), 8, 3, 1, 1, 1));
            String gate = s.node("Sigmoid", s.conv(squeezed, 3, 8, 1, 1, 1));
            String shape = by.equals("Expand") ? s.node("Shape", y) : s.longs(1, 1, 16, 16);
            x = s.node("Relu", s.node("Add", x, s.node("Mul", y, s.node(by, gate, shape))));
        }
        s.classify(x, 8, 6);
        return s;
    }

    private static OnnxSketch squeezeNet() {
        OnnxSketch s = OnnxSketch.of(7, 3, 32, 32);
        String x = s.node("Relu", s.conv("x", 3, 12, 3, 2, 1));
        x = s.ints("kernel_shape", 3, 3)
                .ints("strides", 2, 2)
                .ints("pads", 0, 0, 1, 1)
                .node("MaxPool", x);
        x = fire(s, x, 12, 4, 8);
        x = fire(s, x, 16, 4, 8);
        x = s.node("Dropout", x);
        x = s.node("Relu", s.conv(x, 16, 7, 1, 1, 1));
        x = s.node("GlobalAveragePool", x);
        s.integer("axis", 1).node("Softmax", x);
        return s;
    }

    private static String fire(OnnxSketch s, String x, int in, int squeezed, int each) {
        String narrow = s.node("Relu", s.conv(x, in, squeezed, 1, 1, 1));
        String a = s.node("Relu", s.conv(narrow, squeezed, each, 1, 1, 1));
        String b = s.node("Relu", s.conv(narrow, squeezed, each, 3, 1, 1));
        return s.integer("axis", 1).node("Concat", a, b);
    }

    /** Two blocks of ShuffleNet v2: channels split, one half filtered, joined and shuffled. */
    private static OnnxSketch shuffleNet() {
        OnnxSketch s = OnnxSketch.of(13, 3, 32, 32);
        String x = s.node("Relu", s.norm(s.conv("x", 3, 8, 3, 2, 1), 8));
        for (int block = 0; block < 2; block++) {
            String half = s.named("split" + block, "Slice", x, s.longs(0), s.longs(4), s.longs(1));
            String other = s.named("rest" + block, "Slice", x, s.longs(4), s.longs(8), s.longs(1));
            String y = s.node("Relu", s.norm(s.conv(other, 4, 4, 1, 1, 1), 4));
            y = s.norm(s.conv(y, 4, 4, 3, 1, 4), 4);
            y = s.node("Relu", s.norm(s.conv(y, 4, 4, 1, 1, 1), 4));
            x = s.integer("axis", 1).node("Concat", half, y);
            x = s.node("Reshape", x, s.longs(0, 2, 4, 16, 16));
            x = s.ints("perm", 0, 2, 1, 3, 4).node("Transpose", x);
            x = s.node("Reshape", x, s.longs(0, 8, 16, 16));
        }
        return s.classify(x, 8, 5);
    }

    /**
     * Two blocks of ConvNeXt: depthwise, normalised over channels, two products along channels with GELU between,
     * scaled, added.
     */
    private static OnnxSketch convNeXt() {
        OnnxSketch s = OnnxSketch.of(17, 3, 32, 32);
        String x = s.conv("x", 3, 8, 3, 2, 1);
        x = s.ints("perm", 0, 2, 3, 1).node("Transpose", x);
        x = s.node("LayerNormalization", x, s.around1(8), s.weights(.3, 8));
        x = s.ints("perm", 0, 3, 1, 2).node("Transpose", x);
        for (int block = 0; block < 2; block++) {
            String y = s.conv(x, 8, 8, 5, 1, 8);
            y = s.ints("perm", 0, 2, 3, 1).node("Transpose", y);
            y = s.node("LayerNormalization", y, s.around1(8), s.weights(.3, 8));
            y = s.node("Add", s.node("MatMul", y, s.weights(.4, 8, 16)), s.weights(.2, 16));
            String erf = s.node("Erf", s.node("Div", y, s.scalar(Math.sqrt(2))));
            y = s.node("Mul", s.node("Mul", y, s.node("Add", erf, s.scalar(1))), s.scalar(.5));
            y = s.node("Add", s.node("MatMul", y, s.weights(.3, 16, 8)), s.weights(.2, 8));
            y = s.ints("perm", 0, 3, 1, 2).node("Transpose", y);
            x = s.node("Add", s.node("Mul", y, s.around1(8, 1, 1)), x);
        }
        return s.classify(x, 8, 5);
    }

    private static OnnxSketch googLeNet() {
        OnnxSketch s = OnnxSketch.of(12, 3, 32, 32);
        String x = s.node("Relu", s.conv("x", 3, 8, 5, 2, 1));
        x = s.integer("size", 5).real("alpha", 0.1).node("LRN", x);
        x = inception(s, x, 8);
        x = s.ints("kernel_shape", 3, 3)
                .ints("strides", 2, 2)
                .integer("ceil_mode", 1)
                .node("MaxPool", x);
        x = inception(s, x, 20);
        s.classify(s.node("Dropout", x), 20, 6);
        return s;
    }

    private static String inception(OnnxSketch s, String x, int in) {
        List<String> branches = new ArrayList<>();
        branches.add(s.node("Relu", s.norm(s.conv(x, in, 4, 1, 1, 1), 4)));
        String narrow = s.node("Relu", s.norm(s.conv(x, in, 6, 1, 1, 1), 6));
        branches.add(s.node("Relu", s.norm(s.conv(narrow, 6, 8, 3, 1, 1), 8)));
        String other = s.node("Relu", s.norm(s.conv(x, in, 3, 1, 1, 1), 3));
        branches.add(s.node("Relu", s.norm(s.conv(other, 3, 4, 5, 1, 1), 4)));
        String pooled = s.ints("kernel_shape", 3, 3).ints("pads", 1, 1, 1, 1).node("MaxPool", x);
        branches.add(s.node("Relu", s.norm(s.conv(pooled, in, 4, 1, 1, 1), 4)));
        return s.integer("axis", 1).node("Concat", branches.toArray(String[]::new));
    }

    private static OnnxSketch denseNet() {
        OnnxSketch s = OnnxSketch.of(17, 3, 32, 32);
        String x = s.node("Relu", s.norm(s.conv("x", 3, 8, 3, 2, 1), 8));
        x = denseBlock(s, x, 8, 3);
        x = s.conv(s.node("Relu", s.norm(x, 20)), 20, 10, 1, 1, 1);
        x = s.ints("kernel_shape", 2, 2).ints("strides", 2, 2).node("AveragePool", x);
        x = denseBlock(s, x, 10, 3);
        s.classify(s.node("Relu", s.norm(x, 22)), 22, 6);
        return s;
    }

    private static String denseBlock(OnnxSketch s, String x, int in, int layers) {
        List<String> features = new ArrayList<>(List.of(x));
        for (int i = 0; i < layers; i++) {
            int width = in + 4 * i;
            String joined = i == 0 ? x : s.integer("axis", 1).node("Concat", features.toArray(String[]::new));
            String narrow = s.conv(s.node("Relu", s.norm(joined, width)), width, 8, 1, 1, 1);
            features.add(s.conv(s.node("Relu", s.norm(narrow, 8)), 8, 4, 3, 1, 1));
        }
        return s.integer("axis", 1).node("Concat", features.toArray(String[]::new));
    }

    private static OnnxSketch mobileNetV2() {
        OnnxSketch s = OnnxSketch.of(13, 3, 32, 32);
        String x = relu6(s, s.norm(s.conv("x", 3, 6, 3, 2, 1), 6));
        x = inverted(s, x, 6, 8, 2);
        x = inverted(s, x, 8, 8, 1);
        x = inverted(s, x, 8, 8, 1);
        s.classify(relu6(s, s.norm(s.conv(x, 8, 20, 1, 1, 1), 20)), 20, 6);
        return s;
    }

    private static String relu6(OnnxSketch s, String x) {
        return s.node("Clip", x, s.scalar(0), s.scalar(6));
    }

    private static String inverted(OnnxSketch s, String x, int in, int out, int stride) {
        int wide = 3 * in;
        String y = relu6(s, s.norm(s.conv(x, in, wide, 1, 1, 1), wide));
        y = relu6(s, s.norm(s.conv(y, wide, wide, 3, stride, wide), wide));
        y = s.norm(s.conv(y, wide, out, 1, 1, 1), out);
        return stride == 1 && in == out ? s.node("Add", x, y) : y;
    }

    private static OnnxSketch efficientNet() {
        OnnxSketch s = OnnxSketch.of(14, 3, 32, 32);
        String x = s.silu(s.norm(s.conv("x", 3, 6, 3, 2, 1), 6));
        x = excited(s, x, 6, 8, 2);
        x = excited(s, x, 8, 8, 1);
        s.classify(s.silu(s.norm(s.conv(x, 8, 20, 1, 1, 1), 20)), 20, 6);
        return s;
    }

    private static String excited(OnnxSketch s, String x, int in, int out, int stride) {
        int wide = 2 * in;
        String y = s.silu(s.norm(s.conv(x, in, wide, 1, 1, 1), wide));
        y = s.silu(s.norm(s.conv(y, wide, wide, 5, stride, wide), wide));
        String squeezed = s.silu(s.conv(s.node("GlobalAveragePool", y), wide, 3, 1, 1, 1));
        y = s.node("Mul", s.node("Sigmoid", s.conv(squeezed, 3, wide, 1, 1, 1)), y);
        y = s.norm(s.conv(y, wide, out, 1, 1, 1), out);
        return stride == 1 && in == out ? s.node("Add", y, x) : y;
    }

    private static OnnxSketch resNetA() {
        OnnxSketch s = OnnxSketch.of(11, 3, 32, 32);
        String x = s.node("Relu", s.norm(s.conv("x", 3, 6, 3, 2, 1), 6));
        x = basic(s, x, 6, 6, x);
        String thin = s.node("Slice", x, s.longs(0), s.longs(Long.MAX_VALUE), s.longs(2), s.longs(2));
        thin = s.node("Slice", thin, s.longs(0), s.longs(Long.MAX_VALUE), s.longs(3), s.longs(2));
        String padded = s.text("mode", "constant").node("Pad", thin, s.longs(0, 3, 0, 0, 0, 3, 0, 0), s.scalar(0));
        x = basic(s, x, 6, 12, padded);
        x = basic(s, x, 12, 12, x);
        s.classify(x, 12, 6);
        return s;
    }

    private static String basic(OnnxSketch s, String x, int in, int out, String side) {
        String y = s.node("Relu", s.norm(s.conv(x, in, out, 3, out / in, 1), out));
        y = s.norm(s.conv(y, out, out, 3, 1, 1), out);
        return s.node("Relu", s.node("Add", y, side));
    }

    private static OnnxSketch keras() {
        OnnxSketch s = OnnxSketch.of(15, 32, 32, 3);
        String x = s.ints("perm", 0, 3, 1, 2).node("Transpose", "x");
        x = s.text("auto_pad", "SAME_UPPER").ints("strides", 2, 2).node("Conv", x, s.weights(0.3, 8, 3, 3, 3));
        x = s.node("Relu", s.node("Add", x, s.weights(0.2, 1, 8, 1, 1)));
        x = s.node("Pad", x, s.longs(0, 0, 1, 1, 0, 0, 1, 1));
        x = s.node("Relu", s.norm(s.node("Conv", x, s.weights(0.2, 8, 8, 3, 3)), 8));
        x = s.ints("kernel_shape", 2, 2).ints("strides", 2, 2).node("MaxPool", x);
        x = s.ints("perm", 0, 2, 3, 1).node("Transpose", x);
        x = s.node("Reshape", x, s.longs(-1, 8 * 8 * 8));
        x = s.node("Relu", s.node("Add", s.node("MatMul", x, s.weights(0.1, 512, 10)), s.weights(0.5, 10)));
        x = s.node("Add", s.node("MatMul", x, s.weights(0.5, 10, 6)), s.weights(0.5, 6));
        s.integer("axis", -1).node("Softmax", x);
        return s;
    }
}
