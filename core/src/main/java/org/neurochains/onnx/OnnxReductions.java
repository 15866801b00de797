package org.neurochains.onnx;

import java.util.stream.IntStream;
import org.neurochains.network.Border;
import org.neurochains.network.Extent;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Means, sums, largest values and the like over rows, columns and channels of each image. */
record OnnxReductions(OnnxLowering net, OnnxTerms terms) {
    /**
     * ReduceMean, ReduceMax, ReduceMin, ReduceSum, ReduceL1, ReduceSumSquare, ReduceLogSum or ReduceLogSumExp; of
     * ReduceL2 what is under the root.
     */
    Image reduce(OnnxNode node) {
        Image x = net.image(node, 0);
        boolean[] meant = meant(node, x);
        boolean keep = node.integer("keepdims", 1) != 0;
        return switch (node.op()) {
            case "ReduceMean" -> mean(node, x, meant, keep);
            case "ReduceMax" -> most(node, x, meant, keep);
            case "ReduceMin" -> terms.multiplied(node, most(node, terms.multiplied(node, x, -1), meant, keep), -1);
            case "ReduceL1" -> sum(node, net.applied(node, Kind.ABS, x), meant, keep);
            case "ReduceSumSquare", "ReduceL2" ->
                sum(node, net.applied(node, new Op.Activation(Kind.POWER, 2, 0), x), meant, keep);
            case "ReduceLogSum" -> net.applied(node, Kind.LOG, sum(node, x, meant, keep));
            case "ReduceLogSumExp" -> logSumExp(node, x, meant, keep);
            default -> sum(node, x, meant, keep);
        };
    }

    /** The dimensions that are reduced: those named, or all but that of the images. */
    private boolean[] meant(OnnxNode node, Image x) {
        int rank = x.axes().length();
        long[] axes = net.integers(node, 1, "axes");
        if (axes == null || axes.length == 0) {
            if (node.integer("noop_with_empty_axes", 0) != 0) {
                return new boolean[rank];
            }
            throw node.unsupported("takes one number of everything");
        }
        return net.named(node, rank, axes);
    }

    /** The largest value is taken off before, and added again, so that no power overflows. */
    private Image logSumExp(OnnxNode node, Image x, boolean[] meant, boolean keep) {
        Image most = most(node, x, meant, keep);
        Image less = terms.negated(node, most).as(x.axes());
        Image powers = net.applied(node, Kind.EXP, terms.plus(node, x, less));
        Image log = net.applied(node, Kind.LOG, sum(node, powers, meant, keep));
        return log.at(net.add(node, new Op.Add(), log.node(), most.node()));
    }

    /**
     * Softmax or LogSoftmax over some dimensions, within a network: powers over their sum; the largest value is taken
     * off before.
     */
    Image softmax(OnnxNode node, Image x, boolean[] over) {
        Image most = most(node, x, over, true);
        Image less = terms.plus(node, x, terms.negated(node, most).as(x.axes()));
        Image powers = net.applied(node, Kind.EXP, less);
        Image sum = sum(node, powers, over, true).as(x.axes());
        return node.op().equals("Softmax")
                ? terms.times(node, powers, net.applied(node, Kind.RECIPROCAL, sum))
                : terms.plus(node, less, terms.negated(node, net.applied(node, Kind.LOG, sum)));
    }

    /** The sum over some dimensions, which vanish. */
    Image sum(OnnxNode node, Image x, boolean[] meant) {
        return sum(node, x, meant, false);
    }

    /** The mean, times the number. */
    private Image sum(OnnxNode node, Image x, boolean[] meant, boolean keep) {
        Image mean = mean(node, x, meant, keep);
        Shape after = net.shape(mean);
        float number = (float) ((double) net.shape(x).size() / (double) after.size());
        return terms.multiplied(node, mean, number);
    }

    private Image mean(OnnxNode node, Image x, boolean[] meant, boolean keep) {
        Image over = isMeant(node, x, meant, 'C') ? meanOfChannels(node, x) : x;
        Extent left = left(node, x, meant);
        Op op = new Op.AdaptiveAveragePool(left.height(), left.width());
        return named(node, over, meant, keep, op, left);
    }

    private Image most(OnnxNode node, Image x, boolean[] meant, boolean keep) {
        Image over = isMeant(node, x, meant, 'C') ? mostOfChannels(node, x) : x;
        Extent left = left(node, x, meant);
        Shape shape = net.shape(x);
        Extent window = new Extent(shape.height() / left.height(), shape.width() / left.width());
        Op op = new Op.MaxPool(window, Extent.square(1), Border.NONE, Extent.square(1), false);
        return named(node, over, meant, keep, op, left);
    }

    private boolean isMeant(OnnxNode node, Image x, boolean[] meant, char axis) {
        int at = x.axes().indexOf(axis);
        boolean is = at >= 0 && meant[at] && net.length(x, axis) != 1;
        if (is && axis == 'N') {
            throw node.unsupported("takes one number of all images");
        }
        return is;
    }

    /** The rows and columns that are left. */
    private Extent left(OnnxNode node, Image x, boolean[] meant) {
        isMeant(node, x, meant, 'N');
        Shape shape = net.shape(x);
        boolean places = isMeant(node, x, meant, 'P');
        return new Extent(
                places || isMeant(node, x, meant, 'H') ? 1 : shape.height(),
                places || isMeant(node, x, meant, 'W') ? 1 : shape.width());
    }

    private Image named(OnnxNode node, Image x, boolean[] meant, boolean keep, Op op, Extent left) {
        Shape shape = net.shape(x);
        boolean already = left.height() == shape.height() && left.width() == shape.width();
        String axes = keep ? x.axes() : OnnxAxes.without(x.axes(), meant);
        String named = axes.replace("P", already ? "P" : "W");
        return new Image(already ? x.node() : net.add(node, op, x.node()), named, false);
    }

    /** As a convolution of one filter with equal weights. */
    private Image meanOfChannels(OnnxNode node, Image x) {
        int channels = (int) net.length(x, 'C');
        Tensor weight = Tensor.full(1.0 / channels, 1, channels, 1, 1);
        Op mean = new Op.Conv(weight, null, Op.Geometry.of(1, 1, 0));
        return net.applied(node, ".mean", mean, x.at(net.unflat(node, x.node())));
    }

    /** The larger of the first and the second half of the channels, until one is left. */
    private Image mostOfChannels(OnnxNode node, Image x) {
        Image most = x.at(net.unflat(node, x.node()));
        int channels = (int) net.length(x, 'C');
        while (channels > 1) {
            int half = (channels + 1) / 2;
            int from = channels - half;
            int first = net.select(node, most.node(), IntStream.range(0, half).toArray());
            int second = net.select(
                    node, most.node(), IntStream.range(from, channels).toArray());
            most = terms.larger(node, most.at(first), most.at(second));
            channels = half;
        }
        return most;
    }
}
