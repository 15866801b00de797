package org.neurochains.network;

import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** Pooling with any border: the engine's own where it takes the border, else over a padded map. */
final class Pooling {
    private Pooling() {}

    static Tensor max(Tensor x, Op.MaxPool p) {
        Border border = p.padding();
        long[] kernel = p.kernel().toArray();
        long[] stride = p.stride().toArray();
        long[] dilation = p.dilation().toArray();
        if (engineTakes(border, p.kernel())) {
            return Functional.maxPool(x, kernel, stride, border.before().toArray(), dilation, p.ceil());
        }
        Extent reach = new Extent(
                p.dilation().height() * (p.kernel().height() - 1) + 1,
                p.dilation().width() * (p.kernel().width() - 1) + 1);
        Extent out = windows(x, reach, p.stride(), border, p.ceil());
        Tensor padded = padded(x, out, reach, p.stride(), border, Double.NEGATIVE_INFINITY);
        return Functional.maxPool(padded, kernel, stride, new long[] {0, 0}, dilation, false);
    }

    static Tensor average(Tensor x, Op.AveragePool p) {
        Border b = p.padding();
        long[] kernel = p.kernel().toArray();
        long[] stride = p.stride().toArray();
        if (engineTakes(b, p.kernel())) {
            return Functional.averagePool(x, kernel, stride, b.before().toArray(), p.ceil(), p.countPadding());
        }
        Extent out = windows(x, p.kernel(), p.stride(), b, p.ceil());
        Tensor padded = padded(x, out, p.kernel(), p.stride(), b, 0);
        Tensor mean = Functional.averagePool(padded, kernel, stride, new long[] {0, 0}, false, true);
        Border counted = p.countPadding() ? b : Border.NONE;
        int bottom = (int) x.dim(2) + counted.bottom();
        int right = (int) x.dim(3) + counted.right();
        float[] rows = shares(out.height(), p.kernel().height(), p.stride().height(), b.top(), -counted.top(), bottom);
        float[] columns = shares(out.width(), p.kernel().width(), p.stride().width(), b.left(), -counted.left(), right);
        return mean.mul(Tensor.of(rows, 1, 1, rows.length, 1)).mul(Tensor.of(columns, 1, 1, 1, columns.length));
    }

    /** A kernel's length over how much of each window lies between two positions. */
    private static float[] shares(int windows, int kernel, int stride, int before, int from, int to) {
        float[] shares = new float[windows];
        for (int i = 0; i < windows; i++) {
            int start = i * stride - before;
            int inside = Math.min(start + kernel, to) - Math.max(start, from);
            shares[i] = (float) kernel / Math.max(1, inside);
        }
        return shares;
    }

    private static boolean engineTakes(Border border, Extent kernel) {
        return border.isSymmetric() && 2 * border.top() <= kernel.height() && 2 * border.left() <= kernel.width();
    }

    private static Extent windows(Tensor x, Extent reach, Extent stride, Border b, boolean ceil) {
        return new Extent(
                ShapeInference.steps((int) x.dim(2), reach.height(), stride.height(), b.top(), b.bottom(), ceil),
                ShapeInference.steps((int) x.dim(3), reach.width(), stride.width(), b.left(), b.right(), ceil));
    }

    /** The map with a border that holds exactly the windows wanted. */
    private static Tensor padded(Tensor x, Extent out, Extent reach, Extent stride, Border b, double value) {
        int rows = (out.height() - 1) * stride.height() + reach.height() - b.top();
        int columns = (out.width() - 1) * stride.width() + reach.width() - b.left();
        return Functional.pad(x, b.top(), b.left(), rows - (int) x.dim(2), columns - (int) x.dim(3), value);
    }
}
