package org.neurochains.onnx;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.network.Border;
import org.neurochains.network.Extent;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Convolution and pooling of ONNX: windows over rows and columns. */
record OnnxWindows(OnnxLowering net, OnnxTerms terms) {
    private static final String WEIGHT = ".weight";
    private static final Pattern COUNTED = Pattern.compile("(?i)(node_)?conv(2d)?(_\\d+)?");

    private static final int MOST_POWERFUL = 8;

    Image conv(OnnxNode node) {
        if (net.numbers(node, 1).rank() == 3) {
            return line(node);
        }
        int x = net.maps(node, net.image(node, 0));
        Tensor weight = net.weights(node, 1, 4);
        Tensor bias = node.hasInput(2) ? net.weights(node, 2, 1) : null;
        int channels = net.shape(x).channels();
        Extent kernel = new Extent((int) weight.dim(2), (int) weight.dim(3));
        int[] named = node.sizes("kernel_shape", 1, kernel.height(), kernel.width());
        long groups = node.integer("group", 1);
        boolean fits = groups >= 1
                && weight.size() > 0
                && weight.dim(0) % groups == 0
                && groups <= channels
                && weight.dim(1) * groups == channels
                && kernel.equals(new Extent(named[0], named[1]))
                && (bias == null || bias.size() == weight.dim(0));
        if (!fits) {
            throw misfit(node, weight, channels);
        }
        Extent stride = extent(node.sizes("strides", 1, 1, 1));
        Extent dilation = extent(node.sizes("dilations", 1, 1, 1));
        Border border = border(node, net.shape(x), reach(kernel, dilation), stride);
        Extent padding = border.before();
        if (!border.isSymmetric()) {
            x = net.add(node, ".pad", new Op.Pad(border.top(), border.left(), border.bottom(), border.right(), 0), x);
            padding = Extent.square(0);
        }
        Op.Geometry geometry = new Op.Geometry(kernel, stride, padding, dilation, (int) groups);
        return Image.maps(net.addNamed(node, name(node), new Op.Conv(weight, bias, geometry), x));
    }

    /**
     * A convolution along the channels of each image, which come as one row (ECA, Wang et al. 2020), as one that takes
     * them all; or one of single places in one row.
     */
    private Image line(OnnxNode node) {
        Image x = net.image(node, 0);
        Tensor weight = net.weights(node, 1, 3);
        boolean row = x.axes().length() == 3
                && x.axes().endsWith("C")
                && net.length(x, x.axes().charAt(1)) == 1;
        boolean single = weight.size() == weight.dim(2);
        int kernel = (int) weight.dim(2);
        int[] pads = node.sizes("pads", 0, 0, 0);
        boolean plain = node.sizes("strides", 1, 1)[0] == 1
                && node.sizes("dilations", 1, 1)[0] == 1
                && pads[0] + pads[1] == kernel - 1
                && node.text("auto_pad", "NOTSET").equals("NOTSET");
        int channels = (int) net.length(x, 'C');
        if (!row || !single || !plain) {
            throw node.unsupported("is a convolution of one dimension, " + Arrays.toString(weight.shape()) + ",");
        }
        float[] filter = weight.toFloats();
        Tensor across = ResampleMatrices.of(channels, channels, (out, shares) -> {
            for (int k = 0; k < filter.length; k++) {
                shares.add(out + k - pads[0], filter[k]);
            }
        });
        Tensor bias =
                node.hasInput(2) ? net.weights(node, 2, 1).expand(channels).contiguous() : null;
        int value = net.unflat(node, x.node());
        Op conv = new Op.Conv(across.reshape(channels, channels, 1, 1), bias, Op.Geometry.of(1, 1, 0));
        return x.at(net.addNamed(node, name(node), conv, value));
    }

    static InputException misfit(OnnxNode node, Tensor weight, int channels) {
        return node.damaged("weights of shape " + Arrays.toString(weight.shape()) + " in " + node.integer("group", 1)
                + " groups do not fit an input of " + channels + " channels");
    }

    /** The node's name; its weight's, without the ending, where an exporter only counted nodes. */
    static String name(OnnxNode node) {
        String weight = node.inputs().get(1);
        boolean counted = COUNTED.matcher(node.name()).matches();
        return counted && weight.endsWith(WEIGHT) && weight.length() > WEIGHT.length()
                ? Quoted.of(weight.substring(0, weight.length() - WEIGHT.length()))
                : node.name();
    }

