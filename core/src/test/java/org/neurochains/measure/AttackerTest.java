package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Labels;
import org.neurochains.image.Pixels;
import org.neurochains.image.Rgb;
import org.neurochains.network.Architecture;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import org.neurochains.weights.SafetensorsReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AttackerTest {
    private static final double EPS = 8.0 / 255;

    private static Attacker attacker(Network network, Attack attack) {
        Samples samples = Subjects.samples(
                network, Tensor.full(.5, 1, network.inputShape().channels(), 1, 1));
        return new Attacker(Executor.of(network), Scoring.NONE, samples, attack, 2);
    }

    /** Logits (x, 2x): raising x raises class 1, lowering it class 0. */
    @Test
    void leadsAwayFromTheClass() {
        try (Scope scope = Scope.open()) {
            Attacker attacker = attacker(Subjects.twoFilters(), Attack.DEFAULTS);
            Tensor pixels = Tensor.of(new float[] {.5f, .5f, .01f, .99f}, 4, 1, 1, 1);

            float[] fgsm = attacker.fgsm(pixels, 1, 0, 1, 0).toFloats();
            float[] pgd = attacker.pgd(pixels, Progress.NONE, "", 1, 0, 1, 0).toFloats();

            float[] expected = {(float) (.5 - EPS), (float) (.5 + EPS), 0, 1};
            assertThat(fgsm).containsExactly(expected, within(1e-6f));
            assertThat(pgd).containsExactly(expected, within(1e-6f));
        }
    }

    /** p is 1 to the last digit of single precision, so that 1 - p has none; the attack knows the way all the same. */
    @Test
    void knowsTheWayForAnImageThatTheNetworkIsSureOf() {
        try (Scope scope = Scope.open()) {
            Attacker attacker = attacker(Subjects.oneLayer(1, 1, 1000), Attack.DEFAULTS);

            float[] changed = attacker.fgsm(Tensor.full(.5, 1, 1, 1, 1), 1).toFloats();

            assertThat(changed).containsExactly(new float[] {(float) (.5 - EPS)}, within(1e-6f));
        }
    }

    @Test
    void aFlatLossAndAnEpsOfZeroChangeNothing() {
        try (Scope scope = Scope.open()) {
            Tensor pixels = Tensor.full(.5, 1, 1, 1, 1);

            assertThat(attacker(Subjects.oneLayer(1, -1, -2), Attack.DEFAULTS)
                            .fgsm(pixels, 0)
                            .toFloats())
                    .containsExactly(.5f);
            assertThat(attacker(Subjects.twoFilters(), new Attack(0, .1, 3))
                            .pgd(pixels, Progress.NONE, "", 1)
                            .toFloats())
                    .containsExactly(.5f);
        }
    }

    @Test
    void anyEpsKeepsPixelsInTheirRange() {
        try (Scope scope = Scope.open()) {
            Attacker attacker = attacker(Subjects.twoFilters(), new Attack(1, .3, 5));

            assertThat(attacker.fgsm(Tensor.full(.5, 1, 1, 1, 1), 1).toFloats()).containsExactly(0f);
            assertThat(attacker.pgd(Tensor.full(.5, 1, 1, 1, 1), Progress.NONE, "", 0)
                            .toFloats())
                    .containsExactly(1f);
        }
        assertThatThrownBy(() -> new Attack(1.5, .1, 3))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("eps: is 1.5");
        assertThatThrownBy(() -> new Attack(Double.NaN, .1, 3)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Attack(.1, .1, 0)).hasMessageContaining("attackSteps");
    }

    /**
     * The chain has lost filter 1, so its logits are (x, 0): the white-box attack on class 0 lowers x, the transferred
     * one raises it.
     */
    @Test
    void robustnessTellsTransferFromWhiteBox() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.twoFilters(), new float[] {1, 0}, .5f, .5f);

            Robustness robustness = Robustness.of(subject, MeasureOptions.defaults(), Progress.NONE);

            double raised = 1 / (1 + Math.exp(-(.5 + EPS)));
            double lowered = 1 / (1 + Math.exp(-(.5 - EPS)));
            assertThat(robustness.mean(Robustness.Change.FGSM_NETWORK, true)).isCloseTo(raised, within(1e-6));
            assertThat(robustness.mean(Robustness.Change.PGD_CHAIN, true)).isCloseTo(lowered, within(1e-6));
            assertThat(robustness.values().numbers())
                    .containsKeys("networkClean", "chainPgdOnNetwork", "networkFgsmOnChainAccuracy");
            assertThat(robustness.tables().get(1).rows()).hasSize(2);
        }
    }

    // --- golden values ---

    private static Map<String, Tensor> golden(String name) {
        return SafetensorsReader.read(Shared.path("golden/" + name + ".safetensors"))
                .tensors();
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("no tensor " + name);
        }
        return tensor;
    }

    @Test
    void agreesWithPyTorchOnResNet20() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> expected = golden("attack/resnet20_fgsm_pgd");
            JsonNode facts = JsonMapper.shared()
                    .readTree(
                            Shared.path("golden/attack/resnet20_fgsm_pgd.json").toFile());
            Network network = Architecture.recognise("resnet20", golden("forward/resnet20.weights"), null)
                    .network(Shape.maps(3, 32, 32));
            Tensor clean = tensor(expected, "clean");
            Executor executor = Executor.of(network);
            Samples samples = cifar(clean, network);
            Attacker attacker = new Attacker(executor, Scoring.NONE, samples, Attack.DEFAULTS, 7);
            int[] labels = new int[20];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = facts.get("label").get(i).intValue();
            }
            Outputs before =
                    Outputs.of(OutputKind.MULTI_CLASS, executor.logits(attacker.normalised(clean), Scoring.NONE));
            Tensor fgsm = attacker.fgsm(clean, labels);
            Outputs afterFgsm =
                    Outputs.of(OutputKind.MULTI_CLASS, executor.logits(attacker.normalised(fgsm), Scoring.NONE));
            Tensor pgd = attacker.pgd(clean, Progress.NONE, "", labels);
            Outputs afterPgd =
                    Outputs.of(OutputKind.MULTI_CLASS, executor.logits(attacker.normalised(pgd), Scoring.NONE));

            float[] own = fgsm.toFloats();
            float[] theirs = tensor(expected, "fgsm").toFloats();
            float[] cleanPixels = clean.toFloats();
            float[] pgdPixels = pgd.toFloats();
            int size = own.length / 20;
            for (int i = 0; i < 20; i++) {
                double p = facts.get("probability_of_label").get("clean").get(i).doubleValue();
                assertThat(before.probability(i, labels[i])).isCloseTo(p, within(5e-6));
                int different = 0;
                for (int v = i * size; v < (i + 1) * size; v++) {
                    different += Math.abs(own[v] - theirs[v]) > 1e-5 ? 1 : 0;
                    assertThat(pgdPixels[v]).isBetween(0f, 1f);
                    assertThat(Math.abs(pgdPixels[v] - cleanPixels[v])).isLessThanOrEqualTo((float) EPS + 1e-6f);
                }
                // The stable loss holds the tolerance of the well-conditioned images for all of them.
                assertThat(different / (double) size).as("image %d", i).isLessThanOrEqualTo(.005);
                double expectedP =
                        facts.get("probability_of_label").get("fgsm").get(i).doubleValue();
                assertThat(afterFgsm.probability(i, labels[i])).isCloseTo(expectedP, within(1e-3));
                double stored = facts.get("cross_entropy")
                        .get("float64")
                        .get("pgd")
                        .get(i)
                        .doubleValue();
                assertThat(-Math.log(Math.max(Double.MIN_NORMAL, afterPgd.probability(i, labels[i]))))
                        .isGreaterThanOrEqualTo(.9 * stored);
                assertThat(afterPgd.says(i, labels[i])).isFalse();
            }
        }
    }

    private static Samples cifar(Tensor batch, Network network) {
        List<Samples.Sample> list = new ArrayList<>();
        for (int i = 0; i < batch.dim(0); i++) {
            list.add(new Samples.Sample("" + i, "", 0, null));
        }
        return new Samples(list, batch, Labels.unnamed(network.classes()), Rgb.IMAGENET_MEAN, Rgb.IMAGENET_STD);
    }

    @Test
    void savesAttackedImages(@TempDir Path folder) throws IOException {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.oneLayer(3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
            Tensor batch = Tensor.of(new float[] {.6f, .2f, .2f}, 1, 3, 1, 1);
            Samples samples = new Samples(
                    List.of(new Samples.Sample("red/../../a.jpg", "", 0, Pixels.of(1, 1, new byte[3]))),
                    batch,
                    Labels.of(List.of("r", "g", "b")),
                    new Rgb(0, 0, 0),
                    new Rgb(1, 1, 1));
            Subnetwork all = new Subnetwork(Scores.ones(network), Set.of());

            Robustness.of(
                    ChainOnRegion.of(network, all, samples, 8),
                    MeasureOptions.defaults().withAdversarial(folder.resolve("adversarial")),
                    Progress.NONE);

            try (Stream<Path> files = Files.walk(folder.resolve("adversarial"))) {
                assertThat(files.filter(Files::isRegularFile).map(Path::toString))
                        .hasSize(4)
                        .allMatch(file -> file.endsWith(".png"));
            }
        }
    }
}
