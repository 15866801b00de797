package org.neurochains.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Batch norm merged into the convolution before it, for running only: W^ = W gamma / sigma, b^ = (b - mu) gamma / sigma + beta. What is shown
 * or exported as the filter is always W.
 */
public final class Folding {
    private Folding() {}

    /** One multiplier per channel: gamma / sqrt(variance + eps). */
    public static Tensor scale(Op.BatchNorm norm) {
        return norm.gamma().div(norm.variance().add(norm.eps()).sqrt());
    }

    /** The convolution that does what this convolution and the batch norm do. */
    public static Op.Conv fold(Op.Conv conv, Op.BatchNorm norm) {
        Tensor scale = scale(norm);
        Tensor weight = conv.weight().mul(scale.reshape(-1, 1, 1, 1));
        Tensor centre = conv.bias() == null ? norm.mean().neg() : conv.bias().sub(norm.mean());
        return new Op.Conv(weight, centre.mul(scale).add(norm.beta()), conv.geometry());
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
        List<Integer> inputs = network.node(node).inputs();
        int before = inputs.get(0);
        boolean only = network.consumers(before).size() == 1;
        return only && network.node(before).op() instanceof Op.Conv ? before : -1;
    }

    /**
     * The filters that produce a unit layer's channels, batch norm merged.
     *
     * @return the convolution, or null for an identity shortcut
     */
    public static Op.@Nullable Conv filters(Network network, UnitLayer unit) {
        int source = network.node(unit.node()).inputs().get(0);
        if (network.node(source).op() instanceof Op.Conv conv) {
            return conv;
        }
        int conv = foldable(network, source);
        return conv < 0
                ? null
                : fold((Op.Conv) network.node(conv).op(), (Op.BatchNorm)
                        network.node(source).op());
    }
}
