package org.neurochains.evidence;

import org.jspecify.annotations.Nullable;
import org.neurochains.network.Extent;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Tensor;

/**
 * The part of the image that a place of a feature map can depend on, read off the graph: kernels, strides, borders and
 * dilations of every path, whatever lies between.
 *
 * @param top first row
 * @param left first column
 * @param bottom row behind the last
 * @param right column behind the last
 */
public record ReceptiveField(int top, int left, int bottom, int right) {
    /**
     * The field of one place, as far as it lies in the image.
     *
     * @param node whose value is the feature map
     */
    public static ReceptiveField of(Network network, int node, int row, int column) {
        ReceptiveField[] seen = new ReceptiveField[node + 1];
        seen[node] = new ReceptiveField(row, column, row + 1, column + 1);
        for (int i = node; i > 0; i--) {
            ReceptiveField place = seen[i];
            if (place != null) {
                Shape own = network.shape(i);
                for (int j : network.node(i).inputs()) {
                    Shape shape = network.shape(j);
                    seen[j] = union(
                            seen[j],
                            place.before(network.node(i).op(), own, shape).within(shape));
                }
            }
        }
        ReceptiveField image = seen[0];
        return image == null ? new ReceptiveField(0, 0, 0, 0) : image;
    }

    /** Rows. */
    public int height() {
        return bottom - top;
    }

    /** Columns. */
    public int width() {
        return right - left;
    }

    private static ReceptiveField union(@Nullable ReceptiveField a, ReceptiveField b) {
        return a == null
                ? b
                : new ReceptiveField(
                        Math.min(a.top, b.top),
                        Math.min(a.left, b.left),
                        Math.max(a.bottom, b.bottom),
                        Math.max(a.right, b.right));
    }

    private ReceptiveField within(Shape shape) {
        int first = Math.min(Math.max(top, 0), shape.height() - 1);
        int start = Math.min(Math.max(left, 0), shape.width() - 1);
        return new ReceptiveField(
                first,
                start,
                Math.max(first + 1, Math.min(bottom, shape.height())),
                Math.max(start + 1, Math.min(right, shape.width())));
    }

    /** What the operation looks at to compute these places. */
    private ReceptiveField before(Op op, Shape own, Shape input) {
        if (op instanceof Op.Conv conv) {
            Op.Geometry g = conv.geometry();
            return window(g.kernel(), g.stride(), g.dilation(), g.padding());
        } else if (op instanceof Op.MaxPool p) {
            return window(p.kernel(), p.stride(), p.dilation(), p.padding().before());
        } else if (op instanceof Op.AveragePool p) {
            return window(p.kernel(), p.stride(), Extent.square(1), p.padding().before());
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            return new ReceptiveField(
                    top * input.height() / p.height(),
                    left * input.width() / p.width(),
                    divideUp(bottom * input.height(), p.height()),
                    divideUp(right * input.width(), p.width()));
        } else if (op instanceof Op.Pad p) {
            return new ReceptiveField(top - p.top(), left - p.left(), bottom - p.top(), right - p.left());
        } else if (op instanceof Op.Resample r) {
            int[] down = read(r.rows(), top, bottom);
            int[] across = read(r.columns(), left, right);
            return new ReceptiveField(down[0], across[0], down[1], across[1]);
        } else if (op instanceof Op.Subsample s) {
            int n = s.stride();
            return new ReceptiveField(top * n, left * n, (bottom - 1) * n + 1, (right - 1) * n + 1);
        } else if (op instanceof Op.Flatten || op instanceof Op.Linear || wholeMaps(op) || broadcast(own, input)) {
            return new ReceptiveField(0, 0, input.height(), input.width());
        }
        return this;
    }

    /** Whether each place depends on all of its map, by its statistics. */
    private static boolean wholeMaps(Op op) {
        return op instanceof Op.Norm norm && norm.places();
    }

    /** Whether one value per channel goes into a map. */
    private static boolean broadcast(Shape own, Shape input) {
        return input.height() != own.height() || input.width() != own.width();
    }

    private ReceptiveField window(Extent kernel, Extent stride, Extent dilation, Extent before) {
        return new ReceptiveField(
                top * stride.height() - before.height(),
                left * stride.width() - before.width(),
                (bottom - 1) * stride.height() - before.height() + dilation.height() * (kernel.height() - 1) + 1,
                (right - 1) * stride.width() - before.width() + dilation.width() * (kernel.width() - 1) + 1);
    }

    /** The columns of a matrix from the first to behind the last that has a number other than 0 in some rows. */
    private static int[] read(Tensor matrix, int from, int to) {
        float[] values = matrix.toFloats();
        int width = (int) matrix.dim(1);
        int first = width - 1;
        int end = 0;
        for (int i = Math.max(from, 0) * width; i < Math.min(to * width, values.length); i++) {
            if (values[i] != 0) {
                first = Math.min(first, i % width);
                end = Math.max(end, i % width + 1);
            }
        }
        return new int[] {first, Math.max(end, first + 1)};
    }

    static int divideUp(int a, int b) {
        return (a + b - 1) / b;
    }
}
