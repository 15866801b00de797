package org.neurochains.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.OnnxValue.Integers;

/**
 * Integers in rows and columns, or more dimensions. PyTorch's exporter writes pads so: it gives them pairs by
 * dimension, last dimension first, and lets the graph turn them into ONNX's order (Reshape to rows of two, Slice with a
 * step of -1, Transpose, Reshape to a list).
 */
final class OnnxMatrices {
    private OnnxMatrices() {}

    static boolean isMatrix(OnnxValue value) {
        return value instanceof Integers integers && integers.shape().length > 1;
    }

    /** What a node makes of a matrix, its first input. */
    static OnnxValue compute(OnnxLowering net, OnnxNode node) {
        if (!(net.value(node, 0) instanceof Integers x)) {
            throw node.unsupported("takes integers in rows and columns");
        }
        boolean alone = node.inputs().size() == 1;
        return switch (node.op()) {
            case "Identity" -> x;
            case "Cast" -> OnnxConstants.cast(node, x);
            case "Concat" -> {
                if (!alone) {
                    throw node.unsupported("joins rows and columns of integers");
                }
                yield x;
            }
            case "Reshape" -> reshaped(node, x, net.required(node, 1));
            case "Transpose" -> transposed(node, x);
            case "Slice" -> {
                long[] axes = net.integers(node, 3, "axes");
                if (axes != null && (axes.length != 1 || net.axis(node, axes[0], 2) != 0)) {
                    throw node.unsupported("picks columns of integers");
                }
                requireMatrix(node, x);
                yield sliced(net, node, x);
            }
            default -> throw node.unsupported("works on integers in rows and columns");
        };
    }

    /** A list as a column of rows of one, where a last dimension is added; else integers as a list. */
    static Integers column(Integers x, long @Nullable [] axes) {
        boolean last = axes != null && axes.length == 1 && (axes[0] == -1 || axes[0] == 1);
        boolean column = last && x.shape().length == 1 && x.values().length > 1;
        return column ? new Integers(new long[] {x.values().length, 1}, x.values()) : Integers.list(x.values());
    }

    /** Integers as a single one, a list or a matrix. */
    static Integers reshaped(OnnxNode node, Integers x, long[] shape) {
        if (shape.length == 0 && x.values().length == 1) {
            return Integers.scalar(x.values()[0]);
        } else if (shape.length < 2) {
            return Integers.list(x.values());
        }
        int count = x.values().length;
        long[] whole = shape.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < whole.length; i++) {
            open = whole[i] == -1 ? i : open;
            known = whole[i] == -1 ? known : whole[i] < 1 || known > count ? 0 : known * whole[i];
        }
        if (open >= 0 && known > 0) {
            whole[open] = count / known;
            known *= whole[open];
        }
        if (known != count || whole.length > 8 || Arrays.stream(whole).anyMatch(n -> n < 1)) {
            throw node.damaged("gives " + count + " integers the shape " + Quoted.of(Arrays.toString(shape)));
        }
        return new Integers(whole, x.values());
    }

    private static void requireMatrix(OnnxNode node, Integers x) {
        if (x.shape().length != 2) {
            throw node.unsupported("takes integers in " + x.shape().length + " dimensions");
        }
    }

    private static Integers transposed(OnnxNode node, Integers x) {
        requireMatrix(node, x);
        long[] order = node.integers("perm");
        if (order != null && !Arrays.equals(order, new long[] {1, 0})) {
            throw node.unsupported("orders integers by " + Arrays.toString(order));
        }
        int rows = (int) x.shape()[0];
        int columns = (int) x.shape()[1];
        long[] turned = new long[rows * columns];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = x.values()[i % rows * columns + i / rows];
        }
        return new Integers(new long[] {columns, rows}, turned);
    }

    /** Rows of a matrix, or elements of a list. */
    static Integers sliced(OnnxLowering net, OnnxNode node, Integers x) {
        long[] starts = net.integers(node, 1, "starts");
        long[] ends = net.integers(node, 2, "ends");
        long[] steps = net.integers(node, 4);
        if (starts == null || ends == null || starts.length != 1 || ends.length != 1) {
            throw node.damaged("has no start and end");
        }
        if (steps != null && steps.length > 1) {
            throw node.damaged("picks integers in steps of " + Arrays.toString(steps));
        }
        long step = steps == null || steps.length == 0 ? 1 : steps[0];
        return sliced(node, x, new OnnxRange(0, starts[0], ends[0], step));
    }

    static Integers sliced(OnnxNode node, Integers x, OnnxRange range) {
        long step = range.step();
        if (step == 0 || step == Long.MIN_VALUE) {
            throw node.damaged("picks integers in steps of [" + step + "]");
        }
        int length = x.shape().length == 0 ? 1 : (int) x.shape()[0];
        int width = length == 0 ? 0 : x.values().length / length;
        long last = step > 0 ? length : length - 1L;
        long first = step > 0 ? 0 : -1;
        long from = Math.max(first, Math.min(counted(range.start(), length), last));
        long to = Math.max(first, Math.min(counted(range.end(), length), last));
        int rows = 0;
        long[] picked = new long[x.values().length];
        for (long at = from; (step > 0 ? at < to : at > to) && rows < length; at += step) {
            System.arraycopy(x.values(), (int) at * width, picked, rows++ * width, width);
            if (Math.abs(step) > length) {
                break;
            }
        }
        long[] shape = x.shape().length < 2 ? new long[] {rows} : new long[] {rows, width};
        return new Integers(shape, Arrays.copyOf(picked, rows * width));
    }

    private static long counted(long position, int length) {
        return position < 0 ? position + length : position;
    }
}
