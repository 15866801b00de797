package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * State dicts as training programs leave them compute what the plain one does; what is assumed is said and can be
 * changed.
 */
class CheckpointFormsTest {
    private static final int SIDE = 64;

    /** A narrow ResNet of one basic block in each stage. */
    private static Map<String, Tensor> resNet(int stages, int kernel, int colours) {
        Random random = new Random(3);
        Map<String, Tensor> dict = new LinkedHashMap<>();
        unit(dict, random, "conv1", "bn1", 4, colours, kernel);
        for (int stage = 1; stage <= stages; stage++) {
            String block = "layer" + stage + ".0.";
            unit(dict, random, block + "conv1", block + "bn1", 4, 4, 3);
            unit(dict, random, block + "conv2", block + "bn2", 4, 4, 3);
            if (stage > 1) {
                unit(dict, random, block + "downsample.0", block + "downsample.1", 4, 4, 1);
            }
        }
        dict.put("fc.weight", RandomGraph.normal(random, 1, 3, 4));
        dict.put("fc.bias", RandomGraph.normal(random, 1, 3));
        return dict;
    }

    private static void unit(
            Map<String, Tensor> dict, Random random, String conv, String norm, int outputs, int inputs, int kernel) {
        dict.put(conv + ".weight", RandomGraph.normal(random, .4, outputs, inputs, kernel, kernel));
        dict.put(norm + ".weight", RandomGraph.normal(random, .2, outputs).add(1));
        dict.put(norm + ".bias", RandomGraph.normal(random, .2, outputs));
        dict.put(norm + ".running_mean", RandomGraph.normal(random, .2, outputs));
        dict.put(
                norm + ".running_var",
                RandomGraph.normal(random, .2, outputs).square().add(.5));
        dict.put(norm + ".num_batches_tracked", Tensor.full(7));
    }

