package org.neurochains.network;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * What a node computes. Operations are data: running, cutting, counting and writing them are passes elsewhere, each a
 * list of cases that ends in an error naming the operation it was not taught.
 *
 * <p>Values are (N, C, H, W), or (N, features) behind {@link Flatten}. Parameters are never changed and never
 * differentiated for.
 */
public sealed interface Op {
    /** Source of the images, (N, C, H, W), normalised. */
    record Input(Shape shape) implements Op {}

    /**
     * A value that does not depend on the image.
     *
     * @param values one number per channel, the same at every place, (C); or one for each place, (C, height, width)
     */
    record Constant(Tensor values, int height, int width) implements Op {
        /** The number of channels. */
        public int channels() {
            return (int) values.dim(0);
        }

        /** Whether every place of a channel has the same number. */
        public boolean uniform() {
            return values.rank() == 1;
        }

        /** The value as maps of one image, (1, C, height, width). */
        public Tensor maps() {
            return uniform()
                    ? values.reshape(1, -1, 1, 1).expand(1, -1, height, width)
                    : values.reshape(1, channels(), height, width);
        }
    }

    /**
     * Convolution.
     *
     * @param weight (out, in / groups, height, width)
     * @param bias (out), or none
     */
    record Conv(Tensor weight, @Nullable Tensor bias, Geometry geometry) implements Op {
        /** The number of output channels. */
        public int outputs() {
            return (int) weight.dim(0);
        }

        /** The number of input channels. */
        public int inputs() {
            return (int) weight.dim(1) * geometry.groups();
        }

        /** Whether each of several channels is filtered by itself, one filter for each. */
        public boolean depthwise() {
            return geometry.groups() > 1 && geometry.groups() == outputs() && weight.dim(1) == 1;
        }
    }

    /** How a convolution's kernel is laid over its input; padding is zeros on both sides. */
    record Geometry(Extent kernel, Extent stride, Extent padding, Extent dilation, int groups) {
        /** A square kernel, without dilation or groups. */
        public static Geometry of(int kernel, int stride, int padding) {
            return new Geometry(
                    Extent.square(kernel), Extent.square(stride), Extent.square(padding), Extent.square(1), 1);
        }

        /** The same in another number of groups. */
        Geometry withGroups(int number) {
            return new Geometry(kernel, stride, padding, dilation, number);
        }
    }

    /** Normalisation per channel by stored statistics, then scale gamma and shift beta; each (C). */
    record BatchNorm(Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double eps) implements Op {
        /** The same with something done to all four vectors. */
        BatchNorm map(UnaryOperator<Tensor> f) {
            return new BatchNorm(f.apply(gamma), f.apply(beta), f.apply(mean), f.apply(variance), eps);
        }
    }

    /** max(x, 0). */
    record Relu() implements Op {}

    /**
     * Another elementwise function.
     *
     * @param a first parameter, as the kind defines it; 0 where unused
     * @param b second parameter
     */
    record Activation(Kind kind, double a, double b) implements Op {
        /** The functions known. */
        public enum Kind {
            /** x where positive, else a x. */
            LEAKY_RELU,
            /** x limited to [a, b]. */
            CLIP,
            /** 1 / (1 + e^-x). */
            SIGMOID,
            /** a x + b limited to [0, 1]. */
            HARD_SIGMOID,
            /** x times (x / 6 + 1/2 limited to [0, 1]). */
            HARD_SWISH,
            /** x sigmoid(x). */
            SILU,
            /** a x Phi(x), Phi the normal distribution (Hendrycks and Gimpel 2016). */
            GELU,
            /** x (1 + tanh(sqrt(2 / pi) (x + .044715 x^3))) / 2, which is close to it. */
            GELU_TANH,
            /** The error function. */
            ERF,
            /** Hyperbolic tangent. */
            TANH,
            /** ln(1 + e^x). */
            SOFTPLUS,
            /** x tanh(ln(1 + e^x)). */
            MISH,
            /** x where positive, else a (e^(x / b) - 1): ELU, SELU but for its factor, CELU. */
            ELU,
            /** x / (1 + |x|). */
            SOFTSIGN,
            /** |x|. */
            ABS,
            /** e^x. */
            EXP,
            /** ln x. */
            LOG,
            /** x^a, a positive. */
            POWER,
            /** 1 / x. */
            RECIPROCAL,
            /** 1 where x is positive, else 0; its derivative is 0 everywhere. */
            STEP
        }

        /** Whether zero stays zero. */
        boolean keepsZero() {
            return switch (kind) {
                case CLIP -> a <= 0 && b >= 0;
                case SIGMOID, HARD_SIGMOID, SOFTPLUS, EXP, LOG, RECIPROCAL -> false;
                default -> true;
            };
        }
    }

    /** Sum of all inputs, of equal shapes or (second) one value per channel. */
    record Add() implements Op {}

