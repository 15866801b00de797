package org.neurochains.tensor;

import static org.neurochains.tensor.Tensor.wrap;

import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Operations of networks on tensors, as torch.nn.functional defines them. Images are (N, C, H, W). */
public final class Functional {
    private Functional() {}

    /**
     * Two-dimensional convolution (cross-correlation).
     *
     * <p>The engine's gradient by the weights of a strided convolution with a 1x1 kernel writes beyond its buffer where
     * there are few channels. So where the weights are a variable, the positions that such a convolution reads are
     * picked first.
     *
     * @param weight (out, in / groups, height, width)
     * @param bias (out), or none
     * @param stride height and width, as for padding (zeros on both sides) and dilation
     */
    public static Tensor conv2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            int groups) {
        boolean pointwise = weight.dim(2) == 1 && weight.dim(3) == 1 && padding[0] == 0 && padding[1] == 0;
        if (pointwise && (stride[0] > 1 || stride[1] > 1) && weight.requiresGradient()) {
            Tensor picked = subsample(input, stride[0], stride[1]).channelsLast();
            return conv2d(picked, weight, bias, new long[] {1, 1}, padding, dilation, groups);
        }
        return wrap(
                "conv2d",
                () -> torch.conv2d(input.handle, weight.handle, optional(bias), stride, padding, dilation, groups));
    }

    /** input (N, in) times the transposed weight (out, in), plus the bias (out). */
    public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return wrap("linear", () -> torch.linear(input.handle, weight.handle, optional(bias)));
    }

    /**
     * Normalisation per channel by given statistics.
     *
     * @param gamma scale (C); also beta, mean, variance (C)
     */
    public static Tensor batchNorm(Tensor input, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double eps) {
        return wrap(
                "batchNorm",
                () -> torch.batch_norm(
                        input.handle,
                        optional(gamma),
                        optional(beta),
                        optional(mean),
                        optional(variance),
                        false,
                        0,
                        eps,
                        false));
    }

    /**
     * Each channel times its factor, as a batch norm of mean 0 and variance 1: the very products, but both derivatives
     * are computed in one pass over the map, where a multiplication takes three.
     *
     * @param factors (C)
     */
    public static Tensor scaleChannels(Tensor input, Tensor factors) {
        org.bytedeco.pytorch.TensorOptions like = input.handle.options();
        long[] channels = {factors.dim(0)};
        return wrap("scaleChannels", () -> {
            TensorOptional zeros = new TensorOptional(torch.torch_zeros(channels, like));
            TensorOptional ones = new TensorOptional(torch.torch_ones(channels, like));
            return torch.batch_norm(input.handle, optional(factors), zeros, zeros, ones, false, 0, 0, false);
        });
    }

    /**
     * Normalisation per channel by the batch's own mean and variance, as while training. The running mean moves in
     * place by {@code momentum} towards the batch's mean, the running variance towards its unbiased variance.
     *
     * @param gamma scale (C); also beta (C)
     * @param running mean and variance (C), updated
     */
    public static Tensor batchNormTraining(
            Tensor input, Tensor gamma, Tensor beta, List<Tensor> running, double momentum, double eps) {
        return wrap(
                "batchNormTraining",
                () -> torch.batch_norm(
                        input.handle,
                        optional(gamma),
                        optional(beta),
                        optional(running.get(0)),
                        optional(running.get(1)),
                        true,
                        momentum,
                        eps,
                        false));
    }

    /** Largest value in each window; padding counts as minus infinity. */
    public static Tensor maxPool(
            Tensor input, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
        return wrap("maxPool", () -> torch.max_pool2d(input.handle, kernel, stride, padding, dilation, ceil));
    }

    /** Mean of each window. */
    public static Tensor averagePool(
            Tensor input, long[] kernel, long[] stride, long[] padding, boolean ceil, boolean countPadding) {
        return wrap(
                "averagePool",
                () -> torch.avg_pool2d(input.handle, kernel, stride, padding, ceil, countPadding, new LongOptional()));
    }

    /** Mean of windows chosen so that the output has the given size. */
    public static Tensor adaptiveAveragePool(Tensor input, int height, int width) {
        return wrap("adaptiveAveragePool", () -> torch.adaptive_avg_pool2d(input.handle, height, width));
    }

    /** A constant border. */
    public static Tensor pad(Tensor input, int top, int left, int bottom, int right, double value) {
        return wrap(
                "pad",
                () -> torch.constant_pad_nd(input.handle, new long[] {left, right, top, bottom}, new Scalar(value)));
    }

    /** Bilinear resizing, align_corners=False. */
    public static Tensor resizeBilinear(Tensor input, int height, int width) {
        return wrap(
                "resizeBilinear",
                () -> torch.upsample_bilinear2d(
                        input.handle, new long[] {height, width}, false, new DoubleOptional(), new DoubleOptional()));
    }

    /** Every {@code stride}-th row and column, from the first. */
    public static Tensor subsample(Tensor input, int stride) {
        return subsample(input, stride, stride);
    }

    private static Tensor subsample(Tensor input, long vertical, long horizontal) {
        return wrap("subsample", () -> {
            org.bytedeco.pytorch.Tensor rows = input.handle.slice(2, new LongOptional(), new LongOptional(), vertical);
            return rows.slice(3, new LongOptional(), new LongOptional(), horizontal);
        });
    }

    /** Probabilities along a dimension. */
    public static Tensor softmax(Tensor input, long dim) {
        return wrap("softmax", () -> torch.softmax(input.handle, dim));
    }

    /** Natural logarithms of the probabilities along a dimension, computed without overflow. */
    public static Tensor logSoftmax(Tensor input, long dim) {
        return wrap("logSoftmax", () -> torch.log_softmax(input.handle, dim));
    }

    /** The error function, element by element. */
    public static Tensor erf(Tensor input) {
        return wrap("erf", () -> torch.erf(input.handle));
    }

    /** The hyperbolic tangent, element by element. */
    public static Tensor tanh(Tensor input) {
        return wrap("tanh", () -> torch.tanh(input.handle));
    }

    /** ln(1 + e^x), computed without overflow. */
    public static Tensor softplus(Tensor input) {
        return wrap("softplus", () -> torch.softplus(input.handle));
    }

    /** e^x - 1, exact near 0. */
    public static Tensor expm1(Tensor input) {
        return wrap("expm1", () -> torch.expm1(input.handle));
    }

    private static TensorOptional optional(@Nullable Tensor tensor) {
        return tensor == null ? new TensorOptional() : new TensorOptional(tensor.handle);
    }
}
