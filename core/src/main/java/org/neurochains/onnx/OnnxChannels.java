package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Quoted;
import org.neurochains.network.Border;
import org.neurochains.network.Extent;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Integers;
import org.neurochains.tensor.Tensor;

/** Operators of ONNX that pick, join and pad: channels, rows and columns. */
record OnnxChannels(OnnxLowering net) {
    private static final int LARGEST = 1 << 14;

    Image concat(OnnxNode node) {
        List<Image> parts = new ArrayList<>();
        Integer first = null;
        for (int i = 0; first == null && i < node.inputs().size(); i++) {
            first = net.value(node, i) instanceof Image ? Integer.valueOf(i) : null;
        }
        Image beside = net.image(node, first == null ? 0 : first);
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean image = net.value(node, i) instanceof Image;
            parts.add(image ? net.image(node, i) : constant(node, beside, net.numbers(node, i)));
        }
        String axes = parts.get(0).axes();
        int axis = net.axis(node, node.integer("axis", 1), axes.length());
        boolean same = parts.stream().allMatch(p -> p.axes().equals(axes));
        char along = axes.charAt(axis);
        if (!same || (along != 'C' && along != 'H' && along != 'W')) {
            throw node.unsupported("joins values of dimensions "
                    + parts.stream().map(Image::axes).limit(5).toList() + " along " + axis);
        }
        if (along != 'C') {
            return sideBySide(node, parts, along);
        }
        boolean flat = parts.stream().anyMatch(p -> net.shape(p).flat());
        Integer[] nodes = parts.stream()
                .map(p -> flat ? (Integer) net.features(node, p) : (Integer) p.node())
                .toArray(Integer[]::new);
        return nodes.length == 1 ? parts.get(0) : new Image(net.add(node, new Op.Concat(), nodes), axes, false);
    }

    /** Maps stored in the file, the same for every image. */
    private Image constant(OnnxNode node, Image beside, Tensor maps) {
        if (!beside.axes().equals("NCHW") || maps.rank() != 4 || maps.dim(0) != 1) {
            throw node.unsupported("joins a value with a constant of " + maps.rank() + " dimensions");
        }
        Tensor values = maps.contiguous().reshape(maps.dim(1), maps.dim(2), maps.dim(3));
        Op constant = new Op.Constant(values, (int) maps.dim(2), (int) maps.dim(3));
        return beside.at(net.add(node, ".constant", constant));
    }

    /** Rows or columns side by side: each part with zeros about it, all of them added. */
    private Image sideBySide(OnnxNode node, List<Image> parts, char axis) {
        int total = 0;
        for (Image part : parts) {
            total = Math.addExact(total, (int) net.length(part, axis));
        }
        List<Integer> padded = new ArrayList<>();
        int start = 0;
        for (Image part : parts) {
            int length = (int) net.length(part, axis);
            int after = total - start - length;
            padded.add(net.add(node, ".part", border(axis, start, after), net.unflat(node, part.node())));
            start += length;
        }
        Image first = parts.get(0);
        return padded.size() == 1 ? first : first.at(net.add(node, new Op.Add(), padded.toArray(Integer[]::new)));
    }

    private static Op border(char axis, int before, int after) {
        return axis == 'H' ? new Op.Pad(before, 0, after, 0, 0) : new Op.Pad(0, before, 0, after, 0);
    }

    /** Equal or given parts of the channels, rows or columns, one for each output. */
    void split(OnnxNode node) {
        Image x = net.image(node, 0);
        int axis = net.axis(node, node.integer("axis", 0), x.axes().length());
        char along = x.axes().charAt(axis);
        if (along != 'C' && along != 'H' && along != 'W') {
            throw node.unsupported("splits dimension " + axis);
        }
        int channels = (int) net.length(x, along);
        int parts = node.outputs().size();
        long[] lengths = net.integers(node, 1, "split");
        if (lengths == null) {
            long each = (channels + parts - 1L) / parts;
            lengths = new long[parts];
            Arrays.fill(lengths, each);
            lengths[parts - 1] = channels - each * (parts - 1);
        }
        boolean fits = lengths.length == parts && Arrays.stream(lengths).allMatch(n -> n > 0 && n <= channels);
        if (!fits || Arrays.stream(lengths).sum() != channels) {
            throw node.damaged("splits " + channels + " channels, rows or columns into " + Arrays.toString(lengths));
        }
        int start = 0;
        for (int i = 0; i < parts; i++) {
            int end = start + (int) lengths[i];
            net.define(node.outputs().get(i), sliced(node, x, new OnnxRange(axis, start, end, 1)));
            start = end;
        }
    }

    /** Channels by index. */
    Image gather(OnnxNode node) {
        Image x = net.image(node, 0);
        int axis = net.axis(node, node.integer("axis", 0), x.axes().length());
        if (x.axes().charAt(axis) != 'C' || !(net.value(node, 1) instanceof Integers indices)) {
            throw node.unsupported("picks along dimension " + axis);
        }
        if (node.op().equals("GatherND")
                && (axis != 0
                        || node.integer("batch_dims", 0) != 0
                        || indices.shape().length != 2
                        || indices.shape()[1] != 1)) {
            throw node.unsupported("picks by indices of several dimensions");
        }
        int channels = (int) net.length(x, 'C');
        int[] picked = Arrays.stream(indices.values())
                .mapToInt(i -> net.axis(node, i, channels))
                .toArray();
        Image result = x.at(net.select(node, x.node(), picked));
        return indices.isScalar() ? result.as(x.axes().replace("C", "")) : result;
    }

    /** A range of channels, a border cut off, or every n-th row and column. */
    Image slice(OnnxNode node) {
        Image x = net.image(node, 0);
        Image result = x;
        for (OnnxRange range : net.ranges(node, x.axes().length())) {
            result = sliced(node, result, range);
        }
        return result;
    }

    private Image sliced(OnnxNode node, Image x, OnnxRange range) {
        char axis = x.axes().charAt(range.axis());
        if (axis == 'N') {
            if (range.start() != 0 || range.end() < LARGEST || range.step() != 1) {
                throw node.unsupported("picks some of the images");
            }
            return x;
        }
        long length = net.length(x, axis);
        long step = range.step();
        if (step < 0 && step >= -LARGEST) {
            return backwards(node, x, axis, range);
        }
        long start = within(range.start(), length);
        long end = within(range.end(), length);
        if (step < 1 || step > LARGEST || start >= end) {
            throw node.unsupported("picks " + range);
        }
        if (start == 0 && end == length && step == 1) {
            return x;
        }
        if (axis == 'C') {
            int[] picked = IntStream.iterate((int) start, c -> c < end, c -> c + (int) step)
                    .toArray();
            return x.at(net.select(node, x.node(), picked));
        }
        int before = -(int) start;
        int after = (int) (end - length);
        int cut = x.node();
        if (before != 0 || after != 0) {
            cut = net.add(node, ".crop", border(axis, before, after), cut);
        }
        return x.at(step == 1 ? cut : thinned(node, cut, axis, (int) step));
    }

    /** From one channel, row or column back to another, which is not taken. */
    private Image backwards(OnnxNode node, Image x, char axis, OnnxRange range) {
        int length = (int) net.length(x, axis);
        long from = Math.min(range.start() < 0 ? range.start() + length : range.start(), length - 1L);
        long to = Math.max(range.end() < 0 ? Math.max(range.end(), -length - 1L) + length : range.end(), -1);
        int step = (int) -range.step();
        if (from < 0 || to >= from || axis == 'P') {
            throw node.unsupported("picks " + range);
        }
        int start = (int) from;
        int count = (int) ((from - to + step - 1) / step);
        if (axis == 'C') {
            int[] picked = IntStream.range(0, count).map(i -> start - i * step).toArray();
            return x.at(net.select(node, x.node(), picked));
        }
        Tensor turned = ResampleMatrices.of(count, length, (i, shares) -> shares.add(start - i * step, 1));
        int other = (int) net.length(x, axis == 'H' ? 'W' : 'H');
        Op op = axis == 'H'
                ? new Op.Resample(turned, ResampleMatrices.same(other))
                : new Op.Resample(ResampleMatrices.same(other), turned);
        return net.applied(node, op, x.at(net.unflat(node, x.node())));
    }

    /** Every n-th row or column, as a pooling of single positions. */
    private int thinned(OnnxNode node, int x, char axis, int step) {
        Extent single = Extent.square(1);
        Extent stride = axis == 'H' ? new Extent(step, 1) : new Extent(1, step);
        return net.add(node, new Op.MaxPool(single, stride, Border.NONE, single, false), x);
    }

    private static long within(long position, long length) {
        long counted = position < 0 ? Math.max(position, -length) + length : position;
        return Math.min(counted, length);
    }

    Image pad(OnnxNode node) {
        Image x = net.image(node, 0);
        String mode = node.text("mode", "constant");
        long[] pads = net.integers(node, 1, "pads");
        double value = net.scalar(node, 2, node.real("value", 0));
        if (!List.of("constant", "reflect", "edge", "wrap").contains(mode) || pads == null) {
            throw node.unsupported("pads by " + Quoted.of(mode));
        }
        Border border = Border.NONE;
        int[] channels = {0, 0};
        String axes = padded(node, x, pads);
        for (int i = 0; i < axes.length(); i++) {
            int before = amount(node, pads[i]);
            int after = amount(node, pads[axes.length() + i]);
            switch (axes.charAt(i)) {
                case 'C' -> channels = new int[] {before, after};
                case 'H' -> border = new Border(before, border.left(), after, border.right());
                case 'W' -> border = new Border(border.top(), before, border.bottom(), after);
                default -> {
                    if (before != 0 || after != 0) {
                        throw node.unsupported("adds images");
                    }
                }
            }
        }
        int result = x.node();
        if (!mode.equals("constant")) {
            if (channels[0] != 0 || channels[1] != 0) {
                throw node.unsupported("adds channels by " + Quoted.of(mode));
            }
            result = new OnnxResampling(net)
                    .bordered(
                            node,
                            mode,
                            net.maps(node, x),
                            border.top(),
                            border.left(),
                            border.bottom(),
                            border.right());
        } else if (!border.equals(Border.NONE)) {
            Op pad = new Op.Pad(border.top(), border.left(), border.bottom(), border.right(), value);
            result = net.add(node, pad, result);
        }
        if (channels[0] != 0 || channels[1] != 0) {
            result = net.select(node, result, widened(node, net.shape(result), channels, value));
        }
        return x.at(result);
    }

    /** The axes that the amounts of padding are for. */
    private String padded(OnnxNode node, Image x, long[] pads) {
        long @Nullable [] named = net.integers(node, 3);
        StringBuilder axes = new StringBuilder(named == null ? x.axes() : "");
        for (long axis : named == null ? new long[0] : named) {
            axes.append(x.axes().charAt(net.axis(node, axis, x.axes().length())));
        }
        if (pads.length != 2 * axes.length()) {
            throw node.fault(
                    "has " + pads.length + " amounts for " + axes.length() + " dimensions", "two are for each");
        }
        return axes.toString();
    }

    private static int amount(OnnxNode node, long pad) {
        if (Math.abs(pad) > LARGEST) {
            throw node.fault("pads by " + pad, "at most " + LARGEST + " is possible");
        }
        return (int) pad;
    }

    private static int[] widened(OnnxNode node, Shape shape, int[] channels, double value) {
        if (value != 0 || channels[0] < 0 || channels[1] < 0) {
            throw node.unsupported("adds channels of " + value + " or drops some");
        }
        return IntStream.range(-channels[0], shape.channels() + channels[1])
                .map(c -> c < shape.channels() ? Math.max(-1, c) : -1)
                .toArray();
    }
}
