package org.neurochains.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Sums, products and limits that operators of ONNX are made of, without being operators of their own. */
record OnnxTerms(OnnxLowering net) {
    /** The numbers of an input that is the same for every image and no larger than a value; null of another input. */
    @Nullable Tensor constant(OnnxNode node, int i, Image beside) {
        if (!(net.value(node, i) instanceof Image image)) {
            return net.numbers(node, i);
        }
        Tensor repeated = net.repeated(image);
        boolean fits =
                repeated != null && net.shape(image).size() <= net.shape(beside).size();
        return fits ? repeated : null;
    }

    /** Numbers of a tensor for each channel and place of a value, as a value of its own. */
    Image placed(OnnxNode node, Image like, Tensor numbers) {
        String axes = like.axes();
        Shape shape = net.shape(like);
        int ahead = axes.length() - numbers.rank();
        long[] dims = new long[axes.length()];
        boolean fits = ahead >= 0;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = axes.charAt(i) == 'N' ? 1 : net.length(like, axes.charAt(i));
            fits &= i < ahead || numbers.dim(i - ahead) == 1 || numbers.dim(i - ahead) == dims[i];
        }
        if (!fits) {
            throw node.unsupported(
                    "combines " + shape + " with a constant of shape " + Arrays.toString(numbers.shape()));
        }
        Tensor whole = numbers.expand(dims);
        int[] order = "CPHW".chars().map(axes::indexOf).filter(at -> at >= 0).toArray();
        int[] rest = IntStream.range(0, dims.length)
                .filter(at -> "CPHW".indexOf(axes.charAt(at)) < 0)
                .toArray();
        Tensor maps = whole.permute(IntStream.concat(Arrays.stream(rest), Arrays.stream(order))
                        .mapToLong(at -> at)
                        .toArray())
                .contiguous()
                .reshape(shape.channels(), shape.height(), shape.width());
        Op constant = new Op.Constant(maps, shape.height(), shape.width());
        return like.at(net.add(node, ".places", constant));
    }

    /** One input less another; at least one is computed from the images. */
    Image difference(OnnxNode node, int i, int j) {
        boolean image = net.value(node, i) instanceof Image a && net.repeated(a) == null;
        Image x = net.image(node, image ? i : j);
        Tensor constant = constant(node, image ? j : i, x);
        if (constant == null) {
            Image y = net.image(node, image ? j : i);
            return plus(node, image ? x : y, negated(node, image ? y : x));
        }
        float[] numbers = perChannel(node, x, constant);
        Op difference = image ? norm(filled(x, 1), negative(numbers)) : norm(filled(x, -1), numbers);
        return net.applied(node, difference, x);
    }

    /** A product, place by place; one factor may be a number for each channel, or for each place. */
    Image times(OnnxNode node, Image a, Image b) {
        return combined(node, new Op.Mul(), a, b);
    }

    /** A sum, place by place; one term may be a number for each channel, or for each place. */
    Image plus(OnnxNode node, Image a, Image b) {
        return combined(node, new Op.Add(), a, b);
    }

    private Image combined(OnnxNode node, Op op, Image a, Image b) {
        Image first = widened(node, a, b);
        Image second = widened(node, b, first);
        boolean swapped = net.shape(first).size() < net.shape(second).size();
        Image large = swapped ? second : first;
        Image small = swapped ? first : second;
        if (!large.axes().equals(small.axes())) {
            throw node.unsupported("combines a value of dimensions " + a.axes() + " with one of " + b.axes());
        }
        int x = large.node();
        int y = small.node();
        if (net.shape(x).flat() != net.shape(y).flat()) {
            x = net.unflat(node, x);
            y = net.unflat(node, y);
        }
        return large.at(net.add(node, op, x, y));
    }

    /**
     * A value of one channel, or of one row or column of several, repeated to the size of another; a number for each
     * channel stays, as sums and products take it.
     */
    Image widened(OnnxNode node, Image value, Image like) {
        Shape shape = net.shape(value);
        Shape wanted = net.shape(like);
        int at = value.node();
        if (shape.channels() == 1 && wanted.channels() > 1) {
            at = net.select(node, at, new int[wanted.channels()]);
        }
        boolean row = shape.height() == 1 && shape.width() > 1 && wanted.height() > 1;
        boolean column = shape.width() == 1 && shape.height() > 1 && wanted.width() > 1;
        if (row || column) {
            Tensor rows = row ? Tensor.full(1, wanted.height(), 1) : ResampleMatrices.same(shape.height());
            Tensor columns = column ? Tensor.full(1, wanted.width(), 1) : ResampleMatrices.same(shape.width());
            at = net.add(node, ".repeated", new Op.Resample(rows, columns), at);
        }
        return value.at(at);
    }

    /** 1 less a value. */
    Image opposite(OnnxNode node, Image x) {
        return net.applied(node, norm(filled(x, -1), filled(x, 1)), x);
    }

    /** A value times a number for each channel; the value itself stays. */
    Image scaled(OnnxNode node, Image x, float[] by) {
        return net.applied(node, norm(by, filled(x, 0)), x);
    }

    /** The same with one number. */
    Image scaled(OnnxNode node, Image x, float by) {
        return scaled(node, x, filled(x, by));
    }

    /** The negative of a value, which itself stays. */
    Image negated(OnnxNode node, Image x) {
        return scaled(node, x, -1);
    }

    /** A value plus a number; the value itself stays. */
    Image shifted(OnnxNode node, Image x, double by) {
        return by == 0 ? x : net.applied(node, norm(filled(x, 1), filled(x, (float) by)), x);
    }

    /** The larger of two values of one shape. */
    Image larger(OnnxNode node, Image a, Image b) {
        return extreme(node, a, b, true);
    }

    /** The larger, or the smaller, of two values of one shape: b + relu(a - b), b - relu(b - a). */
    Image extreme(OnnxNode node, Image a, Image b, boolean larger) {
        if (!a.axes().equals(b.axes()) || !net.shape(a).equals(net.shape(b))) {
            throw node.unsupported("compares values of the shapes " + net.shape(a) + " and " + net.shape(b));
        }
        Op minus = norm(filled(a, -1), filled(a, 0));
        int first = larger ? a.node() : b.node();
        int second = larger ? b.node() : a.node();
        int negative = net.add(node, ".negative", minus, second);
        int over = net.add(node, ".over", new Op.Relu(), net.add(node, ".difference", new Op.Add(), first, negative));
        int part = larger ? over : net.add(node, ".minus", minus, over);
        return b.at(net.add(node, new Op.Add(), b.node(), part));
    }

    /** Whether a constant is one number for each channel, or one for all. */
    boolean isPerChannel(Image x, Tensor constant) {
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
                throw node.unsupported("combines " + net.shape(x) + " with a constant of shape "
                        + Arrays.toString(shape) + ", not one number per channel");
            }
        }
        if (ahead < 0) {
            throw node.unsupported("adds dimensions by a constant of shape " + Arrays.toString(shape));
        }
        float[] values = constant.toFloats();
        return values.length == 1 ? filled(x, values[0]) : values;
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
        return net.applied(node, norm(scale, shift), x);
    }

    /** A value times a number, merged likewise. */
    Image multiplied(OnnxNode node, Image x, float by) {
        return affine(node, x, filled(x, by), filled(x, 0));
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

    static boolean all(float[] values, float wanted) {
        for (float value : values) {
            if (value != wanted) {
                return false;
            }
        }
        return true;
    }

    /** A number for each channel of a value. */
    float[] filled(Image like, float number) {
        float[] values = new float[net.shape(like).channels()];
        Arrays.fill(values, number);
        return values;
    }

    static float[] negative(float[] values) {
        float[] negative = values.clone();
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -negative[i];
        }
        return negative;
    }

    /** The limits to an interval; a ReLU where it can be one. */
    static Op limits(double low, double high) {
        return low == 0 && high == Double.POSITIVE_INFINITY ? new Op.Relu() : new Op.Activation(Kind.CLIP, low, high);
    }
}
