package org.neurochains.chain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.Progress;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Chains of a network of forty labels that do not exclude each other. */
class ManyLabelsTest {
    private static final int LABELS = 40;
    private static final int HELD_OUT = 60;
    private static final List<Integer> ASKED = List.of(3, 17);
    private static final ShrinkOptions OPTIONS = ShrinkOptions.defaults().withMaxKl(2);

    private final Random random = new Random(5);

    private Tensor tensor(double deviation, long... shape) {
        float[] values =
                new float[Math.toIntExact(java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }

    /** Two layers of 24 filters, a mean over places, and a row of weights for each label. */
    private Network network() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 6, 6));
        Extent one = Extent.square(1);
        Op.Geometry geometry = new Op.Geometry(one, one, Extent.square(0), one, 1);
        graph.add("first", new Op.Conv(tensor(0.6, 24, 3, 1, 1), tensor(0.3, 24), geometry), graph.last());
        graph.add("first.relu", new Op.Relu(), graph.last());
        graph.add("second", new Op.Conv(tensor(0.3, 24, 24, 1, 1), tensor(0.3, 24), geometry), graph.last());
        graph.add("second.relu", new Op.Relu(), graph.last());
        graph.add("mean", new Op.AdaptiveAveragePool(1, 1), graph.last());
        graph.add("features", new Op.Flatten(), graph.last());
        graph.add("logits", new Op.Linear(tensor(1, LABELS, 24), null), graph.last());
        return UnitPlacement.place(Network.of(graph.nodes(), OutputKind.MULTI_LABEL));
    }

    private Problem problem(Network network) {
        return Problem.of(network, images(20)).withHeldOut(images(HELD_OUT));
    }

    /** Images of a colour each, with noise. */
    private Tensor images(int count) {
        return tensor(2, count, 3, 1, 1).add(tensor(0.5, count, 3, 6, 6));
    }

    private static Solution solve(Problem problem) {
        return new ShrinkSolver(OPTIONS).solve(problem, Progress.NONE);
    }

    /** All forty at once hardly ever agree but in the whole network; two labels do in a part of it. */
    @Test
    void aChainIsTestedOnTheLabelsAskedFor() {
        try (Scope scope = Scope.open()) {
            Network network = network();
            Problem all = problem(network);
            Problem two = all.asking(ASKED);
            Solution ofAll = solve(all);
            Solution ofTwo = solve(two);
            Batch heldOut = requireNonNull(two.heldOut());
            HeldOut tested = two.tested(ofTwo.subnetwork(), heldOut, two.meter());
            HeldOut strict = all.tested(ofTwo.subnetwork(), heldOut, all.meter());
            assertThat(ofTwo.effort().reachedGoal()).isTrue();
            assertThat(tested.lowerBound()).isGreaterThanOrEqualTo(OPTIONS.minAgreement());
            assertThat(strict.lowerBound()).isLessThan(OPTIONS.minAgreement());
            assertThat(ofAll.effort().reachedGoal()).isFalse();
        }
    }

    /** Region and tuning count every label: only the test on held-out images asks. */
    @Test
    void whatIsAskedLeavesTheFamilyAsItIs() {
        try (Scope scope = Scope.open()) {
            Problem all = problem(network());
            Solution one = solve(all);
            Solution other = solve(all.asking(ASKED));
            assertThat(other.curve())
                    .extracting(Solution.CurvePoint::kl)
                    .isEqualTo(one.curve().stream().map(Solution.CurvePoint::kl).toList());
        }
    }
}
