package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * How far what batch norms see of some images is from what they saw in training, whose means and variances they keep.
 *
 * @param mean of a batch norm's channels, the root mean square distance of the means, in standard deviations of the
 *     training; the median over batch norms
 * @param variance of a batch norm's channels, the geometric mean of the variances, in those of the training; the median
 *     over batch norms
 */
public record RunningStatistics(double mean, double variance) {
    /** With fewer batch norms a median says little. */
    private static final int FEW = 5;

    /** Variances of channels that are constant are as good as equal. */
    private static final double LEAST_VARIANCE = 1e-5;

    private record Distance(double mean, double logVariance) {}

    /**
     * Compares images with the training; nothing where the network has fewer than five trained batch norms.
     *
     * @param images (N, C, H, W), normalised
     */
    public static Optional<RunningStatistics> of(Network network, Tensor images) {
        List<Integer> norms = IntStream.range(0, network.nodes().size())
                .filter(i -> network.node(i).op() instanceof Op.BatchNorm norm && trained(norm))
                .boxed()
                .toList();
        if (norms.size() < FEW) {
            return Optional.empty();
        }
        try (Scope scope = Scope.open()) {
            List<Tensor> sums = sums(network, norms, images);
            List<Distance> distances = new ArrayList<>();
            for (int i = 0; i < norms.size(); i++) {
                Tensor moments = sums.get(i).mul(1.0 / images.dim(0));
                distances.add(distance((Op.BatchNorm) network.node(norms.get(i)).op(), moments));
            }
            return Optional.of(new RunningStatistics(
                    median(distances, Distance::mean), Math.exp(median(distances, Distance::logVariance))));
        }
    }

    /** Whether its statistics are of some training: not those that it begins with, which scale and shift alone have. */
    private static boolean trained(Op.BatchNorm norm) {
        try (Scope scope = Scope.open()) {
            Tensor means = norm.mean().abs().sum();
            return means.item() + norm.variance().add(-1).abs().sum().item() > 0;
        }
    }

    /** By batch norm, means and mean squares of its input's channels over places, (2, C), summed over images. */
    private static List<Tensor> sums(Network network, List<Integer> norms, Tensor images) {
        Executor executor = Executor.unfolded(network);
        List<Integer> inputs =
                norms.stream().map(i -> network.node(i).inputs().get(0)).toList();
        List<Tensor> sums = norms.stream()
                .map(i -> Tensor.zeros(DType.FLOAT, 2, network.shape(i).channels()))
                .toList();
        ForwardBatches.each(images, 1, (image, first) -> {
            List<Tensor> values = executor.evaluate(Map.of(0, image), inputs, Scoring.NONE);
            for (int i = 0; i < values.size(); i++) {
                Tensor value = values.get(i).reshape(1, values.get(i).dim(1), -1);
                sums.get(i)
                        .addInPlace(Tensor.concat(
                                0, List.of(value.mean(2), value.square().mean(2))));
            }
        });
        return sums;
    }

    private static Distance distance(Op.BatchNorm norm, Tensor moments) {
        Tensor mean = moments.select(0, 0);
        Tensor variance = moments.select(0, 1)
                .sub(mean.square())
                .clamp(0, Float.MAX_VALUE)
                .add(LEAST_VARIANCE);
        Tensor trained = norm.variance().add(LEAST_VARIANCE);
        return new Distance(
                Math.sqrt(mean.sub(norm.mean()).square().div(trained).mean().item()),
                variance.div(trained).log().mean().item());
    }

    private static double median(List<Distance> distances, ToDoubleFunction<Distance> part) {
        return distances.stream().mapToDouble(part).sorted().toArray()[distances.size() / 2];
    }
}
