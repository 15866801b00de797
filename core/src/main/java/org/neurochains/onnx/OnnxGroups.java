package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Groups;
import org.neurochains.onnx.OnnxValue.Image;

/**
 * What is done with maps whose channels are seen as rows and columns: branches on top of each other (selective kernels,
 * split attention), of which sums, means, the largest or weights that add up to 1 are taken.
 */
record OnnxGroups(OnnxLowering net, OnnxTerms terms) {
    /** An operator with such a value among its inputs; null where it is none that is read here. */
    @Nullable OnnxValue of(OnnxNode node) {
        return switch (node.op()) {
            case "Concat" -> joined(node);
            case "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin" -> reduced(node);
            case "Identity", "Dropout", "Cast" -> net.value(node, 0);
            case "Softmax" -> softmax(node);
            case "Mul", "Add" -> combined(node);
            case "Relu", "Sigmoid" -> activated(node);
            case "Gather" -> picked(node);
            default -> null;
        };
    }

    /** Maps as one row of channels: a further dimension in front of them. */
    static @Nullable Groups unsqueezed(OnnxLowering net, OnnxNode node) {
        boolean ahead =
                net.value(node, 0) instanceof Image image && image.axes().equals("NCHW") && net.onlyAxis(node, 5) == 1;
        return ahead ? Groups.of(net.image(node, 0), 1) : null;
    }

    /** The branches of all groups as rows: groups and branches exchanged. */
    static Groups rows(OnnxLowering net, OnnxNode node, OnnxValue.Branches x) {
        boolean exchanged =
                node.op().equals("Transpose") && Arrays.equals(node.integers("perm"), new long[] {0, 2, 1, 3});
        if (!exchanged) {
            throw node.unsupported("works on groups of branches");
        }
        int channels = net.shape(x.image()).channels();
        int each = channels / x.groups() / x.branches();
        int[] from = IntStream.range(0, channels)
                .map(i -> {
                    int row = i / each;
                    return (row % x.groups() * x.branches() + row / x.groups()) * each + i % each;
                })
                .toArray();
        Image picked = x.groups() == 1
                ? x.image()
                : x.image().at(net.select(node, x.image().node(), from));
        return Groups.of(picked, x.branches());
    }

