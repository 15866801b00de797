package org.neurochains.onnx;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Arithmetic of ONNX, element by element. */
record OnnxElementwise(OnnxLowering net, OnnxTerms terms, OnnxNormalisation normalisation) {
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
        return terms.multiplied(node, arithmetic(node), 1f / node.inputs().size());
    }

    /** Neg. */
    Image negated(OnnxNode node) {
        return terms.multiplied(node, net.image(node, 0), -1);
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
                result = result == null ? next : terms.extreme(node, result, next, larger);
            }
        }
        if (result == null) {
            throw node.damaged("takes no value computed from the images");
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!(net.value(node, i) instanceof Image) && net.numbers(node, i).size() > 1) {
                result = limited(node, result, terms.perChannel(node, result, net.numbers(node, i)), larger);
            }
        }
        return Double.isInfinite(limit) ? result : limited(node, result, limit, larger);
    }

    /** c + relu(x - c), or c - relu(c - x), for a number c of each channel. */
    private Image limited(OnnxNode node, Image x, float[] limits, boolean below) {
        float[] signs = terms.filled(x, below ? 1 : -1);
        Op shift = OnnxTerms.norm(signs, below ? OnnxTerms.negative(limits) : limits);
        Image over = net.applied(node, ".over", new Op.Relu(), net.applied(node, ".apart", shift, x));
        return net.applied(node, OnnxTerms.norm(signs, limits), over);
    }

    /** An input that is one number, the same for every image and channel; null of another. */
    private @Nullable Double number(OnnxNode node, int i) {
        Tensor repeated = net.value(node, i) instanceof Image image ? net.repeated(image) : net.numbers(node, i);
        float[] values = repeated == null ? new float[0] : repeated.toFloats();
        return values.length > 0 && OnnxTerms.all(values, values[0]) ? Double.valueOf(values[0]) : null;
    }

    private Image limited(OnnxNode node, Image x, double limit, boolean below) {
        Op op = below
                ? OnnxTerms.limits(limit, Double.POSITIVE_INFINITY)
                : OnnxTerms.limits(Double.NEGATIVE_INFINITY, limit);
        return net.applied(node, op, x);
    }

    /** A constant first operand with the second. */
    private Image second(OnnxNode node) {
        Image x = net.image(node, 1);
        Tensor constant = net.numbers(node, 0);
        if (!terms.isPerChannel(x, constant)) {
            return both(node, terms.placed(node, x, constant), x);
        }
        float[] c = terms.perChannel(node, x, constant);
        return switch (node.op()) {
            case "Mul" -> terms.affine(node, x, c, terms.filled(x, 0));
            case "Sub" -> terms.affine(node, x, terms.filled(x, -1), c);
            case "Div" -> terms.affine(node, net.applied(node, Kind.RECIPROCAL, x), c, terms.filled(x, 0));
            default -> terms.affine(node, x, terms.filled(x, 1), c);
        };
    }

    private Image combined(OnnxNode node, Image x, int i) {
        if (net.value(node, i) instanceof Image) {
            return both(node, x, net.image(node, i));
        }
        Tensor constant = net.numbers(node, i);
        if (!terms.isPerChannel(x, constant)) {
            return both(node, x, terms.placed(node, x, constant));
        }
        float[] c = terms.perChannel(node, x, constant);
        float[] ones = terms.filled(x, 1);
        float[] zeros = terms.filled(x, 0);
        return switch (node.op()) {
            case "Mul" -> terms.affine(node, x, c, zeros);
            case "Div" -> {
                for (int k = 0; k < c.length; k++) ones[k] /= c[k];
                yield terms.affine(node, x, ones, zeros);
            }
            case "Sub" -> terms.affine(node, x, ones, OnnxTerms.negative(c));
            default -> terms.affine(node, x, ones, c);
        };
    }

    private Image both(OnnxNode node, Image a, Image b) {
        if (!a.axes().equals(b.axes())) {
            throw node.unsupported("combines a value of dimensions " + a.axes() + " with one of " + b.axes());
        }
        return switch (node.op()) {
            case "Mul" ->
                net.shape(a).equals(net.shape(b)) ? a.at(product(node, a.node(), b.node())) : terms.times(node, a, b);
            case "Div" -> terms.times(node, a, net.applied(node, Kind.RECIPROCAL, b));
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
}
