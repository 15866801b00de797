package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.report.Chromium;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.PageDocument;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import tools.jackson.databind.JsonNode;

/** A network whose outputs do not exclude each other, through every command: pictures may be red and blue. */
@Tag("slow")
class MultiLabelTest {
    private static final String KIND = "--outputs=multi-label";

    @TempDir
    private Path folder = Path.of("");

    private Path weights = Path.of("");
    private Path onnx = Path.of("");
    private Path images = Path.of("");

    @BeforeEach
    void write() throws IOException {
        weights = ColourModel.writeLabels(folder);
        onnx = folder.resolve("labels.onnx");
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(weights, ModelOptions.NONE.withOutputs("multi-label"));
            Map<String, String> texts = Map.of("mean", "0", "std", "1", "labels", "red,green,blue");
            OnnxWriter.write(
                    onnx,
                    model.network(),
                    Map.of(),
                    OnnxOptions.plain().withSigmoid(true).withMetadata(texts));
        }
        images = ColourModel.writeImages(folder.resolve("images"), 6);
        for (int i = 0; i < 3; i++) {
            ColourModel.writeBoth(images.resolve("red/both" + i + ".png"), 0, 2);
            ColourModel.writeBoth(images.resolve("blue/both" + i + ".png"), 2, 0);
        }
    }

    private Path extracted(Path model, Object... options) {
        Path chain = folder.resolve("chain");
        Object[] args = {
            "extract", "--model", model, "--images", images, "--classes=red,blue", "--per-class=6", "--out", chain
        };
        Run run = Run.of(with(args, options));
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        return chain;
    }

    private static Object[] with(Object[] first, Object... more) {
        Object[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private static JsonNode image(JsonNode document, String file) {
        for (JsonNode each : document.get("images")) {
            if (each.get("file").asString().equals(file)) {
                return each;
            }
        }
        throw new AssertionError("no " + file);
    }

    @Test
    void predictGivesEachLabelItsOwnProbability() {
        Run run = Run.of("predict", "--model", onnx, "--images", images, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode both = image(run.json(), "red/both0.png");
        // half red, half blue, no green: 20 * .5 - 5 = 5, 0 - 5; torch.sigmoid(torch.tensor([5., -5.]))
        assertThat(both.get("probabilities").get(0).doubleValue()).isCloseTo(.9933071, within(1e-6));
        assertThat(both.get("probabilities").get(1).doubleValue()).isCloseTo(.0066929, within(1e-6));
        assertThat(both.get("probabilities").get(2).doubleValue()).isCloseTo(.9933071, within(1e-6));
        assertThat(both.get("logits").get(1).doubleValue()).isCloseTo(-5, within(1e-5));
        assertThat(both.get("found").toString()).isEqualTo("[\"red\",\"blue\"]");
        assertThat(run.json().get("found").doubleValue()).isEqualTo(1);

        Run text = Run.of("predict", "--model", weights, "--images", images, KIND);
        assertThat(text.out())
                .contains("red 0.9933  blue 0.9933  green 0.0067")
                .contains("the folder's label is found (above .5) in 100.00 % (24 of 24)");
    }

    @Test
    void aChainIsFoundMeasuredShownAndExported() throws IOException {
        Path chain = extracted(onnx, "--min-confidence=0.9", "--support=0", "--held-out=0");
        JsonNode record = new ColourChain(chain, onnx, images).json("chain.json");
        assertThat(record.at("/model/outputs").asString()).isEqualTo("multi-label");
        assertThat(record.at("/result/agreement").doubleValue()).isEqualTo(1);
        assertThat(record.at("/result/kl").doubleValue()).isLessThan(.1);
        assertThat(record.at("/region/images")).allSatisfy(image -> {
            assertThat(image.get("predicted")).isEqualTo(image.get("class"));
            assertThat(image.get("probability").doubleValue()).isGreaterThan(.9);
        });
        // Green has no label above one half anywhere; its filter only keeps its logit where it is.
        assertThat(record.get("edges").toString())
                .contains("logit:red", "logit:blue")
                .doesNotContain("logit:green");

        ColourChain saved = new ColourChain(chain, onnx, images);
        Run evaluate = saved.runOnImages("evaluate", "--json");
        assertThat(evaluate.code()).as(evaluate.err()).isZero();
        JsonNode measures = evaluate.json();
        assertThat(measures.toString()).contains("fidelity", "stability", "robustness", "faithfulness", "quotient");

        Run explain = saved.runOnImages("explain");
        assertThat(explain.code()).as(explain.err()).isZero();
        assertThat(PageDocument.of(chain.resolve("report.html"))).contains("\"outputs\":\"multi-label\"");

        Path cut = folder.resolve("cut.onnx");
        Run export = saved.run("export", "--out", cut);
        assertThat(export.code()).as(export.err()).isZero();
        Run predict = Run.of("predict", "--model", cut, "--images", images, "--json");
        assertThat(image(predict.json(), "red/both0.png").get("found").toString())
                .isEqualTo("[\"red\",\"blue\"]");
        Run inspect = Run.of("inspect", "--model", cut);
        assertThat(inspect.out()).contains("labels that do not exclude each other");
    }

    @Test
    void thePageShowsIndependentBarsAndRunsThem() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "red/both0.png\nblue/both1.png\n");
        Path chain = folder.resolve("listed");
        Run run = Run.of("extract", "--model", onnx, "--images", images, "--image-list", list, "--out", chain);
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        Run explain = new ColourChain(chain, onnx, images).runOnImages("explain", "--evidence=removals");
        assertThat(explain.code()).as(explain.err()).isZero();
        try (Page page = Chromium.start().browser().newPage()) {
            page.navigate(chain.resolve("report.html").toUri().toString());
            page.locator(".odds tbody tr").first().waitFor();
            assertThat(page.locator(".odds tbody td:nth-child(2).best").count()).isEqualTo(2);
            assertThat(page.locator(".odds tbody td:nth-child(4)").allInnerTexts())
                    .startsWith("99.3 %", "99.3 %");
        }
    }

    @Test
    void aChainRemembersWhatItsOutputsSay() {
        Path chain = extracted(weights, KIND, "--min-confidence=0.9", "--no-report");
        ColourChain saved = new ColourChain(chain, weights, images);

        Run without = saved.runOnImages("evaluate", "--measure=fidelity");
        assertThat(without.code()).isEqualTo(ExitCode.INPUT);
        assertThat(without.err())
                .contains("was made from a model with multi-label outputs", "give --outputs multi-label");

        Run with = saved.runOnImages("evaluate", "--measure=fidelity", KIND);
        assertThat(with.code()).as(with.err()).isZero();
    }

    @Test
    void imagesOfNoFolderStandForTheLabelThatIsAskedFor() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        for (int i = 0; i < 4; i++) {
            ColourModel.writeBoth(flat.resolve("a" + i + ".png"), 0, 2);
            ColourModel.writeBoth(flat.resolve("b" + i + ".png"), 1, 1);
        }
        Path chain = folder.resolve("flat-chain");
        Run run = Run.of(
                "extract",
                "--model",
                onnx,
                "--images",
                flat,
                "--classes=blue",
                "--per-class=4",
                "--out",
                chain,
                "--no-report",
                "--support=0",
                "--held-out=0");
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        JsonNode record = new ColourChain(chain, onnx, flat).json("chain.json");
        assertThat(record.at("/region/images")).hasSize(4).allSatisfy(image -> {
            assertThat(image.get("file").asString()).startsWith("a");
            assertThat(image.get("predicted").asString()).isEqualTo("blue");
        });
    }

    @Test
    void otherKindsAreRefusedInOneLine() {
        Run unknown = Run.of("inspect", "--model", weights, "--outputs=several");
        assertThat(unknown.code()).isEqualTo(ExitCode.INPUT);
        assertThat(unknown.err()).contains("--outputs 'several'", "multi-class", "multi-label");
        Run contradiction = Run.of("inspect", "--model", onnx, "--outputs=multi-class");
        assertThat(contradiction.code()).isEqualTo(ExitCode.INPUT);
        assertThat(contradiction.err()).contains("--outputs multi-class", "ends in a sigmoid");
    }
}
