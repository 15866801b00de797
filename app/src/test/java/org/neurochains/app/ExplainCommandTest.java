package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.NeuroChains;
import org.neurochains.report.ExplainOptions;
import org.neurochains.report.ExplainPlan;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Evidence of chains of the model that can be checked by hand, and of chains at the edge of what a chain can be. */
@Tag("slow")
class ExplainCommandTest {
    @TempDir
    private Path folder;

    private ColourChain chain;

    @BeforeEach
    void write() throws IOException {
        chain = ColourChain.in(folder, 3);
    }

    private void extract(Object... options) {
        List<Object> args = new ArrayList<>(List.of("--solver=paper", "--steps=3"));
        args.addAll(Arrays.asList(options));
        chain.extract(args.toArray());
    }

    private Run explain(Object... options) {
        List<Object> args = new ArrayList<>(List.of("--steps=2"));
        args.addAll(Arrays.asList(options));
        return chain.runOnImages("explain", args.toArray());
    }

    private Path file(String name) {
        return chain.path().resolve(name);
    }

    private JsonNode json(String file) {
        return chain.json(file);
    }

    private static void assertFiles(JsonNode index, Path evidence) {
        List<String> files = new ArrayList<>(index.findValuesAsString("file"));
        files.addAll(index.findValuesAsString("mask"));
        index.get("smoe")
                .get("images")
                .forEach(image -> files.add(image.get("combined").asString()));
        assertThat(files).isNotEmpty();
        for (String file : files) {
            if (file.endsWith(".png") && file.contains("/") && !file.startsWith("red/") && !file.startsWith("blue/")) {
                assertThat(evidence.resolve(file)).isNotEmptyFile();
            }
        }
    }

    @Test
    void namesThatThePageSavedReachWordsGraphAndRecord() throws IOException {
        extract("--classes=red,blue", "--per-class=3");
        JsonNode through = json("chain.json").at("/pathGroups/0/through/0");
        String filter = through.asString();
        Path names = Files.writeString(
                folder.resolve("names.json"),
                "{\"schema\":\"neurochains/names/1\",\"names\":[{\"filter\":\"" + filter
                        + "\",\"name\":\"rust\",\"guess\":true}]}");

        Run explained = explain("--evidence", "edges", "--names", names);

        assertThat(explained.code()).as(explained.err()).isZero();
        assertThat(explained.err()).contains("1 filter is named");
        assertThat(explained.out()).contains(filter).doesNotContain("rust");
        assertThat(json("chain.json").at("/names/0/name").asString()).isEqualTo("rust");
        assertThat(json("evidence/index.json").toString()).contains("rust? (" + filter + ")");
        assertThat(PageDocument.of(file("report.html"))).contains("\"name\":\"rust\"");

        Run drawn = Run.of("report", "--chain", chain.path(), "--format", "svg");
        assertThat(drawn.code()).as(drawn.err()).isZero();
        assertThat(Files.readString(file("graph.svg"))).contains("rust?");

        Files.writeString(names, Files.readString(names).replace("true", "false"));
        assertThat(explain("--evidence", "edges", "--names", names).out()).contains("rust (" + filter + ")");

        Files.writeString(names, "[]");
        Run refused = Run.of("report", "--chain", chain.path(), "--names", names);
        assertThat(refused.code()).isEqualTo(ExitCode.INPUT);
        assertThat(refused.err()).contains("names.json: is not a file of names");
    }

