package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * On random networks: what is cut computes what is masked, to the last derivative, and what does not matter does not
 * matter.
 */
@Tag("slow")
class CutPropertyTest {
    private static final int IMAGES = 3;

    /** Relative to the largest logit. */
    private static final double TOLERANCE = 1e-4;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 60; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    /** A network with its mask, and what comes of both. */
    private record Case(Network network, Mask mask, Tensor images, Flow flow) {
        static Case of(long seed) {
            Network network = UnitPlacement.place(RandomGraph.plain(seed));
            Mask mask = new Mask(network, new Random(seed + 1000));
            Tensor images = RandomGraph.images(network, IMAGES, seed + 2000);
            mask.settle(network, images);
            return new Case(network, mask, images, Flow.of(network, mask.retention()));
        }

        Tensor masked(Scoring scoring) {
            return Executor.unfolded(network).logits(images, scoring);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cutAndMaskedNetworksAgree(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            Retention retention = made.mask().retention();
            if (made.flow().cutThrough()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Cut.of(made.network(), retention))
                        .withMessageContaining("cut through");
                return;
            }
            Network cut = Cut.of(made.network(), retention);
            Mask.Leaves whole = made.mask().leaves(made.network());
            Mask.Leaves left = made.mask().leaves(cut);
            Tensor masked = made.masked(whole);
            Tensor quick = Executor.of(cut).logits(made.images(), left);
            Tensor plain = Executor.unfolded(cut).logits(made.images(), left);

            assertThat(plain.shape()).isEqualTo(masked.shape());
            assertClose(plain, masked);
            assertClose(quick, masked);
            assertSameSlopes(slopes(masked, whole, made), whole, slopes(quick, left, made), cut);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void channelsAtOtherPlacesGiveTheSame(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            if (made.flow().cutThrough()) {
                return;
            }
            Network cut = Cut.of(made.network(), made.mask().retention());
            Network coalesced = Coalescing.of(cut);
            Mask.Leaves leaves = made.mask().leaves(cut);
            Mask.Leaves places = made.mask().leaves(coalesced);
            Tensor expected = Executor.unfolded(cut).logits(made.images(), leaves);
            Tensor actual = Executor.of(coalesced).logits(made.images(), places);
            assertClose(actual, expected);
            assertClose(Executor.of(coalesced).logits(made.images(), places.constant()), expected);
            List<Tensor> slopes = slopes(expected, leaves, made);
            List<Tensor> there = slopes(actual, places, made);
            double largest = slopes.stream()
                    .mapToDouble(s -> s.abs().max(0L).item())
                    .max()
                    .orElse(0);
            for (int i = 0; i < slopes.size(); i++) {
                UnitLayer unit = coalesced.units().get(i);
                float[] found = there.get(i).toFloats();
                float[] known = slopes.get(i).toFloats();
                List<Integer> channels =
                        cut.units().get(i).retained().stream().boxed().toList();
                for (int p = 0; p < found.length; p++) {
                    int channel = unit.retained().get(p);
                    if (channel >= 0) {
                        assertThat((double) found[p])
                                .as("%s.%d", unit.name(), channel)
                                .isCloseTo(known[channels.indexOf(channel)], within(TOLERANCE * Math.max(1, largest)));
                    }
                }
                assertThat(unit.retained().stream().filter(c -> c >= 0).boxed())
                        .containsExactlyInAnyOrderElementsOf(channels);
            }
        }
    }

    /** What is cut with both ways of every group computes what gates say. */
    @ParameterizedTest
    @MethodSource("seeds")
    void undecidedGroupsHaveBothWays(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            Set<String> groups = new TreeSet<>();
            made.network().groups().forEach(group -> groups.add(group.name()));
            Retention both = made.mask().retention().undecided(groups);
            if (Flow.of(made.network(), both).cutThrough()) {
                return;
            }
            Network cut = Cut.of(made.network(), both);
            Mask.Leaves whole = made.mask().leaves(made.network());
            Mask.Leaves left = made.mask().leaves(cut);
            assertClose(Executor.of(cut).logits(made.images(), left), made.masked(whole));
            assertClose(
                    Executor.of(cut).logits(made.images(), new Mask.Leaves(left.byUnit(), Set.of())),
                    made.masked(new Mask.Leaves(whole.byUnit(), Set.of())));
        }
    }

    /** Derivatives of a fixed combination of the logits. */
    private static List<Tensor> slopes(Tensor logits, Mask.Leaves leaves, Case made) {
        Tensor weight =
                RandomGraph.normal(new Random(7), 1, IMAGES, made.network().classes());
        return Autograd.gradients(
                logits.mul(weight).sum(), List.copyOf(leaves.byUnit().values()));
    }

