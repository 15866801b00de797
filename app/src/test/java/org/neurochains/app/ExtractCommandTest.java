package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.DemoWorld;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Extraction from a model that can be checked by hand: filters 0 and 2 tell red from blue. */
@Tag("slow")
class ExtractCommandTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path images;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 12);
        out = folder.resolve("out");
    }

    private Run extract(String... options) {
        List<Object> args = new ArrayList<>(List.of("extract", "--model", model, "--images", images, "--out", out));
        args.addAll(Arrays.asList(options));
        return Run.of(args.toArray());
    }

    private static JsonNode json(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"shrink, true", "paper, false"})
    void findsTheFiltersThatDecide(String solver, boolean nested) throws IOException {
        Run run = extract("--classes", "red,blue", "--solver", solver);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(files(out))
                .filteredOn(file -> !nested || !file.equals("curve"))
                .containsExactly("chain.json", "evidence", "report.html", "scores.safetensors");
        JsonNode chain = json(out.resolve("chain.json"));
        assertThat(chain.get("curve").valueStream().anyMatch(point -> point.hasNonNull("chain")))
                .isEqualTo(nested);
        assertThat(chain.get("schema").asString()).isEqualTo("neurochains/chain/1");
        assertThat(chain.get("solver").get("name").asString()).isEqualTo(solver);
        assertThat(chain.get("region").get("images")).hasSize(20);
        assertThat(chain.get("region").get("classes").toString()).isEqualTo("[\"red\",\"blue\"]");
        assertThat(chain.get("result").get("kl").asDouble()).isBetween(0., .1);
        assertThat(chain.get("result").get("agreement").asDouble()).isEqualTo(1);
        assertThat(chain.get("result").get("totalFilters").asInt()).isEqualTo(8);
        assertThat(chain.get("layers").get(0).get("filters").findValuesAsString("index"))
                .contains("0", "2")
                .doesNotContain("3");
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("filters            ") && line.contains(" of 8 ("))
                .anyMatch(line -> line.startsWith("holds          On its own images"))
                .contains("The page: " + out.resolve("report.html"), "Next, what its filters respond to, for the page:")
                .last()
                .asString()
                .contains("--images " + images);
        assertThat(PageDocument.of(out.resolve("report.html"))).contains("neurochains/report/1");
    }

    /** Filters 0 pass on red, 1 green, 2 blue: the chain of red is input, L0.0, L2.0. */
    @Test
    void writesHowTheClassesAreReached() {
        extract("--classes", "red,blue", "--solver=paper");

        JsonNode chain = json(out.resolve("chain.json"));
        JsonNode first = chain.get("inferenceChains").get(0);
        assertThat(first.get("class").asString()).isEqualTo("red");
        assertThat(first.get("filters").get(first.get("filters").size() - 1).asString())
                .endsWith(".0");
        assertThat(first.get("weight").asDouble()).isBetween(.5, 1.0);
        assertThat(chain.get("edges").findValuesAsString("from")).contains("input");
        assertThat(chain.get("edges").findValuesAsString("to")).contains("logit:red", "logit:blue");
        JsonNode filters = json(out.resolve("evidence/filters.json"));
        assertThat(filters.get(0).get("shares").get("red").asDouble()).isBetween(0., 1.);
        Run report = Run.of("report", "--chain", out);
        assertThat(report.code()).as(report.err()).isZero();
    }

    @Test
    void recordsEveryOptionAndTheCommand() {
        extract(
                "--classes=red,blue",
                "--per-class=3",
                "--solver=paper",
                "--seed=5",
                "--lambda=0.01",
                "--lambda-gate=0.2",
                "--temperature=0.3",
                "--threshold=0.2",
                "--signed-threshold",
                "--steps=20",
                "--lr=0.02",
                "--stop-delta=0.5",
                "--fine-tune-steps=7",
                "--fine-tune-lr=0.03",
                "--score-shortcuts=projection",
                "--max-kl=0.4");

        JsonNode chain = json(out.resolve("chain.json"));
        assertThat(chain.get("solver").toString())
                .isEqualTo(
                        "{\"name\":\"paper\",\"lambda\":0.01,\"lambdaGate\":0.2,\"temperature\":0.3,\"threshold\":0.2,"
                                + "\"signedThreshold\":true,\"steps\":20,\"lr\":0.02,\"stopDelta\":0.5,\"fineTuneSteps\":7,"
                                + "\"fineTuneLr\":0.03,\"maxKl\":0.4,\"scoreShortcuts\":\"projection\","
                                + "\"support\":0,\"heldOut\":\"auto\"}");
        assertThat(chain.get("region").get("seed").asLong()).isEqualTo(5);
        assertThat(chain.get("provenance").get("command").asString())
                .startsWith("neurochains extract --model ")
                .contains("--signed-threshold --steps=20");
    }

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
    void repeatsARun() {
        extract("--classes=red,green", "--per-class=4", "--solver=paper", "--seed=3", "--steps=15", "--lambda=0.02");
        JsonNode first = json(out.resolve("chain.json"));
        Path again = folder.resolve("again");

        Run run = Run.of(
                "extract", "--model", model, "--images", images, "--out", again, "--from", out.resolve("chain.json"));

        assertThat(run.err()).doesNotContain("neurochains: --");
        JsonNode second = json(again.resolve("chain.json"));
        for (String part : List.of("model", "region", "solver", "gates", "layers", "curve")) {
            assertThat(second.get(part)).as(part).isEqualTo(first.get(part));
        }
        assertThat(second.get("result").get("kl")).isEqualTo(first.get("result").get("kl"));
    }

    @Test
    void repeatsARunWithOneOptionChanged() {
        extract("--classes=red,green", "--per-class=4", "--solver=paper", "--steps=15", "--lambda=0.02");
        Path again = folder.resolve("again");

        Run.of("extract", "--model", model, "--images", images, "--out", again, "--from", out, "--steps", "9");

        JsonNode second = json(again.resolve("chain.json"));
        assertThat(second.get("solver").get("steps").asInt()).isEqualTo(9);
        assertThat(second.get("solver").get("lambda").asDouble()).isEqualTo(.02);
        assertThat(second.get("region"))
                .isEqualTo(json(out.resolve("chain.json")).get("region"));
    }

    /** Whatever stands in chain.json has its line in the reference. */
    @Test
    void everyMemberOfTheRecordIsDocumented() throws IOException {
        Run run = extract("--classes=red,blue", "--per-class=4", "--support=6", "--held-out=6");
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        String page = Files.readString(Path.of("../docs/reference/chain-folder.md"));

        Set<String> members = new TreeSet<>();
        members(json(out.resolve("chain.json")), members);

        assertThat(members)
                .contains("heldOutEffect", "lowerBound", "along")
                .allSatisfy(member -> assertThat(page).contains("`" + member + "`"));
    }

    /** Names of members, but options of solvers and where classes or filters are the names. */
    private static void members(JsonNode node, Set<String> into) {
        node.properties().forEach(each -> {
            into.add(each.getKey());
            if (!Set.of("solver", "effects", "heldOutEffects", "explained", "along")
                    .contains(each.getKey())) {
                members(each.getValue(), into);
            }
        });
        if (node.isArray()) {
            node.valueStream().forEach(each -> members(each, into));
        }
    }

    @Test
    void keepsASweepsScores() throws IOException {
        extract("--classes=red,blue", "--sweep");

        JsonNode curve = json(out.resolve("chain.json")).get("curve");
        assertThat(curve).hasSizeGreaterThan(1);
        for (JsonNode point : curve) {
            assertThat(out.resolve(point.get("chain").asString())).isRegularFile();
        }
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
    void replacesAnOlderChainAndLeavesOtherFilesAlone() throws IOException {
        extract("--classes=red,blue", "--sweep");
        Files.writeString(out.resolve("notes.txt"), "mine");
        Files.createDirectories(out.resolve("measures"));
        Files.writeString(out.resolve("measures/fidelity.json"), "old");

        Run run = extract("--classes=red,blue", "--solver=paper", "--steps=5", "--no-report", "--json");

        assertThat(files(out)).containsExactly("chain.json", "evidence", "notes.txt", "scores.safetensors");
        assertThat(run.json().get("chain").asString())
                .isEqualTo(out.resolve("chain.json").toString());
        assertThat(run.json().has("report")).isFalse();
        assertThat(run.json().get("result").get("filters").asInt()).isPositive();
    }

    @Test
    void makesThePageAgain() throws IOException {
        extract("--classes=red,blue");
        byte[] page = Files.readAllBytes(out.resolve("report.html"));
        Files.delete(out.resolve("report.html"));

        Run run = Run.of("report", "--chain", out);

        assertThat(run.out().strip()).isEqualTo(out.resolve("report.html").toString());
        assertThat(Files.readAllBytes(out.resolve("report.html"))).isEqualTo(page);
        assertThat(Run.of("report", "--chain", out, "--format", "svg").code()).isZero();
        assertThat(Files.readString(out.resolve("graph.svg"))).startsWith("<").contains("<svg");
        assertThat(Run.of("report", "--chain", out, "--format", "png", "--json")
                        .json()
                        .get("file")
                        .asString())
                .endsWith("graph.png");
        assertThat(out.resolve("graph.png")).isNotEmptyFile();
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
    void shortOfTheGoalItWritesAndSaysSo() {
        Run run = extract(
                "--classes=red,blue", "--solver=paper", "--max-kl=0", "--steps=3", "--lr=0.2", "--fine-tune-steps=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err()).contains("warning: KL is").contains("above --max-kl 0.0");
        assertThat(json(out.resolve("chain.json"))
                        .get("result")
                        .get("reachedGoal")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void shrinkSaysThatNothingSmallerHolds() {
        Run run = extract("--classes=red,blue", "--no-report", "--max-kl=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err())
                .contains("warning: nothing smaller than the whole network holds on the region's images; exit code 4");
    }

    @Test
    void aBudgetBelowWhatTheLayersNeedIsSaidToBe() {
        model = DemoWorld.vgg();
        images = DemoWorld.images();
        Run run = extract(
                "--classes=dragon,unicorn",
                "--per-class=5",
                "--support=0",
                "--held-out=0",
                "--budget=1",
                "--augment=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err())
                .contains("warning: --budget 1 is less than the layers need that every path leads through; the chain");
    }

    @Test
    void cancelledItWritesNothing() {
        Run run = Run.cancelled("extract", "--model", model, "--images", images, "--classes", "red,blue", "--out", out);

        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(out).doesNotExist();
    }

    @Test
    void skipsAnImageThatDoesNotDecode() throws IOException {
        Files.writeString(images.resolve("red/004.png"), "no picture");

        Run run = extract("--classes=red,blue", "--solver=paper", "--steps=5");

        assertThat(run.err()).contains("warning").contains("004.png").contains("(skipped)");
        assertThat(json(out.resolve("chain.json")).get("region").get("images")).hasSize(20);
    }

    @Test
    void warnsOfAnOptionOfAnotherSolver() {
        Run run = extract("--classes=red,blue", "--solver=shrink", "--temperature=0.4");

        assertThat(run.err()).contains("warning: --temperature has no effect with --solver shrink");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--classes=rad,blue                 | --classes: no class 'rad'; near ones: red",
                "--classes=red --per-class=13       | lower --per-class",
                "--classes=red --min-confidence=1.1 | --min-confidence: 1.1 is out of range; give 0 to 1",
                "--classes=red --per-class=0        | --per-class: 0 is out of range; give 1 or more",
                "--classes=red --select=misclassified | lower --per-class",
                "--classes=red --select=wrong       | --select: 'wrong' is not known; one of [confident, correct",
                "--classes=red --solver=simplex     | --solver simplex: is not known; give one of shrink, contribution, magnitude, paper, random",
                "--classes=red --max-kl=-1          | --max-kl: is -1.0; give 0 or more",
                "--classes=red --solver=paper --steps=0 | --steps: is 0; give 1 or more",
                "--classes=red --solver=paper --lr=NaN  | --lr: is NaN; give more than 0",
                "--classes=red --score-shortcuts=all | --score-shortcuts: is all; give identity or projection",
                "--classes=red --budget=0           | --budget: is 0; give 1 or more filters",
                "--classes=red --budget=999         | --budget: is 999; the network has",
                "--classes=red --support=-1         | --support: is -1; give 0 or more images",
                "--classes=red --per-class=5 --support=9 | --support 9: there are 7 further images of the region's kind, 9 are wanted",
                "--classes=red --budget=3 --sweep   | --sweep: excludes --budget",
                "--classes=red --from=none.json     | --from none.json: cannot be read",
                "--classes=red --memory-limit=1    | --memory-limit: is 1 MiB, one image of this network takes about",
                "--image-list=none.txt              | none.txt: no such file; name a text file",
            })
    void refusesBadInputInOneLine(String options, String message) {
        Run run = extract((options.strip() + " --quiet").split(" +", -1));

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("neurochains: ")
                .contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesAnUnwritableFolderBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Run run = Run.of("extract", "--model", "none", "--images", "none", "--out", file);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--out " + file + ": is a file; name a folder that you may write");
        assertThat(Run.of("extract", "--model", "none", "--images", "none", "--out", file.resolve("in"))
                        .err())
                .contains("cannot be written");
    }

    @Test
    void refusesImagesThatChangedSince() throws IOException {
        extract("--classes=red,blue", "--solver=paper", "--steps=5");
        Path changed = ColourModel.writeImages(folder.resolve("changed"), 1);

        Run missing = Run.of(
                "extract",
                "--model",
                model,
                "--images",
                changed,
                "--out",
                folder.resolve("again"),
                "--from",
                out,
                "--quiet");

        assertThat(missing.code()).isEqualTo(ExitCode.INPUT);
        assertThat(missing.err().lines()).hasSize(1);
    }

    @Test
    void aReportNeedsAChain() {
        Run run = Run.of("report", "--chain", folder);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("chain.json: is not there; name the folder that extract wrote");
    }
}
