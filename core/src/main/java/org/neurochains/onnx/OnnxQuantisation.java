package org.neurochains.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Numbers;
import org.neurochains.tensor.Tensor;

/**
 * Pairs of QuantizeLinear and DequantizeLinear around numbers. Stored integers become the numbers that they stand for;
 * values computed from the images keep the limits that quantisation sets (it often replaces a ReLU), their rounding is
 * left out.
 */
record OnnxQuantisation(OnnxLowering net) {
    OnnxValue quantised(OnnxNode node) {
        if (!(net.value(node, 0) instanceof Image)) {
            return new Numbers(net.numbers(node, 0)); // weights, rounded where they run
        }
        Image x = net.image(node, 0);
        double scale = scale(node);
        long[] limits = limits(node);
        Tensor zero = zero(node);
        double offset = zero == null ? 0 : zero.toFloats()[0];
        double low = (limits[0] - offset) * scale;
        double high = (limits[1] - offset) * scale;
        if (x.node() == 0 || within(x.node(), low, high)) {
            return x;
        }
        return net.applied(node, new Op.Activation(Kind.CLIP, low, high), x);
    }

    private boolean within(int x, double low, double high) {
        return net.op(x) instanceof Op.Activation f && f.kind() == Kind.CLIP && f.a() >= low && f.b() <= high;
    }

    /** The one scale of a value computed from the images. */
    private double scale(OnnxNode node) {
        Double scale = net.scalar(node, 1);
        if (scale == null || !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw node.fault("has the scale " + scale, "a positive number is needed; export the model again");
        }
        return scale;
    }

    private @Nullable Tensor zero(OnnxNode node) {
        Tensor zero = node.hasInput(2) ? net.stored(node, 2) : null;
        if (zero != null && zero.size() != net.numbers(node, 1).size()) {
            throw node.fault("has " + zero.size() + " zero points", "one is for each scale");
        }
        return zero;
    }

    /** The least and the largest integer. */
    private long[] limits(OnnxNode node) {
        long type = node.hasInput(2) ? net.storedType(node, 2) : node.integer("output_dtype", 2);
        return switch ((int) type) {
            case 0, 2 -> new long[] {0, 255};
            case 3 -> new long[] {-128, 127};
            case 5 -> new long[] {Short.MIN_VALUE, Short.MAX_VALUE};
            default -> throw node.unsupported("quantises to the element type " + type);
        };
    }

    OnnxValue dequantised(OnnxNode node) {
        if (!net.isStored(node, 0)) {
            return net.value(node, 0);
        }
        Tensor x = net.stored(node, 0);
        Tensor scale = net.numbers(node, 1);
        Tensor zero = zero(node);
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        if (scale.size() != 1) {
            int axis = net.axis(node, node.integer("axis", 1), x.rank());
            shape[axis] = x.dim(axis);
        }
        if (scale.size() != Arrays.stream(shape).reduce(1, Math::multiplyExact)
                || scale.rank() > 1
                || !Double.isFinite(scale.sum().item())) {
            throw node.unsupported(
                    "has scales of shape " + Arrays.toString(scale.shape()) + " for " + Arrays.toString(x.shape()));
        }
        Tensor centred = zero == null ? x : x.sub(zero.reshape(shape));
        return new Numbers(centred.mul(scale.reshape(shape)));
    }
}
