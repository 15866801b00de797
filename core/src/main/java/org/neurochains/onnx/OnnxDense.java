package org.neurochains.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Fully connected layers of ONNX: products with stored matrices. */
record OnnxDense(OnnxLowering net, OnnxTerms terms, OnnxReductions reductions) {
    /** alpha A B + beta C with stored B and C. */
    Image gemm(OnnxNode node) {
        Image given = net.image(node, 0);
        boolean turned = node.integer("transA", 0) != 0;
        if (turned != given.axes().equals("CN")) {
            throw node.unsupported("takes its input in the order " + given.axes());
        }
        Image a = turned ? given.as("NC") : given;
        Tensor b = net.weights(node, 1, 2);
        Tensor weight = node.integer("transB", 0) != 0 ? b : b.permute(1, 0).contiguous();
        double alpha = node.real("alpha", 1);
        Tensor scaled = alpha == 1 ? weight : weight.mul(alpha);
        return linear(node, a, scaled, bias(node, weight.dim(0)));
    }

    private @Nullable Tensor bias(OnnxNode node, long outputs) {
        if (!node.hasInput(2)) {
            return null;
        }
        Tensor c = net.numbers(node, 2);
        long last = c.rank() == 0 ? 1 : c.dim(-1);
        if (c.size() != last || (last != 1 && last != outputs)) {
            throw node.fault(
                    "adds a constant of shape " + Arrays.toString(c.shape()) + " to " + outputs + " outputs",
                    "one number for each is needed");
        }
        double beta = node.real("beta", 1);
        Tensor bias = c.reshape(-1);
        Tensor whole = last == outputs ? bias : bias.expand(outputs).contiguous();
        return beta == 1 ? whole : whole.mul(beta);
    }

    /** A product with a stored matrix: a fully connected layer, or means over windows written as one. */
    Image matMul(OnnxNode node) {
        if (!(net.value(node, 0) instanceof Image)) {
            return rows(node);
        }
        Image a = net.image(node, 0);
        if (net.value(node, 1) instanceof Image) {
            return weighted(node, a, net.image(node, 1));
        }
        Tensor b = net.weights(node, 1, 2);
        if (a.axes().equals("NCHW")) {
            return columns(node, a, b);
        }
        Shape shape = net.shape(a);
        boolean pointwise =
                a.axes().equals("NHWC") && shape.height() * shape.width() > 1 && b.dim(0) == shape.channels();
        if (pointwise) {
            // a product along the channels of every place
            Tensor filters = b.permute(1, 0).contiguous().reshape(b.dim(1), b.dim(0), 1, 1);
            return net.applied(node, new Op.Conv(filters, null, Op.Geometry.of(1, 1, 0)), a);
        }
        return linear(node, a, b.permute(1, 0).contiguous(), null);
    }

    /** The sum over the places of each channel, weighted by a map of one channel: a pooling by attention. */
    private Image weighted(OnnxNode node, Image a, Image b) {
        int last = a.axes().length() - 1;
        boolean overPlaces = last == b.axes().length() - 1
                && a.axes().charAt(last) == 'P'
                && b.axes().charAt(last - 1) == 'P';
        boolean single = net.shape(a).channels() == 1 || net.shape(b).channels() == 1;
        if (!overPlaces || !single || last < 2) {
            throw OnnxOperators.transformer(node);
        }
        Image product = terms.times(node, a.as("NCP"), b.as("NCP"));
        Image sum = reductions.sum(node, product, new boolean[] {false, false, true});
        long[] dims = new long[last];
        Arrays.fill(dims, 1);
        dims[last - 2] = net.length(a, a.axes().charAt(last - 1));
        dims[last - 1] = net.length(b, b.axes().charAt(last));
        String axes = OnnxAxes.matched(sum.axes(), axis -> net.length(sum, axis), dims);
        if (axes == null) {
            throw OnnxOperators.transformer(node);
        }
        return sum.as(axes);
    }

    private Image linear(OnnxNode node, Image a, Tensor weight, @Nullable Tensor bias) {
        Shape shape = net.shape(a);
        boolean point = shape.height() == 1 && shape.width() == 1;
        if (!point || !a.axes().endsWith("C") || weight.dim(1) != shape.channels()) {
            throw node.fault(
                    "a matrix of shape " + Arrays.toString(weight.shape()) + " does not fit its input of " + shape,
                    "fully connected layers take a vector of features");
        }
        return net.applied(node, new Op.Linear(weight, bias), a.at(net.features(node, a)));
    }

    private Image columns(OnnxNode node, Image a, Tensor matrix) {
        int x = net.maps(node, a);
        Shape shape = net.shape(x);
        Tensor turned = matrix.permute(1, 0).contiguous();
        Op op = means(turned, shape.width())
                ? new Op.AdaptiveAveragePool(shape.height(), (int) matrix.dim(1))
                : new Op.Resample(ResampleMatrices.same(shape.height()), turned);
        return Image.maps(net.add(node, op, x));
    }

    private Image rows(OnnxNode node) {
        Image x = net.image(node, 1);
        Tensor matrix = net.weights(node, 0, 2);
        if (x.axes().equals("CN")) {
            return linear(node, x.as("NC"), matrix, null).as("CN");
        }
        if (!x.axes().equals("NCHW")) {
            throw node.unsupported("multiplies a stored matrix with a value of dimensions " + x.axes());
        }
        int maps = net.maps(node, x);
        Shape shape = net.shape(maps);
        Op op = means(matrix, shape.height())
                ? new Op.AdaptiveAveragePool((int) matrix.dim(0), shape.width())
                : new Op.Resample(matrix, ResampleMatrices.same(shape.width()));
        return Image.maps(net.add(node, op, maps));
    }

    /** Whether a matrix takes means of the windows of adaptive pooling. */
    private static boolean means(Tensor matrix, int length) {
        float[] given = matrix.contiguous().toFloats();
        int outputs = (int) matrix.dim(0);
        boolean means = matrix.dim(1) == length && outputs > 0;
        for (int i = 0; means && i < given.length; i++) {
            means = Math.abs(given[i] - share(i / length, i % length, outputs, length)) < 1e-6;
        }
        return means;
    }

    /** What an input position contributes to an output of adaptive average pooling. */
    static float share(int output, int input, int outputs, int inputs) {
        int from = (int) ((long) output * inputs / outputs);
        int to = (int) (((long) (output + 1) * inputs + outputs - 1) / outputs);
        return input >= from && input < to ? 1f / (to - from) : 0;
    }
}
