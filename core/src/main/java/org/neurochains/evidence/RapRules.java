package org.neurochains.evidence;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Op;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** How relevance passes back through single layers, by the rules of relative attributing propagation. */
final class RapRules {
    private RapRules() {}

    /** a / b, and 0 where b is 0. */
    static Tensor divide(Tensor a, Tensor b) {
        Tensor nonzero = isNonzero(b);
        return a.mul(nonzero).div(b.add(nonzero.neg().add(1)));
    }

    /** 1 where a value is not 0, else 0. */
    static Tensor isNonzero(Tensor x) {
        return x.sign().abs();
    }

    static Tensor positive(Tensor x) {
        return x.relu();
    }

    static Tensor negative(Tensor x) {
        return x.neg().relu().neg();
    }

    /** A convolution or fully connected layer without its bias, as a function of input and weight. */
    private static BinaryOperator<Tensor> linear(Op op) {
        if (op instanceof Op.Conv conv) {
            Op.Geometry g = conv.geometry();
            return (x, weight) -> Functional.conv2d(
                    x,
                    weight,
                    null,
                    lengths(g.stride().height(), g.stride().width()),
                    lengths(g.padding().height(), g.padding().width()),
                    lengths(g.dilation().height(), g.dilation().width()),
                    g.groups());
        }
        return (x, weight) -> Functional.linear(x, weight, null);
    }

    private static long[] lengths(int height, int width) {
        return new long[] {height, width};
    }

    static Tensor weight(Op op) {
        return op instanceof Op.Conv conv ? conv.weight() : ((Op.Linear) op).weight();
    }

    /** A linear function's value and the way back through it. */
    private record Passed(Tensor leaf, Tensor value) {
        static Passed of(Tensor x, UnaryOperator<Tensor> function) {
            Tensor leaf = x.leaf();
            return new Passed(leaf, function.apply(leaf));
        }

        Tensor back(Tensor relevance) {
            return Autograd.gradients(value, relevance, List.of(leaf), false).get(0);
        }
    }

    /**
     * The classifier: contributions of the class's row, with the bias shared out to the positive inputs, then their
     * absolute values with the same sum.
     *
     * @param x (1, features)
     * @return of x's shape
     */
    static Tensor classifier(Op.Linear layer, Tensor x, int label) {
        double[] inputs = x.toDoubles();
        double[] row = layer.weight().select(0, label).toDoubles();
        double bias = layer.bias() == null ? 0 : layer.bias().select(0, label).item();
        double raising = 0;
        double lowering = 0;
        double raisingByPositive = 0;
        double loweringByPositive = 0;
        for (int i = 0; i < inputs.length; i++) {
            double part = inputs[i] * row[i];
            raising += Math.max(0, part);
            lowering += Math.min(0, part);
            raisingByPositive += inputs[i] > 0 ? Math.max(0, part) : 0;
            loweringByPositive += inputs[i] > 0 ? Math.min(0, part) : 0;
        }
        double up = share(bias * share(raising, raising + lowering), raisingByPositive);
        double down = share(bias * share(lowering, raising + lowering), loweringByPositive);
        double sum = 0;
        double total = 0;
        for (int i = 0; i < inputs.length; i++) {
            double part = inputs[i] * row[i];
            double more = inputs[i] > 0 ? part * (part > 0 ? up : down) : 0;
            inputs[i] = part + more;
            sum += inputs[i];
            total += Math.abs(inputs[i]);
        }
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Math.abs(inputs[i]) * share(sum, total);
        }
        return Tensor.of(inputs, x.shape()).to(x.type());
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /**
     * Any other layer with weights: contributions that agree in sign with their output's half of the input, and those
     * that do not, each get relevance in proportion; then every place is shifted by the same amount so that the total
     * is kept.
     *
     * <p>Published for inputs that are not negative. Where both signs occur, the two halves share each output's
     * relevance in proportion to what they contribute (the public code gives all of it to both).
     */
    static Tensor hidden(Op op, Tensor x, Tensor relevance) {
        Half above = new Half(op, positive(x), 1);
        Tensor down = negative(x);
        boolean both = down.abs().max(dims(down)).item() > 0;
        if (!both) {
            return above.back(relevance);
        }
        Half below = new Half(op, down, -1);
        Tensor all = above.size().add(below.size());
        return above.back(relevance.mul(divide(above.size(), all)))
                .add(below.back(relevance.mul(divide(below.size(), all))));
    }

