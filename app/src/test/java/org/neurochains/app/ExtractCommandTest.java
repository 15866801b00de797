package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;

/** What a run writes and says, on a model that can be checked by hand: filters 0 and 2 tell red from blue. */
@Tag("slow")
class ExtractCommandTest extends ColourExtraction {
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
}