    private static Map<String, Tensor> renamed(Map<String, Tensor> dict, UnaryOperator<String> name) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        dict.forEach((old, tensor) -> renamed.put(name.apply(old), tensor));
        return renamed;
    }

    private static Architecture read(Map<String, Tensor> dict) {
        return Architecture.recognise("a.pth", dict, null);
    }

    private static float[] logits(Architecture found) {
        int colours = found.defaultInput().channels();
        Tensor image = RandomGraph.normal(new Random(1), 1, 1, colours, SIDE, SIDE);
        return Executor.of(found.network(Shape.maps(colours, SIDE, SIDE)))
                .logits(image, Scoring.NONE)
                .toFloats();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.", "net.", "backbone.", "resnet.", "model.backbone.", "encoder.0."})
    void aPrefixChangesNothing(String prefix) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            Map<String, Tensor> wrapped = renamed(plain, name -> prefix + name);
            wrapped.put("criterion.weight", Tensor.full(1, 3));
            wrapped.put("val_acc.total", Tensor.full(9));
            wrapped.put("n_averaged", Tensor.full(9));
            Architecture found = read(wrapped);
            assertThat(logits(found)).containsExactly(logits(read(plain)));
            assertThat(found.notes()).anyMatch(note -> note.contains("passed over: criterion.weight, val_acc.total"));
        }
    }

    @Test
    void aHeadBesideTheBackboneAndWithoutBiasIsFound() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            plain.remove("fc.bias");
            float[] expected = logits(read(plain));
            assertThat(logits(read(renamed(plain, name -> name.startsWith("fc") ? name : "backbone." + name))))
                    .containsExactly(expected);
            for (String head : List.of("linear", "classifier", "head", "fc.1", "classifier.2", "head.fc")) {
                assertThat(logits(read(renamed(plain, name -> name.replaceFirst("^fc", head)))))
                        .as(head)
                        .containsExactly(expected);
            }
            Map<String, Tensor> two = renamed(plain, name -> name.replaceFirst("^fc", "fc.3"));
            two.put("fc.0.weight", Tensor.full(0, 4, 4));
            assertThatThrownBy(() -> read(two))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("fc.0, fc.3")
                    .hasMessageContaining("is not in the file")
                    .hasMessageContaining("headActivation");
        }
    }

    /** Two layers on the features of the last block, which a head of one layer, the identity, shows. */
    @ParameterizedTest
    @ValueSource(strings = {"relu", "leaky_relu", "GELU", "silu", "tanh", "sigmoid", "none"})
    void whatComesBetweenTheLayersOfAHeadCanBeSaid(String activation) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            plain.put("fc.weight", Tensor.of(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4, 4));
            plain.put("fc.bias", Tensor.of(new float[4], 4));
            float[] features = logits(read(plain));
            Map<String, Tensor> two = new LinkedHashMap<>(plain);
            two.keySet().removeIf(name -> name.startsWith("fc"));
            float[] last = {1, 2, 3, 4, -1, 0, 1, 0};
            two.put("fc.10.weight", Tensor.of(last, 2, 4)); // behind fc.2, though not in the alphabet
            two.put("fc.2.weight", Tensor.of(new float[] {-2, 0, 0, 0, 0, 1, 0, 0, 0, 0, .5f, 0, 1, 0, 0, -1}, 4, 4));
            two.put("fc.2.bias", Tensor.of(new float[] {.5f, 0, -.25f, 0}, 4));
            double[] inner = {
                -2 * features[0] + .5, features[1], .5 * features[2] - .25, features[0] - (double) features[3]
            };
            double[] expected = new double[2];
            for (int i = 0; i < last.length; i++) {
                expected[i / 4] += last[i] * curve(activation, inner[i % 4]);
            }

            Architecture found = Architecture.recognise(
                    "a.pth", two, null, ArchitectureHints.of(Map.of("head_activation", activation)));

            float[] logits = logits(found);
            for (int i = 0; i < 2; i++) {
                assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-5));
            }
            assertThat(found.notes()).anyMatch(note -> note.contains("between the layers of the head"));
            assertThatThrownBy(() -> Architecture.recognise(
                            "a.pth", plain, null, ArchitectureHints.of(Map.of("head_activation", activation))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("has one layer, fc");
            assertThatThrownBy(() -> ArchitectureHints.of(Map.of("head_activation", activation + "y")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("tanh or none");
        }
    }

    private static double curve(String name, double x) {
        return switch (name) {
            case "relu" -> Math.max(x, 0);
            case "leaky_relu" -> x > 0 ? x : .01 * x;
            case "GELU" -> x * (1 + Erf.erf(x / Math.sqrt(2))) / 2;
            case "silu" -> x / (1 + Math.exp(-x));
            case "tanh" -> Math.tanh(x);
            case "sigmoid" -> 1 / (1 + Math.exp(-x));
            default -> x;
        };
    }

    @Test
    void twoNetworksAreRefusedButAnAverageIsNot() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            Map<String, Tensor> both = renamed(plain, name -> "model." + name);
            both.putAll(renamed(plain, name -> "model_ema." + name));
            assertThat(logits(read(both))).containsExactly(logits(read(plain)));
            both.putAll(renamed(plain, name -> "other." + name));
            assertThatThrownBy(() -> read(both)).hasMessageContaining("several networks: model., other.");
        }
    }

    @Test
    void masksAndNormsAreMultiplied() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            Map<String, Tensor> parts = new LinkedHashMap<>(plain);
            // 3, 4 has the length 5
            plain.put("fc.weight", Tensor.of(new float[] {6, 8, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2}, 3, 4));
            parts.remove("fc.weight");
            parts.put("fc.weight_g", Tensor.of(new float[] {10, 1, 2}, 3, 1));
            parts.put("fc.weight_v", Tensor.of(new float[] {3, 4, 0, 0, 0, 0, 7, 0, 0, 0, 0, 5}, 3, 4));
            assertThat(logits(read(parts))).containsExactly(logits(read(plain)), within(1e-5f));
            Map<String, Tensor> newer = renamed(
                    parts,
                    name -> name.replace("weight_g", "parametrizations.weight.original0")
                            .replace("weight_v", "parametrizations.weight.original1"));
            assertThat(logits(read(newer))).containsExactly(logits(read(plain)), within(1e-5f));

            parts.remove("fc.weight_g");
            parts.remove("fc.weight_v");
            parts.put("fc.weight_orig", Tensor.of(new float[] {6, 8, 5, 5, 5, 5, 1, 5, 5, 5, 5, 2}, 3, 4));
            parts.put("fc.weight_mask", Tensor.of(new float[] {1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 3, 4));
            assertThat(logits(read(parts))).containsExactly(logits(read(plain)));
            assertThat(read(parts).notes()).anyMatch(note -> note.contains("pruning masks"));
        }
    }

    @Test
    void itsOwnNormalisationIsTheInputs() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = renamed(resNet(4, 7, 3), name -> "1." + name);
            plain.put("0.mean", Tensor.of(new float[] {.5f, .25f, .125f}, 1, 3, 1, 1));
            plain.put("0.std", Tensor.of(new float[] {1, 2, 4}, 3));
            assertThat(new TreeMap<>(read(plain).normalisation()))
                    .containsExactly(Map.entry("mean", "0.5,0.25,0.125"), Map.entry("std", "1.0,2.0,4.0"));
        }
    }

    @Test
    void stemsTellThemselvesByTheirKernels() {
        try (Scope scope = Scope.open()) {
            Architecture small = read(resNet(4, 3, 1));
            assertThat(small.defaultInput()).isEqualTo(Shape.maps(1, 32, 32));
            Network network = small.network(small.defaultInput());
            assertThat(network.shape(network.indexOf("stem"))).isEqualTo(Shape.maps(4, 32, 32));
            assertThat(RandomGraph.kinds(network)).doesNotContain("MaxPool");
            assertThat(small.notes()).anyMatch(note -> note.contains("no pooling behind the 3x3 stem"));

            Map<String, Tensor> large = resNet(4, 7, 4);
            assertThat(read(large).defaultInput()).isEqualTo(Shape.maps(4, 224, 224));
            Architecture plain = Architecture.recognise(
                    "a.pth", large, null, ArchitectureHints.of(Map.of("bn_eps", "1e-3", "stem", "plain")));
            assertThat(RandomGraph.kinds(plain.network(Shape.maps(4, 64, 64)))).doesNotContain("MaxPool");
            assertThat(plain.notes()).anyMatch(note -> note.contains("no pooling") && note.contains("0.001"));
            assertThatThrownBy(() -> ArchitectureHints.of(Map.of("stem", "round")))
                    .hasMessageContaining("stem round");
            assertThatThrownBy(() -> ArchitectureHints.of(Map.of("bn_eps", "-1")))
                    .hasMessageContaining("bnEps");
            assertThatThrownBy(() -> read(resNet(4, 7, 2))).hasMessageContaining("takes 2 channels");
        }
    }

    @Test
    void epsIsAddedToTheVariance() {
        try (Scope scope = Scope.open()) {
            Architecture found = Architecture.recognise(
                    "a.pth", resNet(3, 3, 3), null, ArchitectureHints.of(Map.of("bn_eps", ".25")));
            assertThat(found.name()).isEqualTo("cifar-resnet8");
            Network network = found.network(found.defaultInput());
            assertThat(((Op.BatchNorm)
                                    network.node(network.indexOf("stem.norm")).op())
                            .eps())
                    .isEqualTo(.25);
        }
    }

    @Test
    void whatNoParameterSaysCanBeSaid() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            Network said = Architecture.recognise(
                            "a.pth",
                            plain,
                            null,
                            ArchitectureHints.of(Map.of("activation", "leaky_relu:0.1", "pooling", "max")))
                    .network(Shape.maps(3, SIDE, SIDE));
            assertThat(said.node(said.indexOf("L1B1C1.relu")).op())
                    .isEqualTo(new Op.Activation(Op.Activation.Kind.LEAKY_RELU, .1, 0));
            assertThat(said.node(said.indexOf("pool")).op()).isInstanceOf(Op.MaxPool.class);
            assertThatThrownBy(() -> ArchitectureHints.of(Map.of("activation", "square")))
                    .hasMessageContaining("activation square");
            assertThatThrownBy(() -> ArchitectureHints.of(Map.of("stride", "2")))
                    .hasMessageContaining("1x1 or 3x3");
        }
    }

    @Test
    void biasesOfConvolutionsAndStagesOfAnyNumberAreRead() {
        try (Scope scope = Scope.open()) {
            for (int stages : new int[] {2, 5}) {
                Map<String, Tensor> dict = resNet(stages, 3, 3);
                float[] without = logits(read(dict));
                dict.put("conv1.bias", Tensor.of(new float[] {1, 2, 3, 4}, 4));
                Map<String, Tensor> moved = new LinkedHashMap<>(dict);
                moved.remove("conv1.bias");
                Tensor mean = Objects.requireNonNull(dict.get("bn1.running_mean"));
                moved.put("bn1.running_mean", mean.sub(Objects.requireNonNull(dict.get("conv1.bias"))));
                assertThat(logits(read(dict))).containsExactly(logits(read(moved)), within(1e-5f));
                assertThat(logits(read(dict))).isNotEqualTo(without);
            }
        }
    }

    /** A head may be a convolution of the whole map, and its parameters' norms of any form. */
    @Test
    void headsAsConvolutionsAndNormsOfAnyFormAreRead() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            float[] expected = logits(read(plain));
            Tensor weight = Objects.requireNonNull(plain.get("fc.weight"));
            Map<String, Tensor> changed = new LinkedHashMap<>(plain);
            changed.put("fc.weight", weight.reshape(3, 4, 1, 1));
            assertThat(logits(read(changed))).containsExactly(expected);

            changed.remove("fc.weight");
            changed.put("fc.weight_v", weight.mul(3));
            changed.put("fc.weight_g", weight.square().sum().sqrt());
            assertThat(logits(read(changed))).containsExactly(expected, within(.02f));
            changed.put("fc.weight_g", weight.square().sum(0L).sqrt().reshape(1, 4));
            assertThat(logits(read(changed))).containsExactly(expected, within(.02f));
            changed.put("fc.weight_g", weight.square().sum(0L).sqrt());
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("fc.weight differ in shape");

            changed.remove("fc.weight_g");
            changed.put("fc.weight_orig", weight.mul(8)); // u'Wv of one row and column is one entry
            changed.put("fc.weight_u", Tensor.of(new float[] {0, 1, 0}, 3));
            changed.put("fc.weight_v", Tensor.of(new float[] {0, 0, 1, 0}, 4));
            float entry = weight.toFloats()[6];
            Map<String, Tensor> scaled = new LinkedHashMap<>(plain);
            scaled.put("fc.weight", weight.div(Tensor.full(entry)));
            assertThat(logits(read(changed))).containsExactly(logits(read(scaled)), within(.1f));

            changed.keySet().removeIf(name -> name.startsWith("fc.weight"));
            changed.put("fc.parametrizations.weight.original", weight);
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("remove_parametrizations");
        }
    }

    /** timm's VGGs end in convolutions over the whole map. */
    @Test
    void aVggsHeadMayHaveOtherNames() {
        try (Scope scope = Scope.open()) {
            Random random = new Random(4);
            Map<String, Tensor> dict = new LinkedHashMap<>();
            dict.put("features.0.weight", RandomGraph.normal(random, .3, 4, 3, 3, 3));
            dict.put("features.0.bias", RandomGraph.normal(random, .3, 4));
            dict.put("classifier.0.weight", RandomGraph.normal(random, .3, 5, 16));
            dict.put("classifier.0.bias", RandomGraph.normal(random, .3, 5));
            dict.put("classifier.3.weight", RandomGraph.normal(random, .3, 5, 5));
            dict.put("classifier.6.weight", RandomGraph.normal(random, .3, 2, 5));
            float[] expected = logits(read(dict));
            Map<String, Tensor> timm = renamed(
                    dict,
                    name -> name.replace("classifier.0", "pre_logits.fc1")
                            .replace("classifier.3", "pre_logits.fc2")
                            .replace("classifier.6", "head.fc"));
            timm.computeIfPresent("pre_logits.fc1.weight", (name, weight) -> weight.reshape(5, 4, 2, 2));
            timm.computeIfPresent("pre_logits.fc2.weight", (name, weight) -> weight.reshape(5, 5, 1, 1));
            assertThat(logits(read(timm))).containsExactly(expected);
            assertThat(logits(read(renamed(dict, name -> name.replace("classifier.", "fc.")))))
                    .containsExactly(expected);
            assertThatThrownBy(() ->
                            Architecture.recognise("a.pth", dict, null, ArchitectureHints.of(Map.of("stem", "pool"))))
                    .hasMessageContaining("is for ResNets");
        }
    }

    /** Value i of the k-th name in order is sin(1 + .7 k + .37 i), scaled as weights, norms and variances are. */
    private static Map<String, Tensor> waves(Map<String, long[]> shapes) {
        Map<String, Tensor> dict = new TreeMap<>();
        int k = 0;
        for (Map.Entry<String, long[]> each : new TreeMap<>(shapes).entrySet()) {
            String name = each.getKey();
            long[] shape = each.getValue();
            int size = (int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                double wave = Math.sin(1 + .7 * k + .37 * i);
                double scaled = shape.length > 1
                        ? wave * Math.sqrt(2.0 * shape[0] / size)
                        : name.endsWith(".weight") ? 1 + .2 * wave : .2 * wave;
                values[i] = (float) (name.endsWith("running_var") ? wave * wave + .5 : scaled);
            }
            dict.put(name, Tensor.of(values, shape));
            k++;
        }
        return dict;
    }

    private static void unit(Map<String, long[]> shapes, String conv, String norm, long... weight) {
        shapes.put(conv + ".weight", weight);
        for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
            shapes.put(norm + "." + part, new long[] {weight[0]});
        }
    }

    private static float[] ofWaves(Architecture found) {
        float[] image = new float[3 * SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(.1 * i);
        }
        return Executor.of(found.network(Shape.maps(3, SIDE, SIDE)))
                .logits(Tensor.of(image, 1, 3, SIDE, SIDE), Scoring.NONE)
                .toFloats();
    }

    /**
     * timm 1.0: ResNet(Bottleneck, [1, 1, 1, 1], num_classes=3, stem_width=4, stem_type="deep", avg_down=True,
     * channels=(4, 4, 8, 8)).
     */
    @Test
    void aResNetDHasADeepStemAndMeansOnItsShortcuts() {
        try (Scope scope = Scope.open()) {
            Map<String, long[]> shapes = new LinkedHashMap<>();
            unit(shapes, "conv1.0", "conv1.1", 4, 3, 3, 3);
            unit(shapes, "conv1.3", "conv1.4", 4, 4, 3, 3);
            unit(shapes, "conv1.6", "bn1", 8, 4, 3, 3);
            int inputs = 8;
            for (int stage = 1; stage <= 4; stage++) {
                String block = "layer" + stage + ".0.";
                int inner = stage < 3 ? 4 : 8;
                unit(shapes, block + "conv1", block + "bn1", inner, inputs, 1, 1);
                unit(shapes, block + "conv2", block + "bn2", inner, inner, 3, 3);
                unit(shapes, block + "conv3", block + "bn3", 4L * inner, inner, 1, 1);
                unit(shapes, block + "downsample.1", block + "downsample.2", 4L * inner, inputs, 1, 1);
                inputs = 4 * inner;
            }
            shapes.put("fc.weight", new long[] {3, inputs});
            shapes.put("fc.bias", new long[] {3});
            Architecture found = read(waves(shapes));
            assertThat(found.name()).isEqualTo("resnet(bottleneck,1-1-1-1)d");
            assertThat(ofWaves(found)).containsExactly(new float[] {-.083739f, -.035175f, -.016254f}, within(2e-5f));
        }
    }

    /**
     * timm 1.0: ResNet(BasicBlock, [1, 1, 1, 1], num_classes=3, channels=(8, 8, 16, 16),
     * block_args=dict(attn_layer=A)).
     */
    @ParameterizedTest
    @ValueSource(strings = {"se", "eca"})
    void gatesOfChannelsAreRead(String kind) {
        try (Scope scope = Scope.open()) {
            Map<String, long[]> shapes = new LinkedHashMap<>();
            unit(shapes, "conv1", "bn1", 64, 3, 7, 7);
            int inputs = 64;
            for (int stage = 1; stage <= 4; stage++) {
                String block = "layer" + stage + ".0.";
                int outputs = stage < 3 ? 8 : 16;
                unit(shapes, block + "conv1", block + "bn1", outputs, inputs, 3, 3);
                unit(shapes, block + "conv2", block + "bn2", outputs, outputs, 3, 3);
                unit(shapes, block + "downsample.0", block + "downsample.1", outputs, inputs, 1, 1);
                if (kind.equals("se")) {
                    shapes.put(block + "se.fc1.weight", new long[] {8, outputs, 1, 1});
                    shapes.put(block + "se.fc1.bias", new long[] {8});
                    shapes.put(block + "se.fc2.weight", new long[] {outputs, 8, 1, 1});
                    shapes.put(block + "se.fc2.bias", new long[] {outputs});
                } else {
                    shapes.put(block + "se.conv.weight", new long[] {1, 1, 3});
                }
                inputs = outputs;
            }
            shapes.put("fc.weight", new long[] {3, inputs});
            shapes.put("fc.bias", new long[] {3});
            Architecture found = read(waves(shapes));
            assertThat(found.name()).isEqualTo(kind + "resnet(basic,1-1-1-1)");
            float[] expected = kind.equals("se")
                    ? new float[] {-.370194f, -.523854f, -.608208f}
                    : new float[] {-.219894f, -.054368f, .119215f};
            assertThat(ofWaves(found)).containsExactly(expected, within(2e-5f));
        }
    }

    @Test
    void namesOfTheTransformersLibraryAreTheSameNetwork() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> plain = resNet(4, 7, 3);
            Map<String, Tensor> renamed = renamed(plain, CheckpointFormsTest::transformersName);
            assertThat(renamed)
                    .containsKeys(
                            "resnet.embedder.embedder.convolution.weight",
                            "resnet.encoder.stages.1.layers.0.shortcut.normalization.running_var",
                            "classifier.1.weight");
            assertThat(logits(read(renamed))).containsExactly(logits(read(plain)));
        }
    }

    private static String transformersName(String name) {
        if (name.startsWith("fc.")) {
            return name.replace("fc.", "classifier.1.");
        } else if (!name.startsWith("layer")) {
            return "resnet.embedder.embedder."
                    + name.replace("conv1.", "convolution.").replace("bn1.", "normalization.");
        }
        String[] parts = name.split("\\.", 4);
        String block = "resnet.encoder.stages." + (name.charAt(5) - '1') + ".layers." + parts[1] + ".";
        if (parts[2].equals("downsample")) {
            return block + "shortcut."
                    + parts[3].replaceFirst("^0\\.", "convolution.").replaceFirst("^1\\.", "normalization.");
        }
        String kind = parts[2].startsWith("conv") ? "convolution." : "normalization.";
        int number = parts[2].charAt(parts[2].length() - 1) - '1';
        return block + "layer." + number + "." + kind + parts[3];
    }

    @Test
    void otherNetworksAreNamedWithTheWayToOnnx() {
        try (Scope scope = Scope.open()) {
            Map<String, String> kinds = Map.of(
                    "features.denseblock1.denselayer1.conv1.weight", "a DenseNet",
                    "blocks.0.attn.qkv.weight", "a transformer",
                    "Mixed_5b.branch1x1.conv.weight", "an Inception",
                    "blocks.0.0.conv_dw.weight", "EfficientNet or MobileNet of timm",
                    "features.0.0.weight", "of torchvision",
                    "stages.0.blocks.0.conv_dw.weight", "a ConvNeXt");
            kinds.forEach((name, kind) -> assertThatThrownBy(() -> read(Map.of(name, Tensor.full(1, 3))))
                    .as(name)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(kind)
                    .hasMessageContaining(".onnx"));
        }
    }

    /** A tiny network of basic blocks in the names of timm's first squeeze and excitation networks. */
    @Test
    void earlySqueezeAndExcitationPoolsWithoutABorderAndRectifiesBeforeTheGate() {
        try (Scope scope = Scope.open()) {
            Random random = new Random(5);
            Map<String, Tensor> dict = renamed(
                    resNet(4, 7, 3),
                    name -> name.startsWith("fc.")
                            ? "last_linear" + name.substring(2)
                            : name.startsWith("layer") ? name : "layer0." + name);
            for (int stage = 1; stage <= 4; stage++) {
                String gate = "layer" + stage + ".0.se_module.";
                dict.put(gate + "fc1.weight", RandomGraph.normal(random, 1, 2, 4, 1, 1));
                dict.put(gate + "fc1.bias", RandomGraph.normal(random, 1, 2));
                dict.put(gate + "fc2.weight", RandomGraph.normal(random, 1, 4, 2, 1, 1));
                dict.put(gate + "fc2.bias", RandomGraph.normal(random, 1, 4));
            }
            Architecture found = Architecture.recognise("a.pth", dict, null);
            assertThat(found.name()).startsWith("se");
            Network network = found.network(Shape.maps(3, SIDE, SIDE));
            Node pool = network.nodes().stream()
                    .filter(node -> node.name().equals("stem.pool"))
                    .findFirst()
                    .orElseThrow();
            assertThat(((Op.MaxPool) pool.op()).ceil()).isTrue();
            assertThat(network.nodes()).extracting(Node::name).contains("L1B1.rectified");
        }
    }

    /** Of two paths each is weighed by the sigmoid of how far its number is ahead, worked out by hand for one place. */
    @Test
    void selectiveKernelsWeighTheirPaths() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> dict = new LinkedHashMap<>();
            resNet(4, 7, 3).forEach((name, tensor) -> {
                if (!name.contains(".conv1.") && !name.contains(".bn1.")) {
                    dict.put(
                            name.replaceAll("(layer.*)\\.conv2\\.", "$1.conv2.conv.")
                                    .replaceAll("(layer.*)\\.bn2\\.", "$1.conv2.bn."),
                            tensor);
                }
            });
            Random random = new Random(6);
            for (int stage = 1; stage <= 4; stage++) {
                String kernel = "layer" + stage + ".0.conv1.";
                for (int path = 0; path < 2; path++) {
                    String name = kernel + "paths." + path;
                    unit(dict, random, name + ".conv", name + ".bn", 4, 2, 3);
                }
                unit(dict, random, kernel + "attn.fc_reduce", kernel + "attn.bn", 2, 4, 1);
                dict.put(kernel + "attn.fc_select.weight", RandomGraph.normal(random, 1, 8, 2, 1, 1));
            }
            Architecture found = Architecture.recognise("a.pth", dict, null);
            assertThat(found.name()).startsWith("sk");
            Network network = found.network(Shape.maps(3, SIDE, SIDE));
            Tensor image = RandomGraph.images(network, 1, 4);
            List<Node> nodes = network.nodes();
            List<Integer> wanted = List.of(
                    node(nodes, "L1B1C1P1.relu"),
                    node(nodes, "L1B1C1P2.relu"),
                    node(nodes, "L1B1C1G2"),
                    node(nodes, "L1B1C1.chosen"));
            List<Tensor> run = Executor.unfolded(network).evaluate(Map.of(0, image), wanted, Scoring.NONE);
            float[] one = run.get(0).toFloats();
            float[] two = run.get(1).toFloats();
            float[] scores = run.get(2).toFloats();
            float[] chosen = run.get(3).toFloats();
            int area = one.length / 4;
            for (int i = 0; i < one.length; i++) {
                double first = Math.exp(scores[i / area]);
                double second = Math.exp(scores[4 + i / area]);
                double expected = (first * one[i] + second * two[i]) / (first + second);
                assertThat((double) chosen[i]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    private static int node(List<Node> nodes, String name) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError("no node " + name);
    }
}