    @Test
    void writesEveryKindOfEvidence() throws IOException {
        extract("--classes=red,blue", "--per-class=3");
        keep("L2", false, 0, 2);

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("red: how it is reached", "ends in L2.0, mostly by L0.0: holds, without it red loses ")
                .contains("    L0.0 -> L2.0", "The page: " + file("report.html"))
                .contains("  neurochains evaluate --chain " + chain.path());
        assertThat(run.out().lines().filter(line -> !line.contains("/"))).allMatch(line -> line.length() <= 80);
        JsonNode parts = json("evidence/index.json").get("parts");
        assertThat(parts.propertyNames())
                .containsExactly(
                        "edges",
                        "failures",
                        "removals",
                        "firing",
                        "smoe",
                        "top-images",
                        "score-cam",
                        "rap",
                        "visualisations");
        assertFiles(parts, file("evidence"));
        assertThat(parts.get("edges").get("classes").get("red").get("words").asString())
                .contains(" -> L2.0");
        assertThat(parts.get("edges").get("filters").get(0).get("serves").toString())
                .contains("red");
        JsonNode top = parts.get("top-images").get("top");
        for (JsonNode item : top) {
            if (item.get("filter").asString().equals("L2.0") && item.get("rank").asInt() == 1) {
                assertThat(item.get("class").asString()).isEqualTo("red");
            }
        }
        assertThat(PageDocument.of(file("report.html"))).contains("Score-CAM").contains("\"topImages\":[{");
        JsonNode filter = json("evidence/filters.json").get(0);
        assertThat(filter.get("featureMaps")).hasSize(2);
        assertThat(filter.get("topImages")).hasSize(9);
        assertThat(filter.get("visualisations")).hasSize(2);
        assertThat(filter.get("visualisations").get(0).get("form").asString()).isEqualTo("kernel");
    }

    /** A chain this small is not announced. */
    @Test
    void whatIsPlannedIsMade() throws IOException {
        extract("--classes=red,blue", "--per-class=3");
        keep("L2", false, 0, 2);

        Run run = explain();

        assertThat(run.err()).doesNotContain("removals");
        try (NeuroChains nc = NeuroChains.open(chain.model())) {
            ExplainPlan plan = ExplainPlan.of(nc.read(chain.path()), ExplainOptions.defaults());
            long made = 0;
            for (String kind : List.of("firing", "top", "visualisations")) {
                try (Stream<Path> files = Files.walk(file("evidence/" + kind))) {
                    made += files.filter(file -> file.toString().matches(".*\\.(png|jpe?g)"))
                            .count();
                }
            }
            assertThat(plan.files()).isEqualTo(made);
            assertThat(plan.removals()).isEqualTo(json("evidence/removals.json").size());
            assertThat(plan.filters()).isEqualTo(plan.removals());
            assertThat(plan.large()).isFalse();
        }
    }

    @Test
    void aLargePlanIsSaidInWords() {
        ExplainPlan plan = new ExplainPlan(345, 6900, 62_400_000, 345, 203);
        assertThat(plan.large()).isTrue();
        assertThat(plan).hasToString("345 filters: about 6,900 files of 62 MB, 345 removals, 3 minutes of computing");
    }

