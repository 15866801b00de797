package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.network.Architecture;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.StateDicts;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    @Test
    void countsWhatADerivativeKeeps() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 8, 8));
            int x = graph.add(
                    "conv", new Op.Conv(Tensor.full(0, 4, 3, 3, 3), Tensor.full(0, 4), Op.Geometry.of(3, 1, 1)), 0);
            x = graph.add("relu", new Op.Relu(), x);
            x = graph.add("flatten", new Op.Flatten(), x);
            graph.add("fc", new Op.Linear(Tensor.full(0, 2, 256), Tensor.full(0, 2)), x);
            MemoryPlan plan = MemoryPlan.of(Network.of(graph.nodes()));

            // input 192, convolution 256, logits 2; eight times the largest
            assertThat(plan.bytesPerImage()).isEqualTo(4 * (192 + 256 + 2 + 8 * 256));
            assertThat(plan.fixedBytes()).isEqualTo(4 * (3 * 108 + 2 * 512) + 400 * MIB);
        }
    }

    /** Resident memory at its highest was 3543 MiB and 6473 MiB for 20 images, in one pass, 773 and 1784 for one. */
    @Test
    void isNearWhatWasMeasured() {
        try (Scope scope = Scope.open()) {
            assertNear(Architecture.recognise("a", StateDicts.resNet50OfZeros(), null), 773, 3543);
            assertNear(Architecture.recognise("a", StateDicts.vgg19OfZeros(), null), 1784, 6473);
        }
    }

    private static void assertNear(Architecture architecture, long one, long twenty) {
        MemoryPlan plan = MemoryPlan.of(architecture.network(architecture.defaultInput()));
        assertThat((plan.fixedBytes() + plan.bytesPerImage()) / MIB).isBetween(one * 9 / 10, one * 12 / 10);
        assertThat((plan.fixedBytes() + 20 * plan.bytesPerImage()) / MIB).isBetween(twenty * 9 / 10, twenty * 12 / 10);
    }

    @Test
    void takesAsManyImagesAsFit() {
        MemoryPlan plan = new MemoryPlan(10 * MIB, 400 * MIB);

        assertThat(plan.microBatch(20, 1000 * MIB)).isEqualTo(20);
        assertThat(plan.microBatch(20, 455 * MIB)).isEqualTo(5);
        assertThat(plan.microBatch(20, 410 * MIB)).isEqualTo(1);
    }

    @Test
    void makesPassesOfNoMoreImagesThanAreQuick() {
        assertThat(new MemoryPlan(10 * MIB, 400 * MIB).quickest(20)).isEqualTo(20);
        assertThat(new MemoryPlan(160 * MIB, 400 * MIB).quickest(20)).isEqualTo(5); // not 6, 6, 6 and 2
        assertThat(new MemoryPlan(2000 * MIB, 400 * MIB).quickest(20)).isEqualTo(1);
    }

    @Test
    void givesACutNetworkHardlyMoreThanTheWholeOne() {
        MemoryPlan whole = new MemoryPlan(100 * MIB, 400 * MIB);

        assertThat(new MemoryPlan(110 * MIB, 400 * MIB).within(whole, 20)).isEqualTo(20); // 200 MiB more are little
        assertThat(new MemoryPlan(200 * MIB, 400 * MIB).within(whole, 20)).isEqualTo(11);
        assertThat(new MemoryPlan(9000 * MIB, 400 * MIB).within(whole, 20)).isEqualTo(1);
    }

    @Test
    void saysWhatToRaiseWhereNotOneFits() {
        assertThatThrownBy(() -> new MemoryPlan(10 * MIB, 400 * MIB).microBatch(20, 409 * MIB))
                .isInstanceOf(InputException.class)
                .hasMessage("memoryLimit: is 409 MiB, one image of this network takes about 410 MiB; raise it, or give "
                        + "smaller images with inputSize");
    }
}
