package org.neurochains.onnx;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Normalisations of ONNX: by stored statistics, by the image's own, and by lengths. */
record OnnxNormalisation(OnnxLowering net, OnnxTerms terms) {
    /** Keeps a vector of zeros from being divided by zero; so small that no other length shows it. */
    private static final double TINY = 1e-24;
    /** What may be added to a length, or be its least value, as if it were nothing. */
    private static final double NEGLIGIBLE = 1e-5;

    Image batchNorm(OnnxNode node) {
        if (node.integer("spatial", 1) != 1) {
            throw node.unsupported("normalises each position by itself");
        }
        Image x = net.image(node, 0);
        if (x.axes().indexOf('C') != 1) {
            throw node.fault("takes its dimensions in the order " + x.axes(), OnnxLowering.PLAIN);
        }
        Tensor[] stored = new Tensor[4];
        for (int i = 0; i < 4; i++) {
            stored[i] = net.weights(node, i + 1, 1);
            if (stored[i].size() != net.length(x, 'C')) {
                throw node.damaged("has " + stored[i].size() + " values for " + net.length(x, 'C') + " channels");
            }
        }
        double eps = node.real("epsilon", 1e-5);
        if (stored[3].min(0).item() + eps <= 0) {
            throw node.damaged("has a variance below zero");
        }
        Op norm = new Op.BatchNorm(stored[0], stored[1], stored[2], stored[3], eps);
        return net.applied(node, norm, x);
    }

    /**
     * InstanceNormalization, GroupNormalization (since opset 21, a scale for each channel) and LayerNormalization over
     * channels, over all places of each or over both.
     */
    Image norm(OnnxNode node) {
        Image x = net.image(node, 0);
        int channels = (int) net.length(x, 'C');
        int rank = x.axes().length();
        boolean layer = node.op().equals("LayerNormalization");
        int axis = layer ? net.axis(node, node.integer("axis", -1), rank) : rank - 1;
        if (layer && axis < rank - 1 && x.axes().equals("NCHW") && (axis == 1 || axis == 2)) {
            return overPlaces(node, x, axis);
        }
        Tensor gamma = net.weights(node, 1, 1);
        Tensor beta = node.hasInput(2) ? net.weights(node, 2, 1) : gamma.zerosLike();
        long groups = layer ? 1 : node.integer("num_groups", channels);
        if (groups < 1 || channels % groups != 0) {
            throw node.fault("normalises " + channels + " channels in " + groups + " groups", "take another file");
        }
        if (gamma.size() == groups && groups != channels && beta.size() == groups) {
            gamma = each(gamma, channels);
            beta = each(beta, channels);
        }
        boolean last = axis == rank - 1 && x.axes().endsWith("C");
        boolean maps = x.axes().equals("NCHW") || x.axes().equals("NCP");
        if (gamma.size() != channels || beta.size() != channels || (layer ? !last : !maps)) {
            throw node.unsupported("normalises dimensions " + x.axes() + " with " + gamma.size() + " scales");
        }
        Op norm = new Op.Norm((int) groups, !layer, gamma, beta, epsilon(node));
        return net.applied(node, norm, x.at(net.unflat(node, x.node())));
    }

    /** Layer normalisation over rows and columns, or these and channels, perhaps with a scale for each place. */
    private Image overPlaces(OnnxNode node, Image x, int axis) {
        int channels = (int) net.length(x, 'C');
        int groups = axis > 1 ? channels : 1;
        Tensor scale = net.weights(node, 1, 4 - axis);
        Tensor shift = node.hasInput(2) ? net.weights(node, 2, 4 - axis) : scale.zerosLike();
        for (int i = axis; i < 4; i++) {
            long length = net.length(x, x.axes().charAt(i));
            if (scale.dim(i - axis) != length || shift.dim(i - axis) != length) {
                throw node.unsupported("normalises " + net.shape(x) + " with scales of another shape");
            }
        }
        Tensor gamma = perChannel(scale, channels, axis);
        Tensor beta = perChannel(shift, channels, axis);
        Image maps = x.at(net.unflat(node, x.node()));
        if (gamma != null && beta != null) {
            return net.applied(node, new Op.Norm(groups, true, gamma, beta, epsilon(node)), maps);
        }
        Tensor ones = Tensor.full(1, channels);
        Op norm = new Op.Norm(groups, true, ones, ones.zerosLike(), epsilon(node));
        Image normed = net.applied(node, ".norm", norm, maps);
        int scales = terms.placed(node, normed, scale).node();
        int scaled = net.add(node, ".scaled", new Op.Mul(), normed.node(), scales);
        int shifts = terms.placed(node, normed, shift).node();
        return normed.at(net.add(node, new Op.Add(), scaled, shifts));
    }

