package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;

/** Comparing chains of a model that can be checked by hand. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path images;
    private Path page;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 12);
        page = folder.resolve("page.html");
    }

    private Path chain(String name, String classes, String... options) {
        Path out = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of(
                "extract", "--model", model, "--images", images, "--out", out, "--classes", classes, "--no-report"));
        args.addAll(List.of(options));
        Run run = Run.of(args.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return out;
    }

    @Test
    void saysWhatTwoChainsShareAndWhatIsLeftOut() throws IOException {
        Path one = chain("redblue", "red,blue", "--seed=1");
        Path other = chain("redgreen", "red,green");

        Run run = Run.of("compare", one, other, "--out", page);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("1 +redblue +red, blue +20 +\\d.*"))
                .anyMatch(line -> line.matches("shared filters +\\d of \\d and \\d"))
                .anyMatch(
                        line -> line.matches(" +unseen images +same answer +at least +largest score +score and effect"))
                .anyMatch(line -> line.matches("1 +- +- +- +\\d\\.\\d +(-|r = -?\\d\\.\\d\\d)"))
                .anyMatch(line -> line.startsWith("rank correlation of effects  "))
                .anyMatch(line -> line.startsWith("shared: L0."))
                .anyMatch(line -> line.matches("They share \\d filters, (no )?more than .*"))
                .allMatch(line -> line.length() <= 80 || line.startsWith("The page: "))
                .contains("left out: KL of each chain on the others' regions (needs the model and the")
                .last()
                .isEqualTo("The page: " + page);
        assertThat(run.out().lines().findFirst().orElseThrow())
                .matches(" +chain +classes +images +filters +shortcuts +layers +KL");
        assertThat(Files.readString(page)).contains("<title>Chains compared");
    }

    @Test
    void measuresEachChainOnEachRegion() {
        Path one = chain("redblue", "red,blue");
        Path other = chain("green", "green,red");

        Run run = Run.of("compare", one, other, "--model", model, "--images", images, "--json", "--no-report");

        JsonNode json = run.json();
        assertThat(json.get("schema").asString()).isEqualTo("neurochains/comparison/1");
        assertThat(json.get("leftOut")).isEmpty();
        JsonNode kl = json.get("klOnRegions");
        for (int i = 0; i < 2; i++) {
            double own = json.get("chains").get(i).get("kl").asDouble();
            assertThat(kl.get(i).get(i).asDouble()).isBetween(own - 1e-4, own + 1e-4);
        }
        assertThat(kl.get(0).get(1).asDouble()).isGreaterThan(kl.get(1).get(1).asDouble());
        assertThat(json.get("pairs").get(0).get("layers").get(0)).hasSize(5);
        assertThat(json.get("pairs").get(0).has("effectRankCorrelation")).isTrue();
        assertThat(json.get("chains").get(0).get("trust").get("largestScore").asDouble())
                .isPositive();
        assertThat(json.get("pairs").get(0).get("sharedImages").asInt()).isBetween(1, 10);
        assertThat(page).doesNotExist();
    }

    @Test
    void aChainOverlapsFullyWithItself() {
        Path one = chain("one", "red");

        Run run = Run.of("compare", one, one, "--json", "--out", page);

        JsonNode pair = run.json().get("pairs").get(0);
        assertThat(pair.get("filters").get("overlap").asDouble()).isEqualTo(1);
        assertThat(run.json().get("chains").findValuesAsString("name"))
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThat(run.json().get("consistency").get(0).get("classes").toString())
                .isEqualTo("[\"red\"]");
    }

    @Test
    void refusesChainsOfDifferentModels() throws IOException {
        Path one = chain("one", "red,blue");
        Path other = chain("other", "red,blue");
        Path record = other.resolve("chain.json");
        String digest = Run.of("inspect", "--model", model, "--json")
                .json()
                .path("sha256")
                .asString("");
        String text = Files.readString(record);
        String old = text.replaceAll("(?s).*?\"model\".*?\"sha256\" : \"(\\w+)\".*", "$1");
        Files.writeString(record, text.replace(old, "ab".repeat(32)));

        Run run = Run.of("compare", one, other, "--out", page);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("ab".repeat(32)).contains(old).contains("compare chains of one model");
        assertThat(digest).isIn("", old);
        assertThat(page).doesNotExist();
    }

    @Test
    void badInput() {
        Path one = chain("one", "red");
        assertThat(Run.of("compare", one).code()).isEqualTo(ExitCode.USAGE);
        Run missing = Run.of("compare", one, folder.resolve("nothing"), "--out", page);
        assertThat(missing.code()).isEqualTo(ExitCode.INPUT);
        assertThat(missing.err()).contains("nothing").contains("chain.json");
        Run unwritable = Run.of("compare", one, one, "--out", folder.resolve("no/such/page.html"));
        assertThat(unwritable.code()).isEqualTo(ExitCode.INPUT);
        assertThat(Run.of("compare", one, one, "--model", folder.resolve("none.pth"), "--images", images)
                        .code())
                .isEqualTo(ExitCode.INPUT);
    }

    @Test
    void findsAChainForEachImageAndComparesThem() throws IOException {
        Path out = folder.resolve("each");
        Run run = Run.of(
                "extract",
                "--each",
                "--model",
                model,
                "--images",
                images,
                "--classes",
                "red,blue",
                "--per-class",
                "2",
                "--out",
                out);

        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> inside = Files.list(out)) {
            assertThat(inside.map(path -> path.getFileName().toString()).sorted())
                    .hasSize(6)
                    .contains("compare.html", "comparison.json")
                    .anyMatch(name -> name.startsWith("001-red-"))
                    .anyMatch(name -> name.startsWith("004-blue-"));
        }
        assertThat(run.out())
                .contains("Do two similar samples share most steps?")
                .contains("Do all samples need as many filters?")
                .contains("None of these images is misclassified.");
        assertThat(PageDocument.of(out.resolve("compare.html"))).contains("data:image/");

        Run fewer = Run.of(
                "extract",
                "--each",
                "--model",
                model,
                "--images",
                images,
                "--classes",
                "green",
                "--per-class",
                "2",
                "--out",
                out,
                "--json",
                "--no-report");
        assertThat(fewer.json().get("answers")).hasSize(3);
        try (Stream<Path> inside = Files.list(out)) {
            assertThat(inside).hasSize(4);
        }
    }

    @Test
    void eachNeedsTwoImages() {
        Run run = Run.of(
                "extract",
                "--each",
                "--model",
                model,
                "--images",
                images,
                "--classes",
                "red",
                "--per-class",
                "1",
                "--out",
                folder.resolve("each"));
        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--each: the region has 1 image;");
    }
}
