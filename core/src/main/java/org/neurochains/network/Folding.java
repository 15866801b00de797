package org.neurochains.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Batch norm merged into the convolution before it, for running only: W^ = W gamma / sigma, b^ = (b - mu) gamma / sigma
 * + beta. What is shown or exported as the filter is always W.
 */
public final class Folding {
    private Folding() {}

    /** One multiplier per channel: gamma / sqrt(variance + eps). */
    public static Tensor scale(Op.BatchNorm norm) {
        return norm.gamma().div(norm.variance().add(norm.eps()).sqrt());
    }

    /** The convolution that does what this convolution and the batch norm do. */
    public static Op.Conv fold(Op.Conv conv, Op.BatchNorm norm) {
        Tensor centre = conv.bias() == null ? norm.mean().neg() : conv.bias().sub(norm.mean());
        Tensor scale = scale(norm);
        return new Op.Conv(weights(conv, scale), centre.mul(scale).add(norm.beta()), conv.geometry());
    }

    /** The convolution whose outputs are multiplied by one factor each, (out). */
    static Op.Conv scaled(Op.Conv conv, Tensor factors) {
        Tensor bias = conv.bias() == null ? null : conv.bias().mul(factors);
        return new Op.Conv(weights(conv, factors), bias, conv.geometry());
    }

    private static Tensor weights(Op.Conv conv, Tensor factors) {
        return conv.weight().mul(factors.reshape(-1, 1, 1, 1));
    }

    /**
     * The convolution whose batch norm a node is, if nothing else takes the convolution's value.
     *
     * @return the index of the convolution, or -1
     */
    public static int foldable(Network network, int node) {
        if (!(network.node(node).op() instanceof Op.BatchNorm)) {
            return -1;
        }
        int before = network.node(node).inputs().get(0);
        boolean only = network.consumers(before).size() == 1;
        return only && network.node(before).op() instanceof Op.Conv ? before : -1;
    }

    /**
     * The filters that a unit layer's scores belong to, batch norm merged; those of a depthwise convolution behind them
     * are left out.
     *
     * @return the convolution, or null for an identity shortcut
     */
    public static Op.@Nullable Conv filters(Network network, UnitLayer unit) {
        int conv = network.convolution(unit);
        if (conv < 0) {
            return null;
        }
        Op.Conv filters = (Op.Conv) network.node(conv).op();
        List<Integer> consumers = network.consumers(conv);
        return consumers.size() == 1 && network.node(consumers.get(0)).op() instanceof Op.BatchNorm norm
                ? fold(filters, norm)
                : filters;
    }
}
