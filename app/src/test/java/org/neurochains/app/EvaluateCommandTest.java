package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;

/** Measures of a chain whose values are known: filters 0 and 2 tell red from blue. */
@Tag("slow")
class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private ColourChain chain;

    @BeforeEach
    void extract() throws IOException {
        chain = ColourChain.in(folder, 8);
        chain.extract("--classes=red,blue", "--per-class=4");
    }

    private Run evaluate(Object... options) {
        List<Object> args = new ArrayList<>(List.of("--cache", folder.resolve("cache")));
        args.addAll(Arrays.asList(options));
        return chain.runOnImages("evaluate", args.toArray());
    }

    private Path file(String name) {
        return chain.path().resolve(name);
    }

    private JsonNode json(String name) {
        return chain.json("measures/" + name + ".json");
    }

    @Test
    void measuresEverythingThatAppliesAndShowsItInThePage() throws IOException {
        Run run = evaluate();

        assertThat(run.code()).as(run.err()).isZero();
        for (String name : List.of(
                "fidelity",
                "quotient",
                "faithfulness",
                "stability",
                "robustness",
                "firing",
                "dead",
                "relu-patterns",
                "baselines")) {
            JsonNode measure = json(name);
            assertThat(measure.get("name").asString()).isEqualTo(name);
            assertThat(measure.toString()).doesNotContain("NaN").doesNotContain("Infinity");
            assertThat(file("measures/" + name + ".csv")).isNotEmptyFile();
            assertThat(file("measures/" + name + ".svg")).content().startsWith("<svg");
            assertThat(PageDocument.of(file("report.html")))
                    .contains(measure.get("title").asString());
            assertThat(run.out()).contains(name);
        }
        assertThat(json("fidelity").get("values").get("agreement").asDouble()).isEqualTo(1);
        assertThat(json("stability").get("values").get("candidates").asInt()).isEqualTo(16);
        assertThat(run.err()).doesNotContain("Exception");
    }

    @Test
    void measuresWhatIsNamedOnly() throws IOException {
        Run run = evaluate("--measure", "dead, fidelity", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode printed = run.json();
        assertThat(printed.propertyNames()).containsExactly("dead", "fidelity");
        assertThat(printed.get("fidelity").get("values").get("kl").asDouble()).isBetween(0., .1);
        try (Stream<Path> files = Files.list(file("measures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "dead.json", "dead.csv", "dead.svg", "fidelity.json", "fidelity.csv", "fidelity.svg");
        }
    }

    @Test
    void theReportCommandShowsMeasuresToo() throws IOException {
        evaluate("--measure", "quotient", "--no-report");
        assertThat(file("report.html")).doesNotExist();

        assertThat(Run.of("report", "--chain", chain.path()).code()).isZero();

        assertThat(PageDocument.of(file("report.html"))).contains("how much of the network's margin");
        Files.delete(file("measures/quotient.svg"));
        Run broken = Run.of("report", "--chain", chain.path());
        assertThat(broken.code()).isEqualTo(3);
        assertThat(broken.err()).contains("has no picture quotient.svg");
    }

    @Test
    void savesAttackedImages() throws IOException {
        Run run = evaluate(
                "--measure",
                "robustness",
                "--eps",
                "0.5",
                "--attack-steps",
                "3",
                "--save-adversarial",
                folder.resolve("adv"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json("robustness").get("values").get("eps").asDouble()).isEqualTo(.5);
        try (Stream<Path> files = Files.walk(folder.resolve("adv"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(4 * 8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--measure=fidelity,nonsense | --measure nonsense: is not known",
                "--neighbours=17             | --neighbours: is 17",
                "--neighbours=0              | give 1 to 16",
                "--eps=2                     | --eps: is 2.0",
                "--eps=8/0                   | --eps: '8/0' is not a number",
                "--eps=much                  | --eps: 'much' is not a number",
                "--attack-steps=0            | --attack-steps: is 0",
                "--measure=parts             | --measure parts",
                "--std=5                     | the network now gives",
            })
    void refusesWhatIsOutOfRange(String option, String message) {
        Run run = evaluate(option);

        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err().lines().filter(line -> line.contains(message))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"index\" : 0      | \"index\" : -1                 | filter L0.-1",
                "\"index\" : 0      | \"index\" : 99                 | filter L0.99",
                "\"name\" : \"L0\"  | \"name\" : \"L7\"              | has the layer L7",
                "chain/1            | chain/9                        | has the schema",
                "\"score\" :        | \"score\" : NaN, \"was\" :     | is not a chain's record",
                "\"score\" :        | \"score\" : \"NaN\", \"was\" : | chain.json",
            })
    void refusesAChainEditedByHand(String from, String to, String message) throws IOException {
        Path file = file("chain.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(from), to));

        Run run = evaluate("--measure=fidelity");

        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains(message);
        assertThat(run.err().lines().filter(line -> line.startsWith("neurochains:")))
                .hasSize(1);
        assertThat(file("measures")).doesNotExist();
    }

    @Test
    void refusesAnotherModelAndOtherImages() throws IOException {
        Path other = ColourModel.writeModel(
                folder.resolve("other.safetensors"),
                Map.of("input_size", "8x8", "mean", "0", "std", "1", "labels", "red,green,blue", "more", "x"));
        Run run = chain.withModel(other).runOnImages("evaluate");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("was made from a model with SHA-256");

        Path elsewhere = ColourModel.writeImages(folder.resolve("few"), 1);
        Run missing = chain.withImages(elsewhere).runOnImages("evaluate");
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains(".png");
    }

    @Test
    void aDamagedFeatureCacheIsMadeAgainWithOneLine() throws IOException {
        assertThat(evaluate("--measure=stability").code()).isZero();
        String first = json("stability").get("values").toString();
        try (Stream<Path> files = Files.list(folder.resolve("cache/features"))) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            }
        }

        Run run = evaluate("--measure=stability");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("the feature cache is not used")))
                .hasSize(1);
        assertThat(json("stability").get("values")).hasToString(first);
    }
}
