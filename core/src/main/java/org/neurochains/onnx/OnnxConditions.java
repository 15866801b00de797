package org.neurochains.onnx;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Mask;
import org.neurochains.tensor.Tensor;

/**
 * Comparisons of values computed from the images, their logic, and Where: a truth is 1 or 0 at each place, and Where is
 * the sum of both values, each times its truth.
 */
record OnnxConditions(OnnxLowering net, OnnxTerms terms) {
    /** Greater, Less, GreaterOrEqual, LessOrEqual or Equal of values of which one is computed from the images. */
    Mask compared(OnnxNode node) {
        return switch (node.op()) {
            case "Greater" -> above(node, 0, 1);
            case "Less" -> above(node, 1, 0);
            case "GreaterOrEqual" -> not(node, above(node, 1, 0));
            case "LessOrEqual" -> not(node, above(node, 0, 1));
            default -> and(node, not(node, above(node, 0, 1)), not(node, above(node, 1, 0)));
        };
    }

    /** Where one input is larger than the other. */
    private Mask above(OnnxNode node, int larger, int smaller) {
        return new Mask(net.applied(node, Kind.STEP, terms.difference(node, larger, smaller)));
    }

    /** Not, And, Or or Xor. */
    Mask logic(OnnxNode node) {
        Mask a = mask(node, 0);
        if (node.op().equals("Not")) {
            return not(node, a);
        }
        Mask b = mask(node, 1);
        return switch (node.op()) {
            case "And" -> and(node, a, b);
            case "Or" -> or(node, a, b);
            default -> or(node, and(node, a, not(node, b)), and(node, not(node, a), b));
        };
    }

    private Mask mask(OnnxNode node, int i) {
        if (net.value(node, i) instanceof Mask mask) {
            return mask;
        }
        throw node.unsupported("combines a truth computed from the images with a constant");
    }

    private Mask and(OnnxNode node, Mask a, Mask b) {
        return new Mask(terms.times(node, a.image(), b.image()));
    }

    private Mask or(OnnxNode node, Mask a, Mask b) {
        return not(node, and(node, not(node, a), not(node, b)));
    }

    private Mask not(OnnxNode node, Mask mask) {
        return new Mask(terms.opposite(node, mask.image()));
    }

    /** Where with a condition, or a value, computed from the images. */
    Image where(OnnxNode node) {
        return net.value(node, 0) instanceof Mask mask ? chosen(node, mask.image()) : known(node);
    }

    private Image chosen(OnnxNode node, Image truth) {
        Image condition = truth;
        for (int i = 1; i <= 2; i++) {
            if (net.value(node, i) instanceof Image image) {
                requireFinite(node, image.node());
                condition = terms.widened(node, condition, image);
            }
        }
        Image yes = part(node, condition, 1);
        Image no = part(node, terms.opposite(node, condition), 2);
        if (yes != null && no != null) {
            return terms.plus(node, yes, no);
        }
        Image only = yes == null ? no : yes;
        return only == null ? terms.scaled(node, condition, 0) : only;
    }

    /** A truth times what it is for; null where that is nothing but zeros. */
    private @Nullable Image part(OnnxNode node, Image truth, int i) {
        Tensor constant = terms.constant(node, i, truth);
        if (constant == null) {
            return terms.times(node, net.image(node, i), truth);
        }
        boolean none = true;
        float[] numbers = terms.perChannel(node, truth, constant);
        for (float number : numbers) {
            none &= number == 0;
            if (!Float.isFinite(number)) {
                throw node.unsupported("chooses a number that is not finite");
            }
        }
        return none ? null : terms.scaled(node, truth, numbers);
    }

    /** What is not chosen is multiplied by zero, which only a finite number survives. */
    private void requireFinite(OnnxNode node, int value) {
        int at = value;
        while (net.inputs(at).size() == 1 && !(net.op(at) instanceof Op.Conv)) {
            if (net.op(at) instanceof Op.Activation f
                    && (f.kind() == Kind.LOG || (f.kind() == Kind.POWER && f.a() != Math.rint(f.a())))) {
                throw node.unsupported("chooses a logarithm or root at some places, which is no number at others");
            }
            at = net.inputs(at).get(0);
        }
    }

    /** Where with a condition that no image has a part in: one of the values. */
    private Image known(OnnxNode node) {
        float[] truths = net.numbers(node, 0).toFloats();
        boolean first = truths.length > 0 && truths[0] != 0;
        for (float truth : truths) {
            if ((truth != 0) != first) {
                throw node.unsupported("chooses between values by a constant that is true in part");
            }
        }
        if (!(net.value(node, first ? 1 : 2) instanceof Image taken)) {
            throw node.unsupported("repeats a constant to the shape of a value");
        }
        int rank = taken.axes().length();
        boolean whole = truths.length == 1 && net.dims(net.value(node, 0)).length <= rank;
        OnnxValue other = net.value(node, first ? 2 : 1);
        long size = other instanceof Image image
                ? net.shape(image).size()
                : other instanceof OnnxValue.Numbers n ? n.tensor().size() : 1;
        if (!whole || size > net.shape(taken).size() || net.dims(other).length > rank) {
            throw node.unsupported("repeats a value to the shape of another");
        }
        return taken;
    }
}