    /** Numbers of a norm over places as one for each channel; null where they differ between places. */
    private static @Nullable Tensor perChannel(Tensor scales, int channels, int axis) {
        Tensor rows = scales.reshape(axis == 1 ? channels : 1, -1);
        Tensor first = rows.narrow(1, 0, 1);
        if (axis > 2 || rows.sub(first).abs().sum().item() != 0) {
            return null;
        }
        return first.expand(axis == 1 ? channels : 1, 1)
                .contiguous()
                .reshape(-1)
                .expand(channels)
                .contiguous();
    }

    private static double epsilon(OnnxNode node) {
        double eps = node.real("epsilon", 1e-5);
        if (!(eps >= 0)) {
            throw node.fault("has epsilon " + eps, "take another file");
        }
        return eps;
    }

    /** Instance normalisation of groups in one row each: group normalisation, with a scale for each group. */
    OnnxValue norm(OnnxNode node, OnnxValue.Groups x) {
        if (!node.op().equals("InstanceNormalization") || !x.flat()) {
            throw node.unsupported("works on groups of channels");
        }
        int channels = net.shape(x.image()).channels();
        Tensor gamma = net.weights(node, 1, 1);
        Tensor beta = net.weights(node, 2, 1);
        if (gamma.size() != x.groups() || beta.size() != x.groups()) {
            throw node.fault("has " + gamma.size() + " scales for " + x.groups() + " groups", "take another file");
        }
        Op norm = new Op.Norm(x.groups(), true, each(gamma, channels), each(beta, channels), epsilon(node));
        return new OnnxValue.Groups(net.applied(node, norm, x.image()), x.groups(), false, true);
    }

    /** The number of each group for each of its channels. */
    private static Tensor each(Tensor perGroup, int channels) {
        long groups = perGroup.size();
        return perGroup.reshape(-1, 1)
                .expand(groups, channels / groups)
                .reshape(-1)
                .contiguous();
    }

    Image lrn(OnnxNode node) {
        Image x = net.image(node, 0);
        long size = node.integer("size", 0);
        if (size < 1 || size > 1 << 14) {
            throw node.fault("normalises over " + size + " channels", "one or more is possible");
        }
        Op lrn = new Op.Lrn((int) size, node.real("alpha", 1e-4), node.real("beta", 0.75), node.real("bias", 1));
        return Image.maps(net.add(node, lrn, net.maps(node, x)));
    }

    /** LpNormalization over channels: each divided by the length of all. */
    Image byLength(OnnxNode node) {
        Image x = net.image(node, 0);
        int axis = net.axis(node, node.integer("axis", -1), x.axes().length());
        if (x.axes().charAt(axis) != 'C' || node.integer("p", 2) != 2) {
            throw node.unsupported("normalises dimension " + axis + " by the norm of order " + node.integer("p", 2));
        }
        return byLength(node, x);
    }

    /** As response normalisation over all channels, which is this with such numbers. */
    private Image byLength(OnnxNode node, Image x) {
        int size = Math.toIntExact(2 * net.length(x, 'C') - 1);
        return net.applied(node, new Op.Lrn(size, size, .5, TINY), x.at(net.unflat(node, x.node())));
    }

    /** ReduceL2: over places a number; over channels what only a division can take. */
    OnnxValue lengths(OnnxNode node, OnnxReductions reductions) {
        Image x = net.image(node, 0);
        int axis = net.onlyAxis(node, x.axes().length());
        if (axis >= 0 && x.axes().charAt(axis) == 'C' && node.integer("keepdims", 1) != 0) {
            return new OnnxValue.Lengths(x);
        }
        Image sum = reductions.reduce(node);
        return net.applied(node, ".root", new Op.Activation(Kind.POWER, .5, 0), sum);
    }

    /** What a length goes through before something is divided by it: repeated, or kept from zero. */
    OnnxValue.Lengths kept(OnnxNode node, OnnxValue.Lengths lengths) {
        Double least = node.op().equals("Clip") || node.op().equals("Add") ? net.scalar(node, 1) : Double.valueOf(0);
        boolean negligible = least != null && least >= 0 && least <= NEGLIGIBLE;
        boolean bounded = node.op().equals("Clip") && net.scalar(node, 2) != null;
        boolean known = switch (node.op()) {
            case "Clip", "Add", "Expand", "Identity" -> true;
            default -> false;
        };
        if (!known || !negligible || bounded) {
            throw node.unsupported("works on a length over channels, by which only a value can be divided");
        }
        return lengths;
    }

    /** A value divided by its length over channels. */
    Image divided(OnnxNode node, OnnxValue.Lengths by) {
        Image x = net.image(node, 0);
        if (!node.op().equals("Div") || !x.equals(by.image())) {
            throw node.unsupported("combines a value with another one's length");
        }
        return byLength(node, x);
    }
}
