package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Folding;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.UnitLayer;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * On random networks, cut at random: edges into a filter and its bias's share add up to its pre-activation times the
 * derivative.
 */
@Tag("slow")
class ContributionsPropertyTest {
    private static final int IMAGES = 3;

    static List<Long> seeds() {
        return java.util.stream.LongStream.range(0, 30).boxed().toList();
    }

    private static Subnetwork subnetwork(Network network, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> scores = Scores.ones(network).byUnit();
        scores.values().forEach(values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(4) == 0 ? 0 : .3f + random.nextFloat();
            }
        });
        Set<String> bypassed = new TreeSet<>();
        network.groups().stream().filter(g -> random.nextInt(4) == 0).forEach(g -> bypassed.add(g.name()));
        return new Subnetwork(Scores.of(scores), bypassed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void edgesAndBiasAddUpToThePreActivation(long seed) {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(seed));
            Subnetwork subnetwork = subnetwork(network, seed + 7);
            if (Flow.of(network, subnetwork.retention()).cutThrough()) {
                return;
            }
            Network cut = Cut.of(network, subnetwork.retention());
            Tensor images = RandomGraph.images(network, IMAGES, seed);
            int label = (int) (seed % network.classes());
            ContributionCells cells = new ContributionCells(cut);
            Contributions contributions = Contributions.of(cells, subnetwork.scoring(), images, label, 2);

            assertSums(cells, contributions, subnetwork, images, label);
        }
    }

    private static void assertSums(
            ContributionCells cells, Contributions contributions, Subnetwork subnetwork, Tensor images, int label) {
        Network cut = cells.network();
        List<Integer> wanted = new java.util.ArrayList<>(
                cut.units().stream().map(unit -> filtered(cut, unit)).toList());
        wanted.add(cut.output());
        List<Tensor> values = Executor.unfolded(withConstantStatistics(cut))
                .evaluate(Map.of(0, images.leaf()), wanted, subnetwork.scoring());
        Tensor logit = values.get(values.size() - 1).select(1, label).sum();
        double largest = 0;
        Map<Integer, double[]> expected = new HashMap<>();
        for (int i = 0; i < cut.units().size(); i++) {
            UnitLayer unit = cut.units().get(i);
            Tensor u = values.get(i);
            if (u.requiresGradient()) {
                Tensor gradient = Autograd.gradients(logit, gradientOnce(), List.of(u), true)
                        .get(0);
                double[] sums = u.mul(gradient).sum(0, 2, 3).toDoubles();
                @Nullable Tensor bias = bias(cut, unit, subnetwork);
                double[] shares = bias == null
                        ? new double[sums.length]
                        : gradient.sum(0, 2, 3).mul(bias).toDoubles();
                for (int c = 0; c < sums.length; c++) {
                    largest = Math.max(largest, Math.abs(sums[c]));
                    sums[c] -= shares[c];
                }
                if (wholeGroups(cut, unit) || unit.kind() == org.neurochains.network.UnitKind.IDENTITY) {
                    expected.put(unit.node(), sums);
                }
            }
        }
        int checked = 0;
        for (int cell = 1; cell < cells.size(); cell++) {
            double[] sums = expected.get(cells.node(cell));
            if (sums != null) {
                double[] sum = {0};
                contributions.incoming(cell, (source, e) -> sum[0] += e);
                assertThat(sum[0] * IMAGES)
                        .as(cells.name(cell))
                        .isCloseTo(sums[cells.channel(cell)], within(1e-4 * largest));
                checked++;
            }
        }
        assertThat(checked).isPositive();
    }

    private static Network withConstantStatistics(Network network) {
        return Network.of(network.nodes().stream()
                .map(node -> node.op() instanceof Op.Norm norm
                        ? new Node(node.name(), norm.withConstantStatistics(), node.inputs())
                        : node)
                .toList());
    }

    /**
     * Where a unit layer's own filters have done their work: at its scores, or in front of what belongs to it beside
     * them.
     */
    private static int filtered(Network cut, UnitLayer unit) {
        int conv = cut.convolution(unit);
        if (conv < 0) {
            return unit.node();
        }
        int end = conv;
        List<Integer> next = cut.consumers(end);
        if (next.size() == 1 && cut.node(next.get(0)).op() instanceof Op.BatchNorm) {
            end = next.get(0);
            next = cut.consumers(end);
        }
        return next.equals(List.of(unit.node())) ? unit.node() : end;
    }

    /** Whether all filters of a unit layer's convolution are retained: of a group some may be computed for nothing. */
    private static boolean wholeGroups(Network cut, UnitLayer unit) {
        Op.Conv filters = Folding.filters(cut, unit);
        return filters != null && filters.outputs() == unit.retained().size();
    }

    private static Tensor gradientOnce() {
        return Tensor.full(1);
    }

    /** S b^ of each filter. */
    private static @Nullable Tensor bias(Network cut, UnitLayer unit, Subnetwork subnetwork) {
        Op.Conv filters = Folding.filters(cut, unit);
        Tensor score =
                subnetwork.scoring().score((Op.Score) cut.node(unit.node()).op());
        if (filters == null || filters.bias() == null || score == null || !wholeGroups(cut, unit)) {
            return null;
        }
        return filtered(cut, unit) == unit.node() ? score.mul(filters.bias()) : filters.bias();
    }

    /** The drawn edges, sums replaced, add up to the same where nothing is constant. */
    @Test
    void replacingSumsKeepsWhatArrives() {
        try (Scope scope = Scope.open()) {
            int checked = 0;
            for (long seed = 0; seed < 20; seed++) {
                Network network = UnitPlacement.place(RandomGraph.plain(seed));
                ContributionCells cells = new ContributionCells(network);
                Tensor images = RandomGraph.images(network, IMAGES, seed);
                Subnetwork whole = new Subnetwork(Scores.ones(network), Set.of());
                Contributions contributions = Contributions.of(cells, whole.scoring(), images, 0, IMAGES);
                Map<String, Double> drawn = new HashMap<>();
                ReasoningGraph.of(cells, contributions, "logit")
                        .edges((from, to, weight) -> drawn.merge(to, weight, Double::sum));
                for (int cell = 1; cell < cells.size(); cell++) {
                    if (cells.drawn(cell)) {
                        double[] sum = {0};
                        contributions.incoming(
                                cell, (source, e) -> sum[0] += varies(contributions, cells, source) ? e : 0);
                        assertThat(drawn.getOrDefault(cells.name(cell), 0.0))
                                .as(seed + " " + cells.name(cell))
                                .isCloseTo(sum[0], within(1e-9 + 1e-6 * Math.abs(sum[0])));
                        checked++;
                    }
                }
            }
            assertThat(checked).isGreaterThan(200);
        }
    }

    /** Whether a source is a cell, and no sum whose map is 0 behind its ReLU, of which a norm makes its shift. */
    private static boolean varies(Contributions contributions, ContributionCells cells, int source) {
        if (source == ContributionCells.NONE || !(cells.op(source) instanceof Op.Add)) {
            return source != ContributionCells.NONE;
        }
        boolean[] heard = {false};
        contributions.incoming(source, (from, e) -> heard[0] = true);
        return heard[0];
    }
}