    /** One sign of a layer's input. */
    private static final class Half {
        private final Tensor x;
        private final boolean convolution;
        /** Contributions that raise the output, and those that lower it, both as positive numbers. */
        private final Passed raising;

        private final Passed lowering;

        Half(Op op, Tensor x, int sign) {
            this.x = x;
            this.convolution = op instanceof Op.Conv;
            BinaryOperator<Tensor> layer = linear(op);
            Tensor same = sign > 0 ? positive(weight(op)) : negative(weight(op));
            Tensor opposite = sign > 0 ? negative(weight(op)) : positive(weight(op));
            raising = Passed.of(x, leaf -> layer.apply(leaf, same));
            lowering = Passed.of(x, leaf -> layer.apply(leaf, opposite).neg());
        }

        Tensor size() {
            return raising.value().detach().add(lowering.value().detach());
        }

        Tensor back(Tensor relevance) {
            Tensor nonzero = isNonzero(relevance);
            Tensor z1 = raising.value().detach().mul(nonzero);
            Tensor z2 = lowering.value().detach().mul(nonzero);
            Tensor live = isNonzero(z1.add(z2));
            Tensor toRaising = positive(relevance).mul(live);
            Tensor toLowering = relevance.mul(divide(z2, z1.add(z2)));
            Tensor against = negative(relevance).mul(live);
            // The published rules for convolutions and for fully connected layers differ here.
            if (convolution) {
                toLowering = toLowering.add(against);
            } else {
                toRaising = toRaising.add(against);
            }
            Tensor back1 = raising.back(divide(toRaising, z1));
            Tensor back2 = lowering.back(divide(toLowering, z2));
            return shifted(x.mul(back1.add(back2)), relevance);
        }

        private static Tensor shifted(Tensor found, Tensor relevance) {
            Tensor places = isNonzero(found);
            Tensor excess = found.sum().sub(relevance.sum());
            return found.sub(divide(excess, places.sum()).mul(places));
        }
    }

    /**
     * The layer that sees the image: the z^B rule.
     *
     * @param low the image's smallest value wherever x shows the image, 0 in a border; so too {@code high}
     */
    static Tensor image(Op.Conv conv, Tensor x, Tensor low, Tensor high, Tensor relevance) {
        BinaryOperator<Tensor> layer = linear(conv);
        Passed whole = Passed.of(x, leaf -> layer.apply(leaf, conv.weight()));
        Passed least = Passed.of(low, leaf -> layer.apply(leaf, positive(conv.weight())));
        Passed most = Passed.of(high, leaf -> layer.apply(leaf, negative(conv.weight())));
        Tensor z = whole.value()
                .detach()
                .sub(least.value().detach())
                .sub(most.value().detach());
        Tensor s = divide(relevance, z);
        return x.mul(whole.back(s)).sub(low.mul(least.back(s))).sub(high.mul(most.back(s)));
    }

    /** Pooling: input times gradient, with relevance over output. */
    static Tensor pooled(Tensor x, UnaryOperator<Tensor> pool, Tensor relevance) {
        Passed passed = Passed.of(x, pool);
        return x.mul(passed.back(divide(relevance, passed.value().detach())));
    }

    /** Operations that copy places: relevance goes back to where its place came from. */
    static Tensor copied(Tensor x, UnaryOperator<Tensor> copy, Tensor relevance) {
        return Passed.of(x, copy).back(relevance);
    }

    /** One summand's part of a sum's relevance; a summand of one value per channel gets what all its places get. */
    static Tensor summand(Tensor x, Tensor sum, Tensor relevance) {
        Tensor part = x.mul(divide(relevance, sum));
        boolean broadcast = x.rank() == 4 && x.dim(2) * x.dim(3) < sum.dim(2) * sum.dim(3);
        return broadcast ? part.sum(2, 3).reshape(x.shape()) : part;
    }

    /** Relevance only where the value that is scaled is not 0, nor its scale. */
    static Tensor scaled(Tensor x, @Nullable Tensor scale, Tensor relevance) {
        Tensor live = isNonzero(x);
        return relevance.mul(scale == null ? live : live.mul(isNonzero(scale).reshape(1, -1, 1, 1)));
    }

    private static long[] dims(Tensor x) {
        return LongStream.range(0, x.rank()).toArray();
    }
}