    private Groups joined(OnnxNode node) {
        List<Integer> parts = new ArrayList<>();
        int groups = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            Groups part = groups(node, i);
            parts.add(part.image().node());
            groups += part.groups();
        }
        if (net.axis(node, node.integer("axis", 1), 5) != 1) {
            throw node.unsupported("joins groups of channels along another dimension");
        }
        int joined = net.add(node, new Op.Concat(), parts.toArray(Integer[]::new));
        Groups first = groups(node, 0);
        if (net.shape(joined).channels() / groups * first.groups()
                != net.shape(first.image()).channels()) {
            throw node.damaged("joins groups of different sizes");
        }
        return Groups.of(Image.maps(joined), groups);
    }

    private Groups groups(OnnxNode node, int i) {
        if (net.value(node, i) instanceof Groups groups && !groups.swapped() && !groups.flat()) {
            return groups;
        }
        throw node.unsupported("combines groups of channels with another value");
    }

    /** The channels of each row, where rows are taken together, or of each column. */
    private List<int[]> parts(Groups x, boolean rows) {
        int channels = net.shape(x.image()).channels();
        int each = channels / x.groups();
        int count = rows ? x.groups() : each;
        int length = channels / count;
        return IntStream.range(0, count)
                .mapToObj(k -> IntStream.range(0, length)
                        .map(i -> rows ? k * each + i : i * each + k)
                        .toArray())
                .toList();
    }

    private Image part(OnnxNode node, Groups x, int... channels) {
        return Image.maps(net.select(node, x.image().node(), channels));
    }

    private OnnxValue reduced(OnnxNode node) {
        Groups x = groups(node, 0);
        int axis = net.onlyAxis(node, 5);
        if (axis != 1 && axis != 2) {
            throw node.unsupported("takes one number of several dimensions of groups of channels");
        }
        List<int[]> parts = parts(x, axis == 1);
        Image all = part(node, x, parts.get(0));
        for (int[] channels : parts.subList(1, parts.size())) {
            Image next = part(node, x, channels);
            all = switch (node.op()) {
                case "ReduceMax" -> terms.larger(node, all, next);
                case "ReduceMin" -> {
                    Image most = terms.larger(node, terms.negated(node, all), terms.negated(node, next));
                    yield terms.multiplied(node, most, -1);
                }
                default -> terms.plus(node, all, next);
            };
        }
        if (node.op().equals("ReduceMean")) {
            all = terms.scaled(node, all, 1f / parts.size());
        }
        boolean keep = node.integer("keepdims", 1) != 0;
        int groups = axis == 1 ? 1 : x.groups();
        return keep ? Groups.of(all, groups) : all;
    }

    /** Weights of rows that add up to 1: each e^x over their sum, the largest taken off before. */
    private Groups softmax(OnnxNode node) {
        Groups x = groups(node, 0);
        if (net.axis(node, node.integer("axis", -1), 5) != 1 || node.opset() < 13) {
            throw node.unsupported("normalises groups of channels along another dimension");
        }
        List<Image> rows = new ArrayList<>();
        parts(x, true).forEach(channels -> rows.add(part(node, x, channels)));
        Image most = rows.stream().reduce((a, b) -> terms.larger(node, a, b)).orElseThrow();
        Image less = terms.negated(node, most);
        rows.replaceAll(row -> net.applied(node, Kind.EXP, terms.plus(node, row, less)));
        Image sum = rows.stream().reduce((a, b) -> terms.plus(node, a, b)).orElseThrow();
        Image by = net.applied(node, Kind.RECIPROCAL, sum);
        Integer[] weights =
                rows.stream().map(row -> terms.times(node, row, by).node()).toArray(Integer[]::new);
        return Groups.of(Image.maps(net.add(node, new Op.Concat(), weights)), x.groups());
    }

    private Groups activated(OnnxNode node) {
        Groups x = groups(node, 0);
        Op op = node.op().equals("Relu") ? new Op.Relu() : new Op.Activation(Kind.SIGMOID, 0, 0);
        return Groups.of(net.applied(node, op, x.image()), x.groups());
    }

    private Groups combined(OnnxNode node) {
        Groups a = groups(node, 0);
        Groups b = groups(node, 1);
        int channels = net.shape(a.image()).channels();
        boolean same =
                a.groups() == b.groups() && channels == net.shape(b.image()).channels();
        Image first = a.image();
        Image second = b.image();
        if (!same && b.groups() == 1) {
            second = repeated(node, b, a.groups());
        } else if (!same && a.groups() == 1) {
            first = repeated(node, a, b.groups());
        } else if (!same) {
            throw node.unsupported("combines " + a.groups() + " groups of channels with " + b.groups());
        }
        Image result = node.op().equals("Mul") ? terms.times(node, first, second) : terms.plus(node, first, second);
        return Groups.of(result, Math.max(a.groups(), b.groups()));
    }

    /** One row of channels for each of several. */
    private Image repeated(OnnxNode node, Groups one, int rows) {
        int channels = net.shape(one.image()).channels();
        int[] picked =
                IntStream.range(0, channels * rows).map(i -> i % channels).toArray();
        return part(node, one, picked);
    }

    /** One row. */
    private OnnxValue picked(OnnxNode node) {
        Groups x = groups(node, 0);
        boolean scalar = net.value(node, 1) instanceof OnnxValue.Integers index && index.isScalar();
        if (!scalar || net.axis(node, node.integer("axis", 0), 5) != 1) {
            throw node.unsupported("picks from groups of channels");
        }
        int row = net.axis(node, net.required(node, 1)[0], x.groups());
        return part(node, x, parts(x, true).get(row));
    }

    // --- places of blocks as channels, and back ---

    /** Maps seen in six dimensions, on the way to or from blocks of places. */
    static @Nullable OnnxValue blocks(OnnxLowering net, OnnxNode node, OnnxResampling resampling) {
        OnnxValue x = net.value(node, 0);
        if (x instanceof OnnxValue.Blocks blocks) {
            return node.op().equals("Transpose")
                    ? blocks.turned(node)
                    : resampling.joined(node, blocks, net.required(node, 1));
        }
        boolean six = node.op().equals("Reshape")
                && x instanceof Image image
                && image.axes().equals("NCHW")
                && net.required(node, 1).length == 6;
        if (!six) {
            return null;
        }
        Image image = (Image) x;
        Shape shape = net.shape(image);
        long[] dims = new OnnxShaping(net).perImage(node, image, net.required(node, 1));
        long size = dims[2];
        boolean down = Arrays.equals(
                dims, new long[] {shape.channels(), shape.height() / size, size, shape.width() / size, size});
        size = down ? size : dims[1];
        long channels = shape.channels() / (size * size);
        boolean up = Arrays.equals(dims, new long[] {channels, size, size, shape.height(), shape.width()});
        boolean first = !up && Arrays.equals(dims, new long[] {size, size, channels, shape.height(), shape.width()});
        return down || up || first ? new OnnxValue.Blocks(image, (int) size, down, false, first) : null;
    }
}