    Image pool(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        int[] none = {0, 0};
        Extent kernel = extent(node.sizes("kernel_shape", 1, none));
        if (kernel.height() == 0) {
            throw node.damaged("has no kernel_shape");
        }
        Extent stride = extent(node.sizes("strides", 1, 1, 1));
        Extent dilation = extent(node.sizes("dilations", 1, 1, 1));
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        Border border = border(node, net.shape(x), reach(kernel, dilation), stride);
        if (node.op().equals("MaxPool")) {
            return Image.maps(net.add(node, new Op.MaxPool(kernel, stride, border, dilation, ceil), x));
        }
        boolean lengths = node.op().equals("LpPool");
        boolean count = lengths || node.integer("count_include_pad", 0) != 0;
        if (!dilation.equals(Extent.square(1))) {
            throw node.unsupported("takes means of windows with holes");
        }
        Op mean = new Op.AveragePool(kernel, stride, border, ceil, count);
        return lengths ? length(node, x, mean, kernel.height() * kernel.width()) : Image.maps(net.add(node, mean, x));
    }

    Image globalPool(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        Shape shape = net.shape(x);
        if (node.op().equals("GlobalLpPool")) {
            return length(node, x, new Op.AdaptiveAveragePool(1, 1), shape.height() * shape.width());
        }
        Op op = node.op().equals("GlobalAveragePool")
                ? new Op.AdaptiveAveragePool(1, 1)
                : new Op.MaxPool(
                        new Extent(shape.height(), shape.width()),
                        Extent.square(1),
                        Border.NONE,
                        Extent.square(1),
                        false);
        return Image.maps(net.add(node, op, x));
    }

    /** The p-norm of each window: the p-th root of its number times the mean of |x|^p. */
    private Image length(OnnxNode node, int x, Op mean, int number) {
        long p = node.integer("p", 2);
        if (p < 1 || p > MOST_POWERFUL) {
            throw node.fault("takes the norm of order " + p, "1 to " + MOST_POWERFUL + " are possible");
        }
        Image maps = Image.maps(x);
        Image size = net.applied(node, ".absolute", new Op.Activation(Kind.ABS, 0, 0), maps);
        Image power = p == 1 ? size : net.applied(node, ".power", new Op.Activation(Kind.POWER, p, 0), size);
        Op times = OnnxTerms.norm(terms.filled(maps, number), terms.filled(maps, 0));
        Image sum = net.applied(node, ".sum", times, net.applied(node, ".mean", mean, power));
        return p == 1 ? sum : net.applied(node, new Op.Activation(Kind.POWER, 1.0 / p, 0), sum);
    }

    private static Extent extent(int[] sizes) {
        return new Extent(sizes[0], sizes[1]);
    }

    private static Extent reach(Extent kernel, Extent dilation) {
        return new Extent(dilation.height() * (kernel.height() - 1) + 1, dilation.width() * (kernel.width() - 1) + 1);
    }

    private static Border border(OnnxNode node, Shape input, Extent reach, Extent stride) {
        String auto = node.text("auto_pad", "NOTSET");
        int[] pads = node.sizes("pads", 0, 0, 0, 0, 0);
        return switch (auto) {
            case "NOTSET", "" -> new Border(pads[0], pads[1], pads[2], pads[3]);
            case "VALID" -> Border.NONE;
            case "SAME_UPPER", "SAME_LOWER" -> {
                int rows = missing(input.height(), reach.height(), stride.height());
                int columns = missing(input.width(), reach.width(), stride.width());
                int more = auto.equals("SAME_LOWER") ? 1 : 0;
                int top = (rows + more) / 2;
                int left = (columns + more) / 2;
                yield new Border(top, left, rows - top, columns - left);
            }
            default -> throw node.damaged("auto_pad is " + Quoted.of(auto));
        };
    }

    /** Rows that must be added so that there is a window for each stride of the input. */
    private static int missing(int length, int reach, int stride) {
        int windows = (length + stride - 1) / stride;
        return Math.max(0, (windows - 1) * stride + reach - length);
    }
}
