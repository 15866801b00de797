package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.network.GateGroup;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ImageNetInput;
import org.neurochains.testing.StateDicts;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import org.neurochains.weights.SafetensorsWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A chain goes to disk and comes back; what does not fit is refused in one line that says why. */
class ChainFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path inputs;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Chain extraction;

    private final JsonMapper mapper = JsonMapper.shared();

    /** A chain of a random ResNet of eight layers for four random pictures. */
    @BeforeAll
    static void extractOnce() throws IOException {
        drawPictures();
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(file("a"), StateDicts.cifarResNet(1, 4, 2, 1), Map.of());
            SafetensorsWriter.write(file("b"), StateDicts.cifarResNet(1, 4, 2, 2), Map.of());
            extraction = extract(model("a"));
        }
    }

    private static Path file(String model) {
        return inputs.resolve(model + ".safetensors");
    }

    private static Model model(String name) {
        return ModelReader.read(file(name), ModelOptions.NONE);
    }

    private static void drawPictures() throws IOException {
        Random random = new Random(5);
        for (String name : List.of("a", "b")) {
            Path pictures = Files.createDirectories(inputs.resolve("images").resolve(name));
            for (int i = 0; i < 2; i++) {
                BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < 1024; p++) {
                    picture.setRGB(p % 32, p / 32, random.nextInt(1 << 24));
                }
                ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
            }
        }
    }

    private static Chain extract(Model model) {
        return extract(model, Progress.NONE);
    }

    private static Chain extract(Model model, Progress progress) {
        ImageSet set = ImageSet.of(ImageFolder.scan(inputs.resolve("images")), Labels.of(List.of("a", "b")));
        Classifier classifier = Classifier.of(Executor.of(model.network()), 8);
        RegionSelection all = new RegionSelection(List.of(), 2, null, RegionSelection.Kind.UNIFORM, 3);
        Region region = new RegionSelector(set, new ImageLoader(ImageNetInput.square(32), 1), classifier, Progress.NONE)
                .select(all);
        PaperOptions quick = PaperOptions.defaults("")
                .with()
                .steps(4)
                .learningRate(0.23)
                .fineTuneSteps(2)
                .build();
        RunRecord run = new RunRecord("0", "extract", 4);
        return Chain.of(model, region, new PaperSolver(quick), run, progress);
    }

    @Test
    void theChainFoundIsHeardOfLast() {
        try (Scope scope = Scope.open()) {
            AtomicReference<List<Progress.Layer>> last = new AtomicReference<>(List.of());
            Progress listening = new Progress() {
                @Override
                public void report(String stage, long done, long total, String detail) {}

                @Override
                public void chain(double kl, List<Layer> layers) {
                    last.set(layers);
                }
            };
            ChainRecord chain = extract(model("a"), listening).record();
            assertThat(last.get())
                    .isEqualTo(chain.layers().stream()
                            .map(layer -> new Progress.Layer(
                                    layer.name(), layer.filters().size(), layer.units()))
                            .toList());
        }
    }

    @Test
    void comesBackAsItWent() {
        try (Scope scope = Scope.open()) {
            Model model = model("a");
            Path out = folder.resolve("out");
            ChainFile.write(out, extraction, model.network());

            ChainRecord read = ChainFile.read(out);
            assertThat(mapper.readTree(ChainFile.json(read)))
                    .isEqualTo(mapper.readTree(ChainFile.json(extraction.record())));
            Subnetwork subnetwork = ChainFile.subnetwork("chain.json", read, model);
            assertThat(subnetwork.bypassed()).isEqualTo(extraction.subnetwork().bypassed());
            Scores scores = ChainFile.readScores(out.resolve(ChainFile.SCORES), model.network());
            for (UnitLayer unit : model.network().units()) {
                boolean gone = unit.group() != null && subnetwork.bypassed().contains(unit.group());
                float[] expected = gone
                        ? new float[unit.channels()]
                        : extraction.subnetwork().scores().of(unit.name());
                assertThat(subnetwork.scores().of(unit.name())).as(unit.name()).containsExactly(expected);
                assertThat(scores.of(unit.name())).as(unit.name()).containsExactly(expected);
            }
            assertThat(out.toFile().list()).containsExactlyInAnyOrder(ChainFile.NAME, ChainFile.SCORES);
        }
    }

    @Test
    void recordsWhatWasFound() {
        try (Scope scope = Scope.open()) {
            Model model = model("a");
            ChainRecord chain = extraction.record();
            Subnetwork.Size size = extraction.subnetwork().size(model.network());
            assertThat(chain.model().file()).isEqualTo("a.safetensors");
            assertThat(chain.model().architecture()).isEqualTo("cifar-resnet8");
            assertThat(chain.model().filters()).isEqualTo(4 + 2 * (4 + 8 + 16));
            assertThat(chain.region().classes()).containsExactly("a", "b");
            assertThat(chain.region().images().stream().map(ChainRecord.Image::file))
                    .containsExactly("a/0.png", "a/1.png", "b/0.png", "b/1.png");
            assertThat(chain.region().seed()).isEqualTo(3);
            assertThat(Solvers.values(chain.solver()))
                    .containsEntry("name", "paper")
                    .containsEntry("steps", 4)
                    .containsEntry("maxKl", 0.1)
                    .containsEntry("scoreShortcuts", "identity");
            assertThat(chain.result().filters()).isEqualTo(size.filters());
            assertThat(chain.result().totalLayers()).isEqualTo(7);
            assertThat(chain.layers().stream()
                            .filter(l -> !l.kind().equals("identity"))
                            .mapToInt(l -> l.filters().size())
                            .sum())
                    .isEqualTo(size.filters());
            assertThat(chain.gates().stream().map(ChainRecord.Gate::name))
                    .containsExactlyElementsOf(model.network().groups().stream()
                            .map(GateGroup::name)
                            .toList());
            assertThat(chain.provenance().engine()).startsWith("pytorch ");
        }
    }

    // --- hostile edits ---

    static Stream<Arguments> edits() {
        return Stream.of(
                edit("another schema", d -> d.put("schema", "neurochains/chain/9"), "neurochains/chain/9"),
                edit("no schema", d -> d.remove("schema"), "schema"),
                edit("no layers", d -> d.remove("layers"), "lacks a part"),
                edit("null layers", d -> d.putNull("layers"), "null"),
                edit("a null layer", d -> d.withArray("layers").addNull(), "null"),
                edit("a null filter", d -> layer(d).withArray("filters").addNull(), "null"),
                edit("a nameless layer", d -> layer(d).putNull("name"), "null"),
                edit("a null gate", d -> d.withArray("gates").addNull(), "null"),
                edit("layers that are no list", d -> d.put("layers", 7), "is not a chain's record"),
                edit("a text for a number", d -> result(d).put("kl", "many"), "many"),
                edit("a result that lacks a number", d -> result(d).remove("kl"), "'kl'"),
                edit("a filter without a number", d -> filter(d).remove("index"), "'index'"),
                edit("a filter without a score", d -> filter(d).remove("score"), "'score'"));
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                edit("a negative index", d -> filter(d).put("index", -1), ".-1"),
                edit("an index too large", d -> filter(d).put("index", 4), ".4"),
                edit("a score of zero", d -> filter(d).put("score", 0), "0.0"),
                edit("a score that is no number", d -> filter(d).put("score", "NaN"), "NaN"),
                edit("a score without bound", d -> filter(d).put("score", 1e300), "Infinity"),
                edit(
                        "a filter twice",
                        d -> layer(d).withArray("filters").add(filter(d).deepCopy()),
                        "twice"),
                edit("an unknown layer", d -> layer(d).put("name", "L9B9C9"), "L9B9C9"),
                edit("an unknown gate", d -> gate(d).put("name", "L9B9"), "L9B9"),
                edit("a gate that is half open", d -> gate(d).put("value", 7), "7"),
                edit("another model", d -> ((ObjectNode) d.get("model")).put("sha256", "00"), "SHA-256 00"));
    }

    private static Arguments edit(String name, Consumer<ObjectNode> change, String message) {
        return Arguments.of(name, change, message);
    }

    private static ObjectNode layer(ObjectNode document) {
        for (JsonNode layer : document.get("layers")) {
            if (!layer.get("filters").isEmpty()) {
                return (ObjectNode) layer;
            }
        }
        throw new IllegalStateException("no filter");
    }

    private static ObjectNode filter(ObjectNode document) {
        return (ObjectNode) layer(document).get("filters").get(0);
    }

    private static ObjectNode gate(ObjectNode document) {
        return (ObjectNode) document.get("gates").get(0);
    }

    private static ObjectNode result(ObjectNode document) {
        return (ObjectNode) document.get("result");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void edits(String name, Consumer<ObjectNode> change, String message) {
        byte[] edited = edited(change);
        assertThatThrownBy(() -> ChainFile.parse("out/chain.json", edited))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("out/chain.json: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void misfits(String name, Consumer<ObjectNode> change, String message) {
        try (Scope scope = Scope.open()) {
            Model model = model("a");
            byte[] edited = edited(change);
            assertThatThrownBy(() ->
                            ChainFile.subnetwork("out/chain.json", ChainFile.parse("out/chain.json", edited), model))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("out/chain.json: ")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("\n");
        }
    }

    private byte[] edited(Consumer<ObjectNode> change) {
        ObjectNode document = (ObjectNode) mapper.readTree(ChainFile.json(extraction.record()));
        change.accept(document);
        return mapper.writeValueAsBytes(document);
    }

    @Test
    void refusesTheChainOfAnotherModel() {
        try (Scope scope = Scope.open()) {
            ChainRecord chain = extraction.record();
            Model other = model("b");
            assertThatThrownBy(() -> ChainFile.subnetwork("chain.json", chain, other))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(chain.model().sha256())
                    .hasMessageContaining("b.safetensors has " + other.sha256())
                    .hasMessageEndingWith("with model");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{}", "{\"schema\": \"neurochains/chain/1\"", "\u0000\u0001"})
    void refusesWhatIsNoRecord(String text) {
        refused(text);
    }

    @Test
    void refusesNestingWithoutOverflow() {
        refused("{\"schema\": " + "[".repeat(200_000));
        refused("{\"solver\": " + "{\"a\":".repeat(200_000));
    }

    @Test
    void refusesATruncatedRecordAtAnyPlace() {
        String whole = new String(ChainFile.json(extraction.record()), StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length() - 1; length += 97) {
            refused(whole.substring(0, length));
        }
    }

    private static void refused(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ChainFile.parse("chain.json", json))
                .as(text.length() > 60 ? text.length() + " characters" : text)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("chain.json: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> ChainFile.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("chain.json: is not there; name the folder that extract wrote");
        try (Scope scope = Scope.open()) {
            Model model = model("a");
            Path scores = folder.resolve("scores.safetensors");
            SafetensorsWriter.write(scores, Map.of("stem", org.neurochains.tensor.Tensor.full(1, 3)), Map.of());
            assertThatThrownBy(() -> ChainFile.readScores(scores, model.network()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("has no 4 scores for the layer stem");
            Path file = Files.writeString(folder.resolve("taken"), "");
            assertThatThrownBy(() -> ChainFile.write(file, extraction, model.network()))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file.resolve("scores.safetensors") + ": cannot be written")
                    .hasMessageContaining(file + " is a file, not a folder");
            assertThat(file).isEmptyFile();
        }
    }
}