    @Test
    void keepsWhatIsNotAskedForAgain() {
        extract("--classes=red,blue", "--per-class=2");
        assertThat(explain("--evidence=visualisations,rap").code()).isZero();

        Run run = explain("--evidence", "firing", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("inferenceChains")).isNotEmpty();
        assertThat(json("evidence/index.json").get("parts").propertyNames())
                .containsExactlyInAnyOrder("visualisations", "rap", "firing");
        JsonNode filter = json("evidence/filters.json").get(0);
        assertThat(filter.get("visualisations")).hasSize(2);
        assertThat(filter.get("visualisations").get(0).get("form").asString()).isEqualTo("kernel");
        assertThat(filter.get("featureMaps")).hasSize(2);
        assertThat(json("evidence/images.json")
                        .get(0)
                        .get("saliency")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("RAP");
    }

    @Test
    void aRegionOfOneClassAndOneImage() {
        extract("--classes=green", "--per-class=1");

        Run run = explain("--form=all", "--smoe-normalisation=gaussian", "--smoe-weights=equal");

        assertThat(run.code()).as(run.err()).isZero();
        // the first layer's filters have their kernels beside the three forms
        assertThat(json("evidence/filters.json").get(0).get("visualisations")).hasSize(4);
    }

    /** The chain with exactly these filters in a layer, or with the layer bypassed. */
    private void keep(String layer, boolean bypass, int... channels) throws IOException {
        ObjectNode record = (ObjectNode) json("chain.json");
        for (JsonNode each : record.get("layers")) {
            if (each.get("name").asString().equals(layer)) {
                ArrayNode filters = (ArrayNode) each.get("filters");
                filters.removeAll();
                Arrays.stream(channels)
                        .forEach(c -> filters.addObject().put("index", c).put("score", 1.0));
                ((ObjectNode) each).put("bypassed", bypass);
            }
        }
        if (layer.equals("L2")) {
            ObjectNode gate = (ObjectNode) record.get("gates").get(0);
            gate.put("value", bypass ? 0 : 1).put("bypassed", bypass);
        }
        Files.writeString(file("chain.json"), record.toString());
        rewriteScores(record);
    }

    private void rewriteScores(JsonNode record) {
        try (org.neurochains.tensor.Scope scope = org.neurochains.tensor.Scope.open()) {
            java.util.Map<String, org.neurochains.tensor.Tensor> scores = new java.util.LinkedHashMap<>();
            for (JsonNode layer : record.get("layers")) {
                float[] values = new float[layer.get("units").asInt()];
                for (JsonNode filter : layer.get("filters")) {
                    values[filter.get("index").asInt()] = filter.get("score").floatValue();
                }
                scores.put(layer.get("name").asString(), org.neurochains.tensor.Tensor.of(values, values.length));
            }
            org.neurochains.weights.SafetensorsWriter.write(file("scores.safetensors"), scores, java.util.Map.of());
        }
    }

    @Test
    void aFilterThatNeverFiresIsSaidTo() throws IOException {
        Path other = folder.resolve("silent.safetensors");
        ColourModel.writeModel(
                other, java.util.Map.of("input_size", "8x8", "mean", "2", "std", "1", "labels", "red,green,blue"));
        chain = chain.withModel(other); // pixels less 2: nothing is positive, all logits are 0
        extract("--classes=red,green,blue", "--per-class=1", "--select=uniform");

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode parts = json("evidence/index.json").get("parts");
        assertThat(parts.get("firing").get("neverFire")).isNotEmpty();
        assertThat(parts.get("top-images").get("top").get(0).get("fires").asBoolean())
                .isFalse();
        assertThat(parts.get("top-images").get("top").get(0).has("mask")).isFalse();
        assertThat(json("evidence/filters.json").get(0).get("neverFires").asBoolean())
                .isTrue();
        assertThat(parts.get("failures").get("images")).hasSize(2);
        assertThat(file("report.html")).isNotEmptyFile();
    }

    @Test
    void aChainOfOneFilterInALayerWithTheOtherBypassed() throws IOException {
        extract("--classes=red,blue", "--per-class=1");
        keep("L0", false, 0);
        keep("L2", true);

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode chains = json("chain.json").get("inferenceChains");
        assertThat(chains.get(0).get("filters").toString()).isEqualTo("[\"L0.0\"]");
    }

    @Test
    void aChainThatIsCutThroughStillHasAPage() throws IOException {
        extract("--classes=red,blue", "--per-class=1");
        keep("L2", false);

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json("chain.json").get("inferenceChains")).isEmpty();
        assertThat(file("report.html")).isNotEmptyFile();
    }

    /** Nothing leads from the image to the logits any more, and no layer is left. */
    @Test
    void aChainWithoutConvolutionsStillHasAPage() throws IOException {
        extract("--classes=red,blue", "--per-class=1");
        keep("L0", false);
        keep("L2", true);

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode parts = json("evidence/index.json").get("parts");
        assertThat(parts.propertyNames()).hasSize(9);
        assertThat(parts.get("edges").get("filters")).isEmpty();
        assertThat(json("evidence/filters.json")).isEmpty();
        assertThat(json("chain.json").get("inferenceChains")).isEmpty();
        assertThat(run.out()).doesNotContain(" -> ");
        assertThat(PageDocument.of(file("report.html"))).contains("neurochains/report/1");
    }

    @Test
    void imagesOfAnySizeAreShownAsTheNetworkSeesThem() throws IOException {
        resize("red/000.png", 40, 8);
        resize("red/001.png", 3, 5);
        resize("blue/002.png", 1, 100);
        extract("--classes=red,blue", "--per-class=3");

        Run run = explain();

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode parts = json("evidence/index.json").get("parts");
        assertFiles(parts, file("evidence"));
        assertThat(parts.get("top-images").get("images").asInt()).isEqualTo(9);
        assertThat(json("evidence/images.json")).hasSize(6);
        assertThat(file("report.html")).isNotEmptyFile();
    }

