package org.neurochains.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Arithmetic of ONNX, element by element. */
final class OnnxElementwise {
    private final OnnxLowering net;
    private final OnnxNormalisation normalisation;
    private final OnnxTerms terms;

    OnnxElementwise(OnnxLowering net) {
        this.net = net;
        this.normalisation = new OnnxNormalisation(net);
        this.terms = new OnnxTerms(net, this);
    }

    /** Add, Sub, Mul, Div or Sum, at least one operand an image. */
    Image arithmetic(OnnxNode node) {
        if (node.inputs().isEmpty()) {
            throw node.damaged("has no input");
        }
        if (node.hasInput(1) && net.value(node, 1) instanceof OnnxValue.Lengths lengths) {
            return normalisation.divided(node, lengths);
        }
        boolean image = net.value(node, 0) instanceof Image;
        Image result = image ? net.image(node, 0) : second(node);
        for (int i = image ? 1 : 2; i < node.inputs().size(); i++) {
            result = combined(node, result, i);
        }
        return result;
    }

    /** The mean of values of one shape. */
    Image mean(OnnxNode node) {
        Image sum = arithmetic(node);
        int width = (int) net.length(sum, 'C');
        return affine(node, sum, filled(width, 1f / node.inputs().size()), filled(width, 0));
    }

