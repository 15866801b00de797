package org.neurochains.onnx;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Functions of one value of ONNX, element by element. */
record OnnxActivations(OnnxLowering net, OnnxTerms terms) {
    private static final int MOST_POWERFUL = 8;

    /** An operator of one value, element by element. */
    Image activation(OnnxNode node) {
        Image x = net.image(node, 0);
        @Nullable Op op = switch (node.op()) {
            case "Relu" -> new Op.Relu();
            case "LeakyRelu" -> new Op.Activation(Kind.LEAKY_RELU, node.real("alpha", 0.01), 0);
            case "PRelu" -> {
                Tensor slope = net.numbers(node, 1);
                yield slope.size() == 1 ? new Op.Activation(Kind.LEAKY_RELU, slope.toFloats()[0], 0) : null;
            }
            case "Gelu" ->
                new Op.Activation(node.text("approximate", "none").equals("tanh") ? Kind.GELU_TANH : Kind.GELU, 1, 0);
            case "Erf" -> new Op.Activation(Kind.ERF, 0, 0);
            case "Tanh" -> new Op.Activation(Kind.TANH, 0, 0);
            case "Softplus" -> new Op.Activation(Kind.SOFTPLUS, 0, 0);
            case "Mish" -> new Op.Activation(Kind.MISH, 0, 0);
            case "Elu" -> new Op.Activation(Kind.ELU, node.real("alpha", 1), 1);
            case "Celu" -> new Op.Activation(Kind.ELU, node.real("alpha", 1), positive(node, node.real("alpha", 1)));
            case "Selu" -> new Op.Activation(Kind.ELU, node.real("alpha", 1.6732632), 1);
            case "Softsign" -> new Op.Activation(Kind.SOFTSIGN, 0, 0);
            case "Abs" -> new Op.Activation(Kind.ABS, 0, 0);
            case "Exp" -> new Op.Activation(Kind.EXP, 0, 0);
            case "Log" -> new Op.Activation(Kind.LOG, 0, 0);
            case "Sqrt" -> new Op.Activation(Kind.POWER, .5, 0);
            case "Reciprocal" -> new Op.Activation(Kind.RECIPROCAL, 0, 0);
            case "Pow", "Sign", "ThresholdedRelu", "Shrink" -> null;
            case "Sigmoid" -> new Op.Activation(Kind.SIGMOID, 0, 0);
            case "HardSigmoid" -> new Op.Activation(Kind.HARD_SIGMOID, node.real("alpha", 0.2), node.real("beta", 0.5));
            case "HardSwish" -> new Op.Activation(Kind.HARD_SWISH, 0, 0);
            case "Swish" -> swish(node);
            default -> clip(node);
        };
        if (op == null) {
            return composed(node, x);
        }
        Image result = net.applied(node, op, x);
        return node.op().equals("Selu") ? terms.multiplied(node, result, (float) node.real("gamma", 1.050701)) : result;
    }

    private static double positive(OnnxNode node, double value) {
        if (!(value > 0)) {
            throw node.unsupported("has alpha " + value);
        }
        return value;
    }

    /** An activation of several operations. */
    private Image composed(OnnxNode node, Image x) {
        return switch (node.op()) {
            case "Pow" -> power(node, x);
            case "Sign" -> sign(node, x);
            case "ThresholdedRelu" -> beyond(node, x, node.real("alpha", 1), 0);
            case "Shrink" -> {
                double limit = node.real("lambd", .5);
                double bias = node.real("bias", 0);
                Image above = beyond(node, x, limit, -bias);
                Image below = beyond(node, terms.negated(node, x), limit, -bias);
                yield terms.plus(node, above, terms.multiplied(node, below, -1));
            }
            default -> slopes(node, x);
        };
    }

    /** x to a power; of one below zero the reciprocal. */
    private Image power(OnnxNode node, Image x) {
        Double exponent = net.scalar(node, 1);
        double size = exponent == null ? 0 : Math.abs(exponent);
        if (exponent == null || !(size > 0 && size <= MOST_POWERFUL)) {
            throw node.unsupported("raises to the power of " + exponent);
        }
        Image raised = size == 1 ? x : net.applied(node, new Op.Activation(Kind.POWER, size, 0), x);
        return exponent > 0 ? raised : net.applied(node, Kind.RECIPROCAL, raised);
    }

    /** 1 where positive, -1 where negative; behind a ReLU one step. */
    private Image sign(OnnxNode node, Image x) {
        Op step = new Op.Activation(Kind.STEP, 0, 0);
        if (net.op(x.node()) instanceof Op.Relu) {
            return net.applied(node, step, x.at(net.inputs(x.node()).get(0)));
        }
        Image below = net.applied(node, ".below", step, terms.negated(node, x));
        Image above = net.applied(node, ".above", step, x);
        return terms.plus(node, above, terms.negated(node, below));
    }

    /** x + shift where x is larger than a limit, else 0. */
    private Image beyond(OnnxNode node, Image x, double limit, double shift) {
        Image over = terms.shifted(node, x, -limit);
        Image truth = net.applied(node, ".beyond", new Op.Activation(Kind.STEP, 0, 0), over);
        return terms.times(node, terms.shifted(node, x, shift), truth);
    }

    /** A slope for each channel: max(x, 0) - slope max(-x, 0). */
    private Image slopes(OnnxNode node, Image x) {
        float[] slopes = OnnxTerms.negative(terms.perChannel(node, x, net.numbers(node, 1)));
        float[] zeros = terms.filled(x, 0);
        Image high = net.applied(node, ".high", new Op.Relu(), x);
        Image minus = net.applied(node, ".minus", OnnxTerms.norm(terms.filled(x, -1), zeros), x);
        Image low = net.applied(node, ".low", new Op.Relu(), minus);
        Image sloped = net.applied(node, ".sloped", OnnxTerms.norm(slopes, zeros), low);
        return x.at(net.add(node, new Op.Add(), high.node(), sloped.node()));
    }

    private static Op swish(OnnxNode node) {
        if (node.real("alpha", 1) != 1) {
            throw node.unsupported("has alpha " + node.real("alpha", 1) + " instead of 1");
        }
        return new Op.Activation(Kind.SILU, 0, 0);
    }

    private Op clip(OnnxNode node) {
        double least = node.real("min", Double.NEGATIVE_INFINITY);
        double most = node.real("max", Double.POSITIVE_INFINITY);
        double a = node.opset() < 11 ? least : net.scalar(node, 1, least);
        double b = node.opset() < 11 ? most : net.scalar(node, 2, most);
        if (!(a <= b)) {
            throw node.fault("limits to " + a + " and " + b, "the lower limit comes first");
        }
        return OnnxTerms.limits(a, b);
    }
}
