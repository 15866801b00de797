package org.neurochains.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Sums and products that operators of ONNX are made of, without being operators of their own. */
final class OnnxTerms {
    private final OnnxLowering net;
    private final OnnxElementwise elementwise;

    OnnxTerms(OnnxLowering net, OnnxElementwise elementwise) {
        this.net = net;
        this.elementwise = elementwise;
    }

    /** The numbers of an input that is the same for every image and no larger than a value; null of another input. */
    @Nullable Tensor constant(OnnxNode node, int i, Image beside) {
        if (!(net.value(node, i) instanceof Image image)) {
            return net.numbers(node, i);
        }
        Tensor repeated = net.repeated(image);
        boolean fits = repeated != null
                && net.shape(image.node()).size() <= net.shape(beside.node()).size();
        return fits ? repeated : null;
    }

    /** Numbers of a tensor for each channel and place of a value, as a value of its own. */
    static Image placed(OnnxLowering net, OnnxNode node, Image like, Tensor numbers) {
        String axes = like.axes();
        Shape shape = net.shape(like.node());
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
        return like.as(axes, net.add(node, ".places", constant));
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
        float[] numbers = elementwise.perChannel(node, x, constant);
        float[] signed = new float[numbers.length];
        for (int c = 0; c < numbers.length; c++) {
            signed[c] = image ? -numbers[c] : numbers[c];
        }
        return applied(node, OnnxElementwise.norm(filled(x, image ? 1 : -1), signed), x);
    }

    /** An operation of one value that leaves its dimensions as they are. */
    Image applied(OnnxNode node, Op op, Image x) {
        return x.as(x.axes(), net.add(node, op, x.node()));
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
        boolean swapped =
                net.shape(first.node()).size() < net.shape(second.node()).size();
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
        return large.as(large.axes(), net.add(node, op, x, y));
    }

    /**
     * A value of one channel, or of one row or column of several, repeated to the size of another; a number for each
     * channel stays, as sums and products take it.
     */
    Image widened(OnnxNode node, Image value, Image like) {
        Shape shape = net.shape(value.node());
        Shape wanted = net.shape(like.node());
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
        return value.as(value.axes(), at);
    }

    /** 1 less a value. */
    Image opposite(OnnxNode node, Image x) {
        return applied(node, OnnxElementwise.norm(filled(x, -1), filled(x, 1)), x);
    }

    /** A value times a number for each channel; the value itself stays. */
    Image scaled(OnnxNode node, Image x, float[] by) {
        return applied(node, OnnxElementwise.norm(by, filled(x, 0)), x);
    }

    /** The negative of a value, which itself stays. */
    Image negated(OnnxNode node, Image x) {
        return scaled(node, x, filled(x, -1));
    }

    /** A value plus a number; the value itself stays. */
    Image shifted(OnnxNode node, Image x, double by) {
        Op shift = OnnxElementwise.norm(filled(x, 1), filled(x, (float) by));
        return by == 0 ? x : applied(node, shift, x);
    }

    /** A number for each channel of a value. */
    float[] filled(Image like, float number) {
        return OnnxElementwise.filled(net.shape(like.node()).channels(), number);
    }
}
