package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.neurochains.evidence.Golden.assertRelative;
import static org.neurochains.evidence.Golden.assertWithin;
import static org.neurochains.evidence.Golden.value;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.Progress;
import org.neurochains.evidence.SmoeOptions.Weights;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class SmoeTest {
    private static final List<String> FIVE = List.of("stem", "L1B3", "L2B3", "L3B2", "L3B3");

    @Test
    void byHand() {
        // m = 2.5, log2 m = 1.3219281, mean log2 = log2(24) / 4 = 1.1462406: 2.5 * .1756875
        assertThat(one(1, 2, 3, 4)).isCloseTo(.43921865, offset(1e-6));
        assertThat(one(0, 0, 0, 1)).isCloseTo(3.86003230, offset(1e-6));
        assertThat(one(2.5f, 2.5f, 2.5f)).isCloseTo(0, offset(1e-12));
        assertThat(one(3)).isCloseTo(0, offset(1e-12));
        assertThat(one(-1, -2, 0)).as("negative ones count as 0").isCloseTo(0, offset(1e-12));
        assertThat(one(-5, 0, 0, 1)).isCloseTo(one(0, 0, 0, 1), offset(1e-12));
        float[] sparse = new float[512];
        sparse[511] = 1;
        assertThat(one(sparse)).isCloseTo(.02775172, offset(1e-7));
    }

    private static double one(float... channels) {
        try (Scope scope = Scope.open()) {
            return Smoe.scale(Tensor.of(channels, 1, channels.length, 1, 1)).item();
        }
    }

    @Test
    void theOrderOfChannelsDoesNotMatter() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 5, 2, 0, 3, 3}, 1, 3, 1, 2);

            double[] swapped = Smoe.scale(x.indexSelect(1, 2, 0, 1)).toDoubles();

            assertThat(swapped).containsExactly(Smoe.scale(x).toDoubles(), offset(1e-12));
        }
    }

    @Test
    void weights() {
        SmoeOptions published = SmoeOptions.defaults();

        assertThat(published.weights(5)).containsExactly(.18, .15, .37, .4, .72);
        assertThat(published.weights(1)).containsExactly(.72);
        assertThat(published.weights(3)).containsExactly(.18, .37, .72);
        assertThat(new SmoeOptions(MapNormalisation.GAMMA, Weights.EQUAL).weights(3))
                .containsOnly(1);
    }

    @Test
    void combinationIsAWeightedMean() {
        SaliencyMap coarse = new SaliencyMap(1, 1, new double[] {.25});
        SaliencyMap fine = new SaliencyMap(1, 2, new double[] {0, 1});

        double[] found =
                Smoe.combine(List.of(coarse, fine), new double[] {1, 3}, 1, 2).values();

        assertThat(found).containsExactly(new double[] {.0625, .8125}, offset(1e-12));
    }

    @Test
    void aChainOfOneFilterAndItsOriginal() {
        try (Scope scope = Scope.open()) {
            Network network = SmallNetworks.twoLayers();
            Tensor image = Tensor.of(new float[] {1, 0, 2, 3}, 1, 1, 2, 2);

            SmoeMaps whole = Smoe.of(network, Scoring.NONE, image, SmoeOptions.defaults(), Progress.NONE)
                    .get(0);
            SmoeMaps none = Smoe.of(
                            network,
                            SmallNetworks.scores(network, "a", 0, 0),
                            image,
                            SmoeOptions.defaults(),
                            Progress.NONE)
                    .get(0);

            assertThat(whole.layers()).extracting(SmoeMaps.Layer::name).containsExactly("a", "b");
            // layer a gives x and 2 x: at x = 1 the mean 1.5, log2 1.5 - 1/2
            assertThat(whole.layers().get(0).raw().values()[0])
                    .isCloseTo(1.5 * (Math.log(1.5) / Math.log(2) - .5), offset(1e-6));
            assertThat(whole.layers().get(0).raw().values()[1]).isCloseTo(0, offset(1e-6));
            assertThat(whole.combined().height()).isEqualTo(2);
            assertThat(none.layers().get(0).raw().isConstant()).isTrue();
            assertThat(none.layers().get(0).normalised().values()).containsOnly(0);
        }
    }

    @Test
    void rawMapsFromActivations() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/smoe");
            for (String layer : List.of("hand", "stem", "L1B3", "L2B3", "L3B2", "L3B3")) {
                double[] found =
                        Smoe.scale(value(golden, "activation/" + layer)).toDoubles();
                assertRelative(layer, found, value(golden, "smoe/" + layer), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"gauss, GAUSSIAN", "gamma_8_terms, GAMMA_EIGHT_TERMS", "gamma_exact, GAMMA"})
    void fromTheNetwork(String name, MapNormalisation normalisation) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/smoe");
            List<SmoeMaps> found = Smoe.of(
                    Golden.resnet20(),
                    Scoring.NONE,
                    Golden.twoImages(),
                    new SmoeOptions(normalisation, Weights.PUBLISHED),
                    Progress.NONE);
            for (int n = 0; n < 2; n++) {
                compare(golden, name, found.get(n).scales(), n);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"gauss, GAUSSIAN", "gamma_8_terms, GAMMA_EIGHT_TERMS", "gamma_exact, GAMMA"})
    void fiveMapsCombined(String name, MapNormalisation normalisation) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/smoe");
            for (Weights weights : Weights.values()) {
                String combined = (weights == Weights.EQUAL ? "combined5_equal/" : "combined5/") + name;
                double[] each = new SmoeOptions(normalisation, weights).weights(FIVE.size());
                for (int n = 0; n < 2; n++) {
                    int image = n;
                    List<SaliencyMap> maps = FIVE.stream()
                            .map(layer -> value(golden, name + "/" + layer).select(0, image))
                            .map(SaliencyMap::of)
                            .toList();
                    Tensor expected = value(golden, combined).select(0, n);
                    int side = (int) expected.dim(0);
                    assertWithin(combined, Smoe.combine(maps, each, side, side).values(), expected, 5e-5);
                }
            }
        }
    }

    private static void compare(Map<String, Tensor> golden, String name, List<SmoeMaps.Layer> found, int image) {
        for (SmoeMaps.Layer layer : found) {
            String golds = layer.name().replace(".relu", "");
            Tensor raw = value(golden, "smoe/" + golds).select(0, image);
            Tensor normalised = value(golden, name + "/" + golds).select(0, image);
            assertRelative(golds, layer.raw().values(), raw, 1e-3);
            assertWithin(name + " " + golds, layer.normalised().values(), normalised, 2e-4);
        }
    }

    @Test
    void scaleEndsAreFoundFromStructure() {
        try (Scope scope = Scope.open()) {
            Network resnet = Golden.resnet20();
            Network vgg = Golden.network("tiny_vgg_bn", 32);
            Network bottlenecks = Golden.network("tiny_bottleneck_resnet", 64);

            assertThat(names(resnet)).containsExactly("L1B3", "L2B3", "L3B3");
            assertThat(names(bottlenecks)).startsWith("stem").hasSize(5);
            List<Integer> ends = ScaleEnds.of(vgg);
            assertThat(ends).hasSizeGreaterThan(2);
            for (int end : ends) {
                assertThat(vgg.consumers(end))
                        .anyMatch(node -> vgg.node(node).op() instanceof Op.MaxPool
                                || vgg.node(node).op() instanceof Op.AdaptiveAveragePool);
            }
        }
    }

    private static String[] names(Network network) {
        return ScaleEnds.of(network).stream()
                .map(node -> ScaleEnds.name(network, node))
                .toArray(String[]::new);
    }

    @Test
    void everyValueOfAMapIsInItsRange() {
        try (Scope scope = Scope.open()) {
            Network network = SmallNetworks.twoLayers();
            Tensor image = Tensor.of(new float[] {1, 0, 2, 3}, 1, 1, 2, 2);
            for (MapNormalisation normalisation : MapNormalisation.values()) {
                SmoeOptions options = new SmoeOptions(normalisation, Weights.PUBLISHED);
                SmoeMaps maps = Smoe.of(network, Scoring.NONE, image, options, Progress.NONE)
                        .get(0);
                assertThat(Arrays.stream(maps.combined().values())).allMatch(v -> v >= 0 && v <= 1 + 1e-12);
            }
        }
    }
}
