package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Quoted;
import org.neurochains.network.Extent;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/** Operators of ONNX that put a map's values at other places: resizing, borders, blocks, transposed convolution. */
record OnnxResampling(OnnxLowering net) {
    private static final int LARGEST_SIDE = 1 << 11;
    private static final int LARGEST_BLOCK = 8;

    // --- resizing ---

    /** Resize, and Upsample before it. */
    Image resize(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        Shape shape = net.shape(x);
        if (node.integer("antialias", 0) != 0
                || !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw node.unsupported("filters, or keeps the ratio of the sides");
        }
        boolean old = node.op().equals("Upsample");
        int at = old || node.opset() < 11 ? 1 : 2;
        double[] scales = axes(node, scales(node, at), 1);
        double[] sizes = axes(node, numbers(net.integers(node, 3)), 0);
        double[] lengths = {1, shape.channels(), shape.height(), shape.width()};
        int[] out = new int[4];
        for (int i = 0; i < 4; i++) {
            double wanted = sizes != null ? sizes[i] : scales == null ? -1 : Math.floor(lengths[i] * scales[i]);
            boolean left = sizes != null && (sizes[i] == 0 || (i == 0 && images(sizes[i])));
            wanted = left ? lengths[i] : wanted;
            if (!(wanted >= 1 && wanted <= LARGEST_SIDE) || (i < 2 && wanted != lengths[i])) {
                throw node.fault(
                        "resizes " + shape + " by " + Arrays.toString(sizes == null ? scales : sizes),
                        "rows and columns can be, up to " + LARGEST_SIDE);
            }
            out[i] = (int) wanted;
        }
        Tensor[] matrices = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            int length = (int) lengths[i + 2];
            double scale = scales == null ? (double) out[i + 2] / length : scales[i + 2];
            matrices[i] = matrix(node, out[i + 2], length, scale);
        }
        return Image.maps(net.add(node, new Op.Resample(matrices[0], matrices[1]), x));
    }

    /** Whether a size is the number of images that the file was written for, or one that is left open. */
    private boolean images(double size) {
        return size == OnnxValue.BATCH || size == 1 || size == net.declaredBatch();
    }

    private double @Nullable [] scales(OnnxNode node, int input) {
        if (node.has("scales")) {
            return node.reals("scales").stream().mapToDouble(Float::doubleValue).toArray();
        }
        Tensor tensor = node.hasInput(input) ? net.numbers(node, input) : null;
        if (tensor == null || tensor.size() == 0) {
            return null;
        }
        return tensor.toDoubles();
    }

    private static double @Nullable [] numbers(long @Nullable [] values) {
        return values == null || values.length == 0
                ? null
                : Arrays.stream(values).asDoubleStream().toArray();
    }

    /** A number for each of the four dimensions, from those of the dimensions that are named. */
    private double @Nullable [] axes(OnnxNode node, double @Nullable [] given, double otherwise) {
        if (given == null) {
            return null;
        }
        long[] axes = node.integers("axes");
        double[] all = new double[4];
        Arrays.fill(all, otherwise);
        if (given.length != (axes == null ? 4 : axes.length)) {
            throw node.fault("has " + given.length + " scales or sizes", "one is for each dimension");
        }
        for (int i = 0; i < given.length; i++) {
            all[axes == null ? i : net.axis(node, axes[i], 4)] = given[i];
        }
        return all;
    }

    private static Tensor matrix(OnnxNode node, int out, int length, double scale) {
        boolean old = node.op().equals("Upsample") || node.opset() < 11;
        String mode = node.text("mode", "nearest");
        String coordinates = old ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
        String rounding = old ? "floor" : node.text("nearest_mode", "round_prefer_floor");
        if (!mode.equals("nearest") && !mode.equals("linear") && !(old && mode.equals("bilinear"))) {
            throw node.unsupported("resizes by mode " + Quoted.of(mode));
        }
        return ResampleMatrices.of(out, length, (i, shares) -> {
            double at = position(node, coordinates, i, new int[] {out, length}, scale);
            if (mode.equals("nearest")) {
                shares.add((int) limited(rounded(node, rounding, at), length), 1);
            } else {
                double inside = limited(at, length);
                int low = (int) inside;
                shares.add(low, 1 - (inside - low));
                shares.add(low + 1, inside - low);
            }
        });
    }

    private static double limited(double position, int length) {
        return Math.max(0, Math.min(position, length - 1));
    }

    /** Where in the input an output lies, as the operator's definition has it. */
    private static double position(OnnxNode node, String coordinates, int i, int[] outAndIn, double scale) {
        int out = outAndIn[0];
        int in = outAndIn[1];
        return switch (coordinates) {
            case "half_pixel" -> (i + .5) / scale - .5;
            case "pytorch_half_pixel" -> out > 1 ? (i + .5) / scale - .5 : 0;
            case "half_pixel_symmetric" -> in / 2. * (1 - out / (scale * in)) + (i + .5) / scale - .5;
            case "asymmetric" -> i / scale;
            case "align_corners" -> out > 1 ? i * (in - 1.) / (out - 1) : 0;
            default -> throw node.unsupported("places pixels by " + Quoted.of(coordinates));
        };
    }

    private static double rounded(OnnxNode node, String mode, double at) {
        return switch (mode) {
            case "round_prefer_floor" -> Math.ceil(at - .5);
            case "round_prefer_ceil" -> Math.floor(at + .5);
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            default -> throw node.unsupported("rounds positions by " + Quoted.of(mode));
        };
    }

    // --- borders ---

    /**
     * A border that shows the map itself.
     *
     * @param border rows above, columns before, rows below, columns behind; a negative number cuts off
     */
    int bordered(OnnxNode node, String mode, int x, int... border) {
        Shape shape = net.shape(x);
        Tensor rows = border(node, mode, shape.height(), border[0], border[2]);
        Tensor columns = border(node, mode, shape.width(), border[1], border[3]);
        return net.add(node, new Op.Resample(rows, columns), x);
    }

    private static Tensor border(OnnxNode node, String mode, int length, int before, int after) {
        int most = mode.equals("reflect") ? length - 1 : mode.equals("wrap") ? length : LARGEST_SIDE;
        long out = (long) length + before + after;
        if (before > most || after > most || out < 1 || out > LARGEST_SIDE) {
            throw node.fault("pads " + length + " places by " + before + " and " + after, "take larger images");
        }
        return ResampleMatrices.of((int) out, length, (i, shares) -> {
            int at = i - before;
            shares.add(
                    switch (mode) {
                        case "reflect" -> at < 0 ? -at : at < length ? at : 2 * (length - 1) - at;
                        case "edge" -> Math.max(0, Math.min(at, length - 1));
                        case "wrap" -> Math.floorMod(at, length);
                        default -> throw node.unsupported("pads by " + Quoted.of(mode));
                    },
                    1);
        });
    }

    // --- blocks ---

    private int block(OnnxNode node) {
        long size = node.integer("blocksize", 0);
        if (size < 1 || size > LARGEST_BLOCK) {
            throw node.fault("has blocks of " + size, "between 1 and " + LARGEST_BLOCK + " is possible");
        }
        return (int) size;
    }

    /** Each place of a block becomes channels of its own. */
    Image spaceToDepth(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        return toDepth(node, x, block(node));
    }

    /** Blocks of places as channels, or channels as blocks of places. */
    Image joined(OnnxNode node, OnnxValue.Blocks blocks, long[] target) {
        int x = blocks.image().node();
        int size = blocks.size();
        Shape shape = net.shape(x);
        if (!blocks.turned() || target.length != 4) {
            throw node.unsupported("reshapes blocks of places to " + target.length + " dimensions");
        }
        if (!blocks.down()) {
            return toSpace(node, x, size, blocks.placesFirst() ? "DCR" : "CRD");
        }
        Image depth = toDepth(node, x, size);
        if (blocks.placesFirst()) {
            return depth;
        }
        int area = size * size;
        int[] order = IntStream.range(0, shape.channels() * area)
                .map(i -> i % area * shape.channels() + i / area)
                .toArray();
        return depth.at(net.select(node, depth.node(), order));
    }

    private Image toDepth(OnnxNode node, int x, int size) {
        Shape shape = net.shape(x);
        if (shape.height() % size != 0 || shape.width() % size != 0) {
            throw node.fault("divides " + shape + " into blocks of " + size, "take images of another size");
        }
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < size * size; i++) {
            String part = "." + i;
            int cut = net.add(node, part + ".crop", new Op.Pad(-(i / size), -(i % size), 0, 0, 0), x);
            parts.add(net.add(node, part, new Op.Subsample(size), cut));
        }
        return Image.maps(net.add(node, new Op.Concat(), parts.toArray(Integer[]::new)));
    }

    /** Channels become the places of blocks. */
    Image depthToSpace(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        return toSpace(node, x, block(node), node.text("mode", "DCR"));
    }

    private Image toSpace(OnnxNode node, int x, int size, String mode) {
        Shape shape = net.shape(x);
        int area = size * size;
        if (shape.channels() % area != 0 || !(mode.equals("DCR") || mode.equals("CRD"))) {
            throw node.damaged(
                    "makes blocks of " + area + " from " + shape.channels() + " channels by " + Quoted.of(mode));
        }
        int channels = shape.channels() / area;
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < area; i++) {
            int[] picked = new int[channels];
            for (int c = 0; c < channels; c++) {
                picked[c] = mode.equals("DCR") ? i * channels + c : c * area + i;
            }
            int part = net.select(node, x, picked);
            Tensor rows = ResampleMatrices.spread(shape.height() * size, shape.height(), i / size, size);
            Tensor columns = ResampleMatrices.spread(shape.width() * size, shape.width(), i % size, size);
            parts.add(net.add(node, "." + i, new Op.Resample(rows, columns), part));
        }
        return Image.maps(net.add(node, new Op.Add(), parts.toArray(Integer[]::new)));
    }

    // --- transposed convolution ---

    /** A convolution of the input with zeros between its places, its kernels turned by half a turn. */
    Image transposedConv(OnnxNode node) {
        int x = net.maps(node, net.image(node, 0));
        Tensor weight = net.weights(node, 1, 4);
        Tensor bias = node.hasInput(2) ? net.weights(node, 2, 1) : null;
        int channels = net.shape(x).channels();
        long groups = node.integer("group", 1);
        int[] named = node.sizes("kernel_shape", 1, (int) weight.dim(2), (int) weight.dim(3));
        boolean fits = groups >= 1
                && weight.size() > 0
                && weight.dim(0) == channels
                && channels % groups == 0
                && weight.dim(2) == named[0]
                && weight.dim(3) == named[1]
                && (bias == null || bias.size() == weight.dim(1) * groups);
        if (!fits) {
            throw OnnxWindows.misfit(node, weight, channels);
        }
        if (node.has("output_shape") || !List.of("NOTSET", "VALID", "").contains(node.text("auto_pad", "NOTSET"))) {
            throw node.unsupported("chooses its border by the size of its output");
        }
        int[] stride = node.sizes("strides", 1, 1, 1);
        int[] dilation = node.sizes("dilations", 1, 1, 1);
        int[] pads = node.sizes("pads", 0, 0, 0, 0, 0);
        int[] more = node.sizes("output_padding", 0, 0, 0);
        Tensor[] places = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            int length = i == 0 ? net.shape(x).height() : net.shape(x).width();
            int reach = dilation[i] * (named[i] - 1);
            long out = (length - 1L) * stride[i] - pads[i] - pads[i + 2] + more[i] + 2L * reach + 1;
            if (out <= reach || reach > LARGEST_SIDE || out > LARGEST_SIDE + 2L * reach) {
                throw node.fault("has no output of a possible size for " + net.shape(x), "take other images");
            }
            places[i] = ResampleMatrices.spread((int) out, length, reach - pads[i], stride[i]);
        }
        int spread = net.add(node, ".spread", new Op.Resample(places[0], places[1]), x);
        Op.Geometry geometry = new Op.Geometry(
                new Extent(named[0], named[1]),
                Extent.square(1),
                Extent.square(0),
                new Extent(dilation[0], dilation[1]),
                (int) groups);
        Op conv = new Op.Conv(turned(weight, (int) groups), bias, geometry);
        return Image.maps(net.addNamed(node, OnnxWindows.name(node), conv, spread));
    }

    /** (in, out / groups, height, width) as (out, in / groups, height, width), rows and columns from behind. */
    private static Tensor turned(Tensor weight, int groups) {
        long in = weight.dim(0) / groups;
        long out = weight.dim(1);
        int height = (int) weight.dim(2);
        int width = (int) weight.dim(3);
        int[] backwards = new int[height * width];
        Arrays.setAll(backwards, i -> backwards.length - 1 - i);
        return weight.reshape(groups, in, out, (long) height * width)
                .permute(0, 2, 1, 3)
                .contiguous()
                .reshape(groups * out, in, (long) height * width)
                .indexSelect(2, backwards)
                .reshape(groups * out, in, height, width);
    }

    /** Expand and Tile: rows and columns of single places, repeated; anything, to the shape that it has. */
    Image repeat(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        long[] given = net.required(node, 1);
        int ahead = x.axes().length() - given.length;
        if (ahead < 0) {
            throw node.unsupported("adds dimensions");
        }
        int[] times = {1, 1, 1};
        boolean tile = node.op().equals("Tile");
        for (int i = 0; i < given.length; i++) {
            char axis = x.axes().charAt(ahead + i);
            long length = net.length(x, axis);
            int at = "CHW".indexOf(axis);
            if (given[i] == 1 || (!tile && given[i] == length)) {
                continue;
            }
            boolean few = given[i] >= 1 && given[i] <= LARGEST_SIDE && given[i] * length <= LARGEST_SIDE;
            if (at < 0 || (!tile && length != 1) || !few) {
                throw node.unsupported("repeats dimension " + axis + " of " + net.shape(x));
            }
            times[at] = (int) given[i];
        }
        Shape shape = net.shape(x);
        int value = x.node();
        if (times[1] > 1 || times[2] > 1) {
            Op op = new Op.Resample(copies(times[1], shape.height()), copies(times[2], shape.width()));
            value = net.add(node, op, net.unflat(node, value));
        }
        if (times[0] > 1) {
            int channels = shape.channels();
            int[] picked = IntStream.range(0, channels * times[0])
                    .map(c -> c % channels)
                    .toArray();
            value = net.select(node, value, picked);
        }
        return x.at(value);
    }

    /** Rows, several times below each other. */
    private static Tensor copies(int times, int length) {
        return ResampleMatrices.of(times * length, length, (out, shares) -> shares.add(out % length, 1));
    }
}