    private void resize(String name, int width, int height) throws IOException {
        File file = chain.images().resolve(name).toFile();
        BufferedImage whole = ImageIO.read(file);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < width * height; p++) {
            image.setRGB(p % width, p / width, whole.getRGB(p % 8, p / 8 % 8));
        }
        assertThat(ImageIO.write(image, "png", file)).isTrue();
    }

    @Test
    void refusesAnotherPreprocessing() {
        extract("--classes=red", "--per-class=1");

        Run run = explain("--std=5");

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("chain.json: records p = ")
                .contains("the network now gives");
        assertThat(file("evidence/index.json")).doesNotExist();
    }

    @Test
    void refusesWhatIsNotKnown() {
        extract("--classes=red", "--per-class=1");

        assertThat(explain("--evidence=edges,smell").code()).isEqualTo(ExitCode.INPUT);
        assertThat(explain("--evidence=edges,smell").err())
                .contains("--evidence: 'smell' is not known; give edges, failures");
        assertThat(explain("--top=0").err()).contains("--top: 0 is out of range; give 1 to 100");
        assertThat(explain("--form=oil").err()).contains("--form: 'oil' is not known");
        assertThat(explain("--smoe-weights=heavy").err()).contains("give published, equal");
    }

    @Test
    void refusesOtherImages() throws IOException {
        extract("--classes=red", "--per-class=1");
        Path moved = folder.resolve("moved");
        Files.createDirectories(moved.resolve("red"));
        chain = chain.withImages(moved);

        Run run = explain();

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err().lines()).singleElement().asString().contains("moved");
        assertThat(file("evidence/index.json")).doesNotExist();
    }

    @Test
    void stoppedItKeepsWhatIsFinished() throws IOException {
        extract("--classes=red,blue", "--per-class=1");
        Path index = file("evidence/index.json");
        Screen screen = new Screen(0);

        int code = Main.run(
                Main.commandLine(screen.terminal(), () -> Files.exists(index)),
                screen.terminal(),
                "explain",
                "--chain=" + chain.path(),
                "--model=" + chain.model(),
                "--images=" + chain.images());

        assertThat(code).as(screen.err()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(json("evidence/index.json").get("parts").propertyNames()).containsExactly("edges");
        assertThat(file("report.html")).isNotEmptyFile();
    }

    @Test
    void stoppedAtOnceItWritesNoEvidence() {
        extract("--classes=red", "--per-class=1");

        Run run =
                Run.cancelled("explain", "--chain", chain.path(), "--model", chain.model(), "--images", chain.images());

        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(file("evidence/index.json")).doesNotExist();
    }

    @Test
    void anImageThatCannotBeReadIsPassedOver() throws IOException {
        extract("--classes=red", "--per-class=1");
        Files.writeString(chain.images().resolve("blue/000.png"), "no picture");

        Run run = explain("--evidence=top-images");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json("evidence/index.json")
                        .get("parts")
                        .get("top-images")
                        .get("images")
                        .asInt())
                .isEqualTo(8);
        assertThat(json("evidence/index.json").get("parts").get("top-images").findValuesAsString("image"))
                .doesNotContain("blue/000.png");
    }

    @Test
    void aPoolIsDrawnFromTheSeed() {
        extract("--classes=red", "--per-class=1");

        explain("--evidence=top-images", "--pool=4", "--top=2", "--seed=3");
        JsonNode first = json("evidence/index.json").get("parts").get("top-images");
        explain("--evidence=top-images", "--pool=4", "--top=2", "--seed=3");

        assertThat(first.get("images").asInt()).isEqualTo(4);
        assertThat(first.get("ofFolder").asInt()).isEqualTo(9);
        assertThat(json("evidence/index.json").get("parts").get("top-images").get("top"))
                .isEqualTo(first.get("top"));
    }
}