    /** Product of two inputs, of equal shapes or (second) one value per channel. */
    record Mul() implements Op {}

    /** Inputs side by side in channels. */
    record Concat() implements Op {}

    /** Largest value in each window; the border counts as minus infinity. */
    record MaxPool(Extent kernel, Extent stride, Border padding, Extent dilation, boolean ceil) implements Op {
        /** With the same border on opposite sides. */
        public MaxPool(Extent kernel, Extent stride, Extent padding, Extent dilation, boolean ceil) {
            this(kernel, stride, Border.of(padding), dilation, ceil);
        }
    }

    /** Mean of each window; the border counts as zeros, or not at all. */
    record AveragePool(Extent kernel, Extent stride, Border padding, boolean ceil, boolean countPadding)
            implements Op {}

    /** Mean of windows chosen so that the output has the given size. */
    record AdaptiveAveragePool(int height, int width) implements Op {}

    /** A constant border. */
    record Pad(int top, int left, int bottom, int right, double value) implements Op {}

    /** Every stride-th row and column: the first half of a parameter-free shortcut (He et al. 2016, option A). */
    record Subsample(int stride) implements Op {}

    /**
     * Other places of each channel: rows times x times the transpose of columns. Resizing, copying borders, and the
     * zeros between the places of a transposed convolution's input are such products.
     *
     * @param rows (output height, input height)
     * @param columns (output width, input width)
     */
    record Resample(Tensor rows, Tensor columns) implements Op {}

    /**
     * Channels picked from the input; -1 gives a channel of zeros. The other half of option A, and what cutting a
     * network uses.
     */
    record Select(Channels channels) implements Op {}

    /** Local response normalisation across channels (Krizhevsky et al. 2012), as ONNX defines it. */
    record Lrn(int size, double alpha, double beta, double bias) implements Op {}

    /**
     * Normalisation by the image's own statistics, then scale gamma and shift beta, each (C): over the places of each
     * of some groups of channels (group and, with as many groups as channels, instance normalisation), or over all
     * channels at each place (layer normalisation).
     *
     * <p>Channels depend on each other: one that is removed counts as zeros.
     *
     * @param places whether the statistics are over places
     * @param constant whether derivatives take the statistics for constants
     */
    record Norm(int groups, boolean places, Tensor gamma, Tensor beta, double eps, boolean constant) implements Op {
        /** With derivatives through the statistics. */
        public Norm(int groups, boolean places, Tensor gamma, Tensor beta, double eps) {
            this(groups, places, gamma, beta, eps, false);
        }

        /** The same with statistics that derivatives take for constants. */
        public Norm withConstantStatistics() {
            return new Norm(groups, places, gamma, beta, eps, true);
        }
    }

    /** (N, C, H, W) to (N, C H W) in that order. */
    record Flatten() implements Op {}

    /** (N, features) to (N, features, 1, 1). */
    record Unflatten() implements Op {}

    /** x W^T + b with weight (out, in) and bias (out). */
    record Linear(Tensor weight, @Nullable Tensor bias) implements Op {}

    /**
     * A unit layer: each channel is multiplied by its score. Without scores it is the identity.
     *
     * @param unit the unit layer's name
     * @param kind what produces the channels
     * @param total the number of channels in the original network
     * @param retained the original index of each channel present here, ascending; in networks made by
     *     {@link Coalescing} -1 for a place without one, whose value is multiplied by zero
     */
    record Score(String unit, UnitKind kind, int total, Channels retained) implements Op {
        /** A unit layer with all its channels. */
        public static Score whole(String unit, UnitKind kind, int total) {
            return new Score(unit, kind, total, Channels.range(total));
        }

        /** The same unit layer with other places. */
        Score at(IntStream places) {
            return new Score(unit, kind, total, Channels.of(places));
        }

        boolean complete() {
            return retained.stream().allMatch(c -> c >= 0);
        }

        /**
         * The scores of the channels present, 0 for a place without one.
         *
         * @param all one for each channel of the original network
         * @throws IllegalArgumentException if there are more or fewer
         */
        public float[] present(float[] all) {
            if (all.length != total) {
                throw new IllegalArgumentException(all.length + " scores for the " + total + " channels of " + unit);
            }
            float[] present = new float[retained.size()];
            for (int i = 0; i < present.length; i++) {
                present[i] = retained.get(i) < 0 ? 0 : all[retained.get(i)];
            }
            return present;
        }

        /** The factors of a layer without scores: 1 for each channel, 0 for a place without one. */
        public Tensor ones() {
            float[] ones = new float[total];
            Arrays.fill(ones, 1);
            return Tensor.of(present(ones), retained.size());
        }
    }

    /**
     * A gated group's end (Eq. 7 of the paper): G times the first input plus 1 - G times the second, which is the
     * group's own input. Without a gate value it passes its first input.
     */
    record Gate(String group) implements Op {}
}