    private static void assertSameSlopes(List<Tensor> masked, Mask.Leaves whole, List<Tensor> cut, Network cutNetwork) {
        double largest = 1;
        for (Tensor slope : masked) {
            largest = Math.max(largest, slope.abs().max(0L).item());
        }
        List<String> names = List.copyOf(whole.byUnit().keySet());
        List<UnitLayer> left = cutNetwork.units();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            float[] expected = masked.get(i).toFloats();
            float[] scores = whole.byUnit().values().stream().toList().get(i).toFloats();
            int at = left.stream().map(UnitLayer::name).toList().indexOf(name);
            float[] actual = at < 0 ? new float[0] : cut.get(at).toFloats();
            for (int c = 0; c < expected.length; c++) {
                int position = at < 0 ? -1 : left.get(at).retained().positionOf(c);
                if (scores[c] != 0) {
                    double found = position < 0 ? 0 : actual[position];
                    assertThat(found)
                            .as("d / d score of %s.%d", name, c)
                            .isCloseTo(expected[c], within(TOLERANCE * largest));
                } else {
                    assertThat(position).as("%s.%d is removed", name, c).isNegative();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNotConnectedChangesNothing(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            Tensor before = made.masked(made.mask().leaves(made.network()));
            Retention connected = made.flow().connected();
            made.mask().restrict(connected);
            assertClose(made.masked(made.mask().leaves(made.network())), before);
            Retention again = Flow.of(made.network(), made.mask().retention()).connected();
            assertThat(again.channels()).isEqualTo(connected.channels());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void constantsAreTheSameForEveryImage(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            Retention constant = made.flow().constant();
            Mask.Leaves scoring = made.mask().leaves(made.network());
            for (UnitLayer unit : made.network().units()) {
                Tensor maps = Executor.unfolded(made.network())
                        .evaluate(Map.of(0, made.images()), List.of(unit.node()), scoring)
                        .get(0);
                constant.of(unit.name()).stream().forEach(c -> {
                    Tensor map = maps.select(1, c);
                    Tensor spread = map.sub(map.narrow(0, 0, 1)).abs().max(0L, 1L, 2L);
                    assertThat(spread.item()).as(unit.name() + "." + c).isLessThan(1e-6);
                });
            }
            if (made.flow().cutThrough()) {
                Tensor logits = made.masked(scoring);
                assertThat(logits.sub(logits.narrow(0, 0, 1)).abs().max(0L, 1L).item())
                        .as("logits of a network that is cut through")
                        .isLessThan(1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cuttingTwiceIsCuttingOnce(long seed) {
        try (Scope scope = Scope.open()) {
            Case made = Case.of(seed);
            if (made.flow().cutThrough()) {
                return;
            }
            Network first = Cut.of(
                    made.network(),
                    new Retention(
                            Retention.all(made.network()).channels(),
                            made.mask().retention().bypassed()));
            Network second = Cut.of(first, made.mask().retention());
            Network once = Cut.of(made.network(), made.mask().retention());
            assertClose(
                    Executor.of(second).logits(made.images(), made.mask().leaves(second)),
                    Executor.of(once).logits(made.images(), made.mask().leaves(once)));
            assertThat(second.units().stream().map(UnitLayer::retained))
                    .containsExactlyElementsOf(
                            once.units().stream().map(UnitLayer::retained).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutScoresItIsTheNetworkItself(long seed) {
        try (Scope scope = Scope.open()) {
            Network plain = RandomGraph.plain(seed);
            Network placed = UnitPlacement.place(plain);
            Tensor images = RandomGraph.images(plain, IMAGES, seed);
            Tensor expected = Executor.unfolded(plain).logits(images, Scoring.NONE);
            assertClose(Executor.unfolded(placed).logits(images, Scoring.NONE), expected);
            assertClose(Executor.of(placed).logits(images, Scoring.NONE), expected);
            Network whole = Cut.of(placed, Retention.all(placed));
            assertClose(Executor.of(whole).logits(images, Scoring.NONE), expected);
            assertThat(NetworkSize.of(whole).filters())
                    .isEqualTo(NetworkSize.of(placed).filters());
        }
    }

    @Test
    void theRandomNetworksHaveEveryKindOfLayer() {
        Set<String> seen = new TreeSet<>();
        int cutThrough = 0;
        int bypassed = 0;
        int shortened = 0;
        long copies = 0;
        long left = 0;
        for (long seed : seeds()) {
            try (Scope scope = Scope.open()) {
                Case made = Case.of(seed);
                seen.addAll(RandomGraph.kinds(made.network()));
                if (!made.flow().cutThrough()) {
                    Network cut = Cut.of(made.network(), made.mask().retention());
                    copies += copies(cut);
                    left += copies(Coalescing.of(cut));
                }
                made.network().units().forEach(u -> seen.add(u.kind().name()));
                cutThrough += made.flow().cutThrough() ? 1 : 0;
                bypassed += made.mask().retention().bypassed().isEmpty() ? 0 : 1;
                shortened +=
                        made.flow().connected().size() < made.mask().retention().size() ? 1 : 0;
            }
        }
        assertThat(seen)
                .contains("Conv", "BatchNorm", "Relu", "Activation", "Add", "Mul", "Concat", "MaxPool", "AveragePool")
                .contains("AdaptiveAveragePool", "Subsample", "Select", "Flatten", "Linear", "Score", "Gate")
                .contains("CONVOLUTION", "PROJECTION", "IDENTITY");
        assertThat(cutThrough).as("cut through").isBetween(1, 30);
        assertThat(bypassed).as("with a bypass").isGreaterThan(8);
        assertThat(shortened).as("with units that do not matter").isGreaterThan(5);
        assertThat(copies).as("copies").isGreaterThan(40);
        assertThat(left).as("copies left").isLessThan(copies - 20);
    }

    private static long copies(Network network) {
        return network.nodes().stream().filter(n -> n.op() instanceof Op.Select).count();
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        double largest = expected.detach().abs().max(0L, 1L).item();
        double worst = actual.detach().sub(expected.detach()).abs().max(0L, 1L).item();
        assertThat(worst).isLessThanOrEqualTo(TOLERANCE * Math.max(largest, 1e-3));
    }
}
