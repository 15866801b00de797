package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Labels;
import org.neurochains.network.Executor;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitLayer;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Top images, firing maps and misclassified: by hand on a network of one 3x3 filter and its negative, and against a
 * plain search.
 */
class FilterMapsTest {
    private static final Filter SUM = new Filter("conv", 0);
    private static final Filter NEGATIVE = new Filter("conv", 1);

    /** conv.0 sums 3x3 places, conv.1 is minus one everywhere; logits: means of both. */
    private static Network network() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 4, 5));
        float[] weights = new float[18];
        java.util.Arrays.fill(weights, 0, 9, 1);
        Op.Geometry geometry = Op.Geometry.of(3, 1, 1);
        int conv = graph.add(
                "conv", new Op.Conv(Tensor.of(weights, 2, 1, 3, 3), Tensor.of(new float[] {0, -1}, 2), geometry), 0);
        int relu = graph.add("relu", new Op.Relu(), conv);
        int mean = graph.add("mean", new Op.AdaptiveAveragePool(1, 1), relu);
        int flat = graph.add("flat", new Op.Flatten(), mean);
        graph.add("fc", new Op.Linear(Tensor.of(new float[] {1, 0, 2, 0}, 2, 2), null), flat);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    /** An image that is 0 but for one pixel. */
    private static Tensor dot(int row, int column, float value) {
        float[] pixels = new float[20];
        pixels[row * 5 + column] = value;
        return Tensor.of(pixels, 1, 1, 4, 5);
    }

    @Test
    void keepsTheBestImagesWithPeakFieldAndMask() {
        try (Scope scope = Scope.open()) {
            TopImages top = new TopImages(network(), List.of(SUM, NEGATIVE), 2);
            top.see(Tensor.concat(0, List.of(dot(0, 0, 1), dot(3, 4, 5))), 0);
            top.see(Tensor.concat(0, List.of(dot(1, 2, 3), dot(1, 1, 3))), 2);

            assertThat(top.of(SUM)).extracting(TopImages.Peak::image).containsExactly(1, 2);
            TopImages.Peak best = top.of(SUM).get(0);
            assertThat(best.activation()).isEqualTo(5);
            assertThat(best.field())
                    .isEqualTo(new ReceptiveField(1, 2, 4, 5)); // around (2, 3), the first of four equals
            assertThat(best.mask().values()).containsExactly(0, 0, 0, 0, 5, 5, 0, 5, 5);
            TopImages.Peak never = top.of(NEGATIVE).get(0);
            assertThat(never.image()).isZero();
            assertThat(never.activation()).isEqualTo(-1);
            assertThat(never.mask().isConstant()).isTrue();
        }
    }

    @Test
    void agreesWithLookingAtEverythingAtOnce() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(3));
            Tensor images = RandomGraph.images(network, 23, 5);
            UnitLayer unit = network.units().get(2);
            List<Filter> filters = new ArrayList<>();
            for (int c = 0; c < unit.channels(); c++) {
                filters.add(new Filter(unit.name(), c));
            }
            TopImages top = new TopImages(network, filters, 4);
            for (int start = 0; start < 23; start += 5) {
                top.see(images.narrow(0, start, Math.min(5, 23 - start)), start);
            }

            float[] highest = Executor.of(network)
                    .evaluate(Map.of(0, images), List.of(unit.node()), Scoring.NONE)
                    .get(0)
                    .max(2, 3)
                    .toFloats();
            for (int c = 0; c < unit.channels(); c++) {
                int channel = c;
                List<Integer> expected = java.util.stream.IntStream.range(0, 23)
                        .boxed()
                        .sorted(Comparator.comparing(i -> -highest[i * unit.channels() + channel]))
                        .limit(4)
                        .toList();
                assertThat(top.of(filters.get(c)))
                        .extracting(TopImages.Peak::image)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesAFilterThatIsNotThere() {
        try (Scope scope = Scope.open()) {
            Network network = network();
            assertThatThrownBy(() -> new TopImages(network, List.of(new Filter("conv", 2)), 1))
                    .isInstanceOf(InputException.class);
        }
    }

    @Test
    void mapsOfTheNetworkAndOfTheChain() {
        try (Scope scope = Scope.open()) {
            Scores scores = Scores.of(Map.of("conv", new float[] {.5f, 0}));
            Tensor images = Tensor.concat(0, List.of(dot(0, 0, 1), dot(3, 4, 4)));

            FiringMaps maps = FiringMaps.of(
                    network(),
                    new Subnetwork(scores, Set.of()),
                    List.of(SUM, NEGATIVE),
                    images,
                    List.of(1),
                    Progress.NONE);

            assertThat(maps.silent()).containsExactly(NEGATIVE);
            assertThat(maps.agreement()).containsOnlyKeys(SUM); // the other's map is constant
            assertThat(maps.agreement().get(SUM)).isCloseTo(1, within(1e-12));
            FiringMaps.Pair pair = maps.of(SUM).get(0);
            assertThat(pair.image()).isEqualTo(1);
            assertThat(pair.original().sum()).isEqualTo(16);
            assertThat(pair.chain().sum()).isEqualTo(8);
            assertThat(maps.of(NEGATIVE).get(0).chain().isConstant()).isTrue();
        }
    }

    /** Against Pearson's r of the maps written side by side, of the network with scores as masks. */
    @Test
    void agreementIsTheCorrelationOfTheMaps() {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(4));
            Tensor images = RandomGraph.images(network, 6, 11);
            Random random = new Random(9);
            Map<String, float[]> values = new LinkedHashMap<>();
            List<Filter> filters = new ArrayList<>();
            for (UnitLayer unit : network.units()) {
                float[] scores = new float[unit.channels()];
                for (int c = 0; c < scores.length; c++) {
                    scores[c] = random.nextInt(4) == 0 ? 0 : random.nextFloat() * 2 - .5f;
                    filters.add(new Filter(unit.name(), c));
                }
                values.put(unit.name(), scores);
            }
            Subnetwork subnetwork = new Subnetwork(Scores.of(values), Set.of());

            FiringMaps maps = FiringMaps.of(network, subnetwork, filters, images, List.of(), Progress.NONE);

            assertThat(maps.agreement()).isNotEmpty();
            maps.agreement().forEach((filter, r) -> {
                double[] original = flat(network, filter, images, Scoring.NONE);
                double[] chain = flat(network, filter, images, subnetwork.scoring());
                float score = subnetwork.scores().of(filter.layer())[filter.channel()];
                assertThat(r)
                        .isCloseTo(
                                Math.signum(score) * new PearsonsCorrelation().correlation(original, chain),
                                within(1e-4));
            });
        }
    }

    private static double[] flat(Network network, Filter filter, Tensor images, Scoring scoring) {
        return Executor.of(network)
                .evaluate(Map.of(0, images), List.of(filter.in(network).node()), scoring)
                .get(0)
                .select(1, filter.channel())
                .toDoubles();
    }

    /** Class 1 gets twice what class 0 gets from conv.0: an image of class 0 goes wrong there. */
    @Test
    void aMisstepBeginsWhereTheWrongClassOutweighs() {
        try (Scope scope = Scope.open()) {
            Network network = network();
            Tensor images = Tensor.concat(0, List.of(dot(1, 1, 20), dot(1, 1, 20)));
            PredictedImages predicted = new PredictedImages(images, List.of(1, 1), Labels.of(List.of("a", "b")));

            List<Misclassification> steps = Misclassification.of(
                    network, new Subnetwork(Scores.ones(network), Set.of()), predicted, List.of(0, 1), Progress.NONE);

            assertThat(steps).singleElement().satisfies(step -> {
                assertThat(step.image()).isZero();
                assertThat(step.tipsAt()).isEqualTo("conv");
                // nine places of 20, over twenty places
                assertThat(step.layers().get(0).actual()).isCloseTo(9, within(1e-5));
                assertThat(step.layers().get(0).predicted()).isCloseTo(18, within(1e-5));
            });
        }
    }
}
