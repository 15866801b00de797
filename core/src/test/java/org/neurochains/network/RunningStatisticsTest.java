package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class RunningStatisticsTest {
    /** Two images of one channel, all 0 and all 2: mean 1, variance 1. */
    private static Tensor images() {
        return Tensor.of(new float[] {0, 0, 0, 0, 2, 2, 2, 2}, 2, 1, 2, 2);
    }

    /** A sum of batch norms of the image, with the means and variances given. */
    private static Network network(float[] means, float[] variances) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
        List<Integer> sum = new ArrayList<>();
        Tensor one = Tensor.full(1, 1);
        for (int i = 0; i < means.length; i++) {
            Tensor mean = Tensor.full(means[i], 1);
            sum.add(graph.add("norm" + i, new Op.BatchNorm(one, one, mean, Tensor.full(variances[i], 1), 1), 0));
        }
        int all = graph.add("sum", new Op.Add(), sum.toArray(Integer[]::new));
        graph.add("flat", new Op.Flatten(), all);
        return Network.of(graph.nodes());
    }

    @Test
    void mediansOverBatchNormsAreTaken() {
        try (Scope scope = Scope.open()) {
            // distances 0, 1/2, 2, 9, 2 in standard deviations; ratios 1, 1/4, 1/4, 1/16, 1
            Network network = network(new float[] {1, 2, 5, 37, 3}, new float[] {1, 4, 4, 16, 1});

            assertThat(RunningStatistics.of(network, images())).hasValueSatisfying(seen -> {
                assertThat(seen.mean()).isCloseTo(2, within(1e-4));
                assertThat(seen.variance()).isCloseTo(.25, within(1e-4));
            });
        }
    }

    @Test
    void scaleAndShiftAloneAndFewBatchNormsAreNoTraining() {
        try (Scope scope = Scope.open()) {
            float[] zeros = new float[6];
            assertThat(RunningStatistics.of(network(zeros, new float[] {1, 1, 1, 1, 1, 1}), images()))
                    .isEmpty();
            assertThat(RunningStatistics.of(network(zeros, new float[] {1, 1, 2, 2, 2, 2}), images()))
                    .isEmpty();
            assertThat(RunningStatistics.of(network(zeros, new float[] {1, 2, 2, 2, 2, 2}), images()))
                    .isPresent();
        }
    }

    @Test
    void channelsThatAreConstantAreAsTheyWere() {
        try (Scope scope = Scope.open()) {
            Network network = network(new float[5], new float[] {0, 0, 0, 0, 1e-9f});
            Tensor black = Tensor.full(0, 2, 1, 2, 2);

            assertThat(RunningStatistics.of(network, black)).hasValueSatisfying(seen -> {
                assertThat(seen.mean()).isZero();
                assertThat(seen.variance()).isEqualTo(1);
            });
        }
    }
}