    /** The larger, or the smaller, of values: limits, where one is a number; else b + relu(a - b), b - relu(b - a). */
    Image extreme(OnnxNode node) {
        boolean larger = node.op().equals("Max");
        Image result = null;
        double limit = larger ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (int i = 0; i < node.inputs().size(); i++) {
            Double number = number(node, i);
            if (number != null) {
                limit = larger ? Math.max(limit, number) : Math.min(limit, number);
            } else if (net.value(node, i) instanceof Image) {
                Image next = net.image(node, i);
                result = result == null ? next : extreme(node, result, next, larger);
            }
        }
        if (result == null) {
            throw node.damaged("takes no value computed from the images");
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!(net.value(node, i) instanceof Image) && net.numbers(node, i).size() > 1) {
                result = limited(node, result, perChannel(node, result, net.numbers(node, i)), larger);
            }
        }
        return Double.isInfinite(limit) ? result : limited(node, result, limit, larger);
    }

    /** c + relu(x - c), or c - relu(c - x), for a number c of each channel. */
    private Image limited(OnnxNode node, Image x, float[] limits, boolean below) {
        float sign = below ? 1 : -1;
        float[] signs = filled(limits.length, sign);
        float[] shifts = limits.clone();
        for (int c = 0; c < shifts.length; c++) {
            shifts[c] *= -sign;
        }
        int apart = net.add(node, ".apart", norm(signs, shifts), x.node());
        int over = net.add(node, ".over", new Op.Relu(), apart);
        return x.as(x.axes(), net.add(node, norm(signs, limits), over));
    }

    /** An input that is one number, the same for every image and channel; null of another. */
    private @Nullable Double number(OnnxNode node, int i) {
        Tensor repeated = net.value(node, i) instanceof Image image ? net.repeated(image) : net.numbers(node, i);
        float[] values = repeated == null ? new float[0] : repeated.toFloats();
        return values.length > 0 && all(values, values[0]) ? Double.valueOf(values[0]) : null;
    }

    static Op limits(double low, double high) {
        return low == 0 && high == Double.POSITIVE_INFINITY ? new Op.Relu() : new Op.Activation(Kind.CLIP, low, high);
    }

    private Image limited(OnnxNode node, Image x, double limit, boolean below) {
        Op op = below ? limits(limit, Double.POSITIVE_INFINITY) : limits(Double.NEGATIVE_INFINITY, limit);
        return new Image(net.add(node, op, x.node()), x.axes(), false);
    }

    private Image extreme(OnnxNode node, Image a, Image b, boolean larger) {
        if (!a.axes().equals(b.axes()) || !net.shape(a.node()).equals(net.shape(b.node()))) {
            throw node.unsupported(
                    "compares values of the shapes " + net.shape(a.node()) + " and " + net.shape(b.node()));
        }
        float[] zeros = filled(net.shape(a.node()).channels(), 0);
        float[] minus = filled(zeros.length, -1);
        int first = larger ? a.node() : b.node();
        int second = larger ? b.node() : a.node();
        int negative = net.add(node, ".negative", norm(minus, zeros), second);
        int over = net.add(node, ".over", new Op.Relu(), net.add(node, ".difference", new Op.Add(), first, negative));
        int part = larger ? over : net.add(node, ".minus", norm(minus, zeros), over);
        return new Image(net.add(node, new Op.Add(), b.node(), part), b.axes(), false);
    }

    /** A constant first operand with the second. */
    private Image second(OnnxNode node) {
        Image x = net.image(node, 1);
        if (!isPerChannel(x, net.numbers(node, 0))) {
            return both(node, OnnxTerms.placed(net, node, x, net.numbers(node, 0)), x);
        }
        float[] c = perChannel(node, x, net.numbers(node, 0));
        return switch (node.op()) {
            case "Mul" -> affine(node, x, c, filled(c.length, 0));
            case "Sub" -> affine(node, x, filled(c.length, -1), c);
            case "Div" -> {
                Image inverse = x.as(x.axes(), reciprocal(node, x.node()));
                yield affine(node, inverse, c, filled(c.length, 0));
            }
            default -> affine(node, x, filled(c.length, 1), c);
        };
    }

    int reciprocal(OnnxNode node, int x) {
        return net.add(node, new Op.Activation(Kind.RECIPROCAL, 0, 0), x);
    }

    private Image combined(OnnxNode node, Image x, int i) {
        if (net.value(node, i) instanceof Image) {
            return both(node, x, net.image(node, i));
        }
        if (!isPerChannel(x, net.numbers(node, i))) {
            return both(node, x, OnnxTerms.placed(net, node, x, net.numbers(node, i)));
        }
        float[] c = perChannel(node, x, net.numbers(node, i));
        float[] ones = filled(c.length, 1);
        float[] zeros = filled(c.length, 0);
        switch (node.op()) {
            case "Mul" -> {
                return affine(node, x, c, zeros);
            }
            case "Div" -> {
                for (int k = 0; k < c.length; k++) ones[k] = 1 / c[k];
                return affine(node, x, ones, zeros);
            }
            case "Sub" -> {
                for (int k = 0; k < c.length; k++) c[k] = -c[k];
                return affine(node, x, ones, c);
            }
            default -> {
                return affine(node, x, ones, c);
            }
        }
    }

    /** The negative of a value, merged with what makes it where nothing else takes that. */
    Image negated(OnnxNode node, Image x) {
        int width = net.shape(x.node()).channels();
        return affine(node, x, filled(width, -1), filled(width, 0));
    }

    /** The larger of two values of one shape. */
    Image larger(OnnxNode node, Image a, Image b) {
        return extreme(node, a, b, true);
    }

    private Image both(OnnxNode node, Image a, Image b) {
        if (!a.axes().equals(b.axes())) {
            throw node.unsupported("combines a value of dimensions " + a.axes() + " with one of " + b.axes());
        }
        return switch (node.op()) {
            case "Mul" ->
                net.shape(a.node()).equals(net.shape(b.node()))
                        ? new Image(product(node, a.node(), b.node()), a.axes(), false)
                        : terms.times(node, a, b);
            case "Div" -> terms.times(node, a, b.as(b.axes(), reciprocal(node, b.node())));
            case "Sub" -> terms.plus(node, a, terms.negated(node, b));
            default -> terms.plus(node, a, b);
        };
    }

    /** x sigmoid(x) and x hardsigmoid(x) are one operation each. */
    private int product(OnnxNode node, int x, int y) {
        Integer gelu = gelu(node, x, y);
        gelu = gelu == null ? gelu(node, y, x) : gelu;
        if (gelu != null) {
            return gelu;
        }
        int gate = net.op(y) instanceof Op.Activation && net.inputs(y).get(0) == x ? y : x;
        int gated = gate == y ? x : y;
        if (net.op(gate) instanceof Op.Activation f && net.inputs(gate).get(0) == gated) {
            boolean sixth = Math.abs(f.a() - 1.0 / 6) < 1e-6 && f.b() == 0.5;
            if (f.kind() == Kind.SIGMOID) {
                return net.add(node, new Op.Activation(Kind.SILU, 0, 0), gated);
            } else if (f.kind() == Kind.HARD_SIGMOID && sixth) {
                return net.add(node, new Op.Activation(Kind.HARD_SWISH, 0, 0), gated);
            }
        }
        return net.add(node, new Op.Mul(), x, y);
    }

    /** c x times b (1 + erf(x / sqrt 2)), as exporters write GELU: one operation. */
    private @Nullable Integer gelu(OnnxNode node, int x, int y) {
        double outer = uniform(y, true);
        int erf = Double.isNaN(outer) ? -1 : net.inputs(y).get(0);
        if (erf < 0 || !(net.op(erf) instanceof Op.Activation f) || f.kind() != Kind.ERF) {
            return null;
        }
        int inner = net.inputs(erf).get(0);
        double root = uniform(inner, false);
        if (!(Math.abs(root - Math.sqrt(.5)) < 1e-5)) {
            return null;
        }
        int source = net.inputs(inner).get(0);
        double factor = 1;
        if (x != source) {
            factor = uniform(x, false);
            if (Double.isNaN(factor) || net.inputs(x).get(0) != source) {
                return null;
            }
        }
        return net.add(node, new Op.Activation(Kind.GELU, 2 * factor * outer, 0), source);
    }

    /** The one factor of all channels, with the same number added to each or with none; NaN where a node is no such. */
    private double uniform(int node, boolean shifted) {
        if (!(net.op(node) instanceof Op.BatchNorm n)
                || n.eps() != 0
                || n.mean().abs().max(0).item() != 0
                || n.variance()
                                .sub(Tensor.full(1, n.variance().size()))
                                .abs()
                                .max(0)
                                .item()
                        != 0) {
            return Double.NaN;
        }
        float[] scales = n.gamma().toFloats();
        float[] shifts = n.beta().toFloats();
        for (int c = 0; c < scales.length; c++) {
            if (scales[c] != scales[0] || shifts[c] != (shifted ? scales[0] : 0)) {
                return Double.NaN;
            }
        }
        return scales[0];
    }

    /** Whether a constant is one number for each channel, or one for all. */
    private boolean isPerChannel(Image x, Tensor constant) {
        long[] shape = withoutRepeats(x, constant).shape();
        int ahead = x.axes().length() - shape.length;
        boolean places = false;
        for (int i = 0; i < shape.length && ahead >= 0; i++) {
            places |= shape[i] != 1
                    && x.axes().charAt(ahead + i) != 'C'
                    && shape[i] == net.length(x, x.axes().charAt(ahead + i));
        }
        return !places;
    }

    /** A constant as one number for each channel of a value that it is combined with. */
    float[] perChannel(OnnxNode node, Image x, Tensor given) {
        Tensor constant = withoutRepeats(x, given);
        long[] shape = constant.shape();
        int channels = (int) net.length(x, 'C');
        int ahead = x.axes().length() - shape.length;
        for (int i = 0; i < shape.length; i++) {
            boolean alongChannels = ahead + i >= 0 && x.axes().charAt(ahead + i) == 'C' && shape[i] == channels;
            if (shape[i] != 1 && !alongChannels) {
                throw node.unsupported("combines " + net.shape(x.node()) + " with a constant of shape "
                        + Arrays.toString(shape) + ", not one number per channel");
            }
        }
        if (ahead < 0) {
            throw node.unsupported("adds dimensions by a constant of shape " + Arrays.toString(shape));
        }
        float[] values = constant.toFloats();
        return values.length == 1 ? filled(channels, values[0]) : values;
    }

    /** A constant without the places that it repeats the same numbers at. */
    private Tensor withoutRepeats(Image x, Tensor constant) {
        Tensor one = constant;
        int ahead = x.axes().length() - constant.rank();
        for (int i = 0; i < constant.rank() && ahead >= 0; i++) {
            char axis = x.axes().charAt(ahead + i);
            boolean place = axis != 'N' && axis != 'C' && one.dim(i) > 1 && one.dim(i) == net.length(x, axis);
            if (place && one.max(i).sub(one.min(i)).abs().sum().item() == 0) {
                one = one.narrow(i, 0, 1);
            }
        }
        return one.contiguous();
    }

    /**
     * scale x + shift for each channel, merged with the normalisation or convolution before where only this takes its
     * value.
     */
    Image affine(OnnxNode node, Image x, float[] scale, float[] shift) {
        for (int i = 0; i < scale.length; i++) {
            if (!Float.isFinite(scale[i]) || !Float.isFinite(shift[i])) {
                throw node.damaged("combines with a number that is not finite");
            }
        }
        boolean scales = !all(scale, 1);
        if (!scales && all(shift, 0)) {
            return x;
        }
        Op merged = net.isOwn(x.node()) ? merged(net.op(x.node()), scale, shift, scales) : null;
        if (merged != null) {
            net.replace(x.node(), merged);
            return x;
        }
        return new Image(net.add(node, norm(scale, shift), x.node()), x.axes(), false);
    }

    private static @Nullable Op merged(Op before, float[] scale, float[] shift, boolean scales) {
        Tensor by = Tensor.of(scale, scale.length);
        Tensor plus = Tensor.of(shift, shift.length);
        if (before instanceof Op.BatchNorm n) {
            return new Op.BatchNorm(n.gamma().mul(by), n.beta().mul(by).add(plus), n.mean(), n.variance(), n.eps());
        } else if (before instanceof Op.Norm n) {
            return new Op.Norm(
                    n.groups(), n.places(), n.gamma().mul(by), n.beta().mul(by).add(plus), n.eps());
        } else if (before instanceof Op.Conv c && !scales) {
            return new Op.Conv(c.weight(), c.bias() == null ? plus : c.bias().add(plus), c.geometry());
        } else if (before instanceof Op.Activation f
                && f.kind() == Kind.GELU
                && all(shift, 0)
                && all(scale, scale[0])) {
            return new Op.Activation(Kind.GELU, f.a() * scale[0], 0);
        } else if (before instanceof Op.Linear l && !scales) {
            return new Op.Linear(l.weight(), l.bias() == null ? plus : l.bias().add(plus));
        }
        return null;
    }

    /** A factor and a term for each channel. */
    static Op.BatchNorm norm(float[] scale, float[] shift) {
        int n = scale.length;
        return new Op.BatchNorm(Tensor.of(scale, n), Tensor.of(shift, n), Tensor.full(0, n), Tensor.full(1, n), 0);
    }

    private static boolean all(float[] values, float wanted) {
        for (float value : values) {
            if (value != wanted) {
                return false;
            }
        }
        return true;
    }

    static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
