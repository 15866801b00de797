package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.ColourModel;
import tools.jackson.databind.JsonNode;

/** Which images a chain is found for, held to and tested on. */
@Tag("slow")
class ExtractImagesTest extends ColourExtraction {
    @Test
    void heldOutImagesThatAreTooFewToShowAnythingAreSaidToBe() {
        Run run = extract("--classes=red,blue", "--per-class=4", "--support=0", "--held-out=5");
        assertThat(run.err())
                .contains("note: 5 held-out images cannot show an agreement of 0.8, 14 that all agree would");
        assertThat(json(out.resolve("chain.json"))
                        .get("result")
                        .get("reachedGoal")
                        .asBoolean())
                .isTrue();
        assertThat(extract("--classes=red,blue", "--per-class=4", "--min-agreement=0.5", "--held-out=5")
                        .err())
                .doesNotContain("cannot show");
    }

    @Test
    void recordsTheImagesInSupportAndRepeatsARunWithThem() throws IOException {
        Run run = extract("--classes=red,blue", "--per-class=4", "--support=6", "--augment=2");

        assertThat(run.err()).contains("8 images of red, blue; 6 more in support");
        JsonNode chain = json(out.resolve("chain.json"));
        assertThat(chain.get("solver").get("support").asInt()).isEqualTo(6);
        assertThat(chain.get("solver").get("augment").asInt()).isEqualTo(2);
        JsonNode support = chain.get("region").get("support");
        assertThat(support).hasSize(6);
        List<String> own = chain.get("region").get("images").findValuesAsString("file");
        assertThat(support.findValuesAsString("file")).doesNotHaveDuplicates().doesNotContainAnyElementsOf(own);
        assertThat(support.findValuesAsString("sha256")).allMatch(digest -> digest.length() == 64);

        Path again = folder.resolve("again");
        Run.of("extract", "--model", model, "--images", images, "--out", again, "--from", out);
        JsonNode second = json(again.resolve("chain.json"));
        assertThat(second.get("region")).isEqualTo(chain.get("region"));
        assertThat(second.get("layers")).isEqualTo(chain.get("layers"));
    }

    @Test
    void saysThatFewerImagesOfEachClassAreTaken() throws IOException {
        images = ColourModel.writeImages(folder.resolve("few"), 7);

        Run run = extract("--classes=red,blue", "--no-report");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json(out.resolve("chain.json")).get("region").get("images")).hasSize(14);
        assertThat(run.err().replaceAll("\\s+", " "))
                .contains("note: of some class no more than 7 images pass; as many of each are taken");
    }

    @ParameterizedTest
    @CsvSource({"confident, 0", "misclassified, 0", "correct, 3"})
    void labelsInAnotherOrderAreSaidOnce(String kind, int code) throws IOException {
        ColourModel.writeImages(images, 24);
        Files.move(images.resolve("red"), images.resolve("other"));
        Files.move(images.resolve("blue"), images.resolve("red"));
        Files.move(images.resolve("other"), images.resolve("blue"));

        Run run = extract("--classes=red,blue", "--select", kind, "--no-report");

        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err().lines().filter(line -> line.contains("the network is sure of itself")))
                .singleElement()
                .asString()
                .contains(images.toString(), "right on 0 % of");
    }

    @Test
    void fewImagesLeaveNothingHeldOut() {
        Run run = extract("--classes=red,blue");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(onOneLine(run)).contains("How it does on images that it has not seen: none were held out");
        assertThat(json(out.resolve("chain.json")).get("result").has("heldOut")).isFalse();
    }

    @Test
    void oneClassAloneIsARegion() {
        Run run = extract("--classes=red");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("images of red").doesNotContain("blue");
    }

    @Test
    void aFolderWithoutClassesIsWhatTheNetworkTakesItFor() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        for (int i = 0; i < 3; i++) {
            Files.copy(images.resolve("red/00" + i + ".png"), flat.resolve("r" + i + ".png"));
            Files.copy(images.resolve("blue/00" + i + ".png"), flat.resolve("b" + i + ".png"));
        }
        Run run = Run.of("extract", "--model", model, "--images", flat, "--out", out, "--no-report");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("6 images of ").contains("red").contains("blue");
        Run none = Run.of("extract", "--model", model, "--images", flat, "--classes", "green", "--out", out, "--quiet");
        assertThat(none.code()).isEqualTo(ExitCode.INPUT);
        assertThat(none.err().lines()).singleElement().asString().contains("takes none of 6 images for that class");
    }

    @Test
    void twoOfAThousandClasses() {
        Path wide = ColourModel.writeModel(folder, 1000);
        Run run = Run.of(
                "extract", "--model", wide, "--images", images, "--classes", "red,blue", "--out", out, "--no-report");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json(out.resolve("chain.json"))
                        .get("result")
                        .get("agreement")
                        .asDouble())
                .isEqualTo(1);
        Run unknown = Run.of("extract", "--model", wide, "--images", images, "--classes", "red,pink", "--out", out);
        assertThat(unknown.code()).isEqualTo(ExitCode.INPUT);
        assertThat(unknown.err().strip()).contains("no class 'pink'").hasSizeLessThan(400);
    }

    private static String onOneLine(Run run) {
        return run.out().replaceAll("\\s+", " ");
    }

    @Test
    void skipsAnImageThatDoesNotDecode() throws IOException {
        Files.writeString(images.resolve("red/004.png"), "no picture");

        Run run = extract("--classes=red,blue", "--solver=paper", "--steps=5");

        assertThat(run.err()).contains("warning").contains("004.png").contains("(skipped)");
        assertThat(json(out.resolve("chain.json")).get("region").get("images")).hasSize(20);
    }
}
