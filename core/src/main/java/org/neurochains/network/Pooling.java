package org.neurochains.network;

import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** Pooling with any border: the engine's own where it takes the border, else over a padded map. */
final class Pooling {
    private Pooling() {}

    static Tensor max(Tensor x, Op.MaxPool p) {
        Border border = p.padding();
        if (engineTakes(border, p.kernel())) {
            return Functional.maxPool(
                    x,
                    p.kernel().toArray(),
                    p.stride().toArray(),
                    border.before().toArray(),
                    p.dilation().toArray(),
                    p.ceil());
        }
        Extent reach = new Extent(
                p.dilation().height() * (p.kernel().height() - 1) + 1,
                p.dilation().width() * (p.kernel().width() - 1) + 1);
        Tensor padded = padded(x, windows(x, reach, p.stride(), border, p.ceil()), reach, p.stride(), border, -1.0 / 0);
        return Functional.maxPool(
                padded,
                p.kernel().toArray(),
                p.stride().toArray(),
                new long[] {0, 0},
                p.dilation().toArray(),
                false);
    }

    static Tensor average(Tensor x, Op.AveragePool p) {
        Border b = p.padding();
        if (engineTakes(b, p.kernel())) {
            return Functional.averagePool(
                    x, p.kernel().toArray(), p.stride().toArray(), b.before().toArray(), p.ceil(), p.countPadding());
        }
        Extent out = windows(x, p.kernel(), p.stride(), b, p.ceil());
        Tensor padded = padded(x, out, p.kernel(), p.stride(), b, 0);
        Tensor mean = Functional.averagePool(
                padded, p.kernel().toArray(), p.stride().toArray(), new long[] {0, 0}, false, true);
        int height = (int) x.dim(2);
        int width = (int) x.dim(3);
        int[] aside = p.countPadding() ? new int[] {b.top(), b.bottom(), b.left(), b.right()} : new int[4];
        float[] rows =
                shares(out.height(), p.kernel().height(), p.stride().height(), b.top(), -aside[0], height + aside[1]);
        float[] columns =
                shares(out.width(), p.kernel().width(), p.stride().width(), b.left(), -aside[2], width + aside[3]);
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
