package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.testing.DemoWorld;
import org.neurochains.testing.PageDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("slow")
class DemoCommandTest {
    @TempDir
    private Path folder;

    @Test
    void tellsTheWholeStory() throws Exception {
        Path out = folder.resolve("demo");
        long start = System.nanoTime();
        Run run = Run.of("demo", "--out", out, "--each", 6);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains("The page: " + out.resolve("report.html").toAbsolutePath())
                .allMatch(line -> line.length() <= 80 || line.startsWith("The page: "))
                .last()
                .isEqualTo("  neurochains demo --classes tiger,leopard --out cats");
        assertThat(run.out().lines().filter(line -> line.contains("report.html")))
                .hasSize(1);
        assertThat(run.err())
                .contains("neurochains draw ", "neurochains extract ")
                .contains("--classes ");
        // a slow machine may say every ten seconds how far it is
        assertThat(run.err().lines().count()).isLessThan(80 + seconds / 10);
        assertThat(PageDocument.of(out.resolve("report.html"))).contains("neurochains/report/1");
        JsonNode chain = JsonMapper.shared().readTree(out.resolve("chain.json").toFile());
        assertThat(chain.get("result").get("kl").asDouble()).isBetween(0., .1);
        assertThat(chain.get("result").get("agreement").asDouble()).isEqualTo(1);
        for (String measure : new String[] {"fidelity", "faithfulness", "parts"}) {
            assertThat(out.resolve("measures").resolve(measure + ".json")).isNotEmptyFile();
        }
        JsonNode parts = JsonMapper.shared()
                .readTree(out.resolve("measures/parts.json").toFile())
                .get("values");
        assertThat(parts.get("tellingParts").asInt()).isPositive();
        assertThat(parts.get("coverage").asDouble()).isPositive();
        // the network's confident images of any two classes rest on a small part of it
        assertThat(chain.get("result").get("filters").asInt()).isBetween(1, 334);
        assertThat(chain.get("region").get("images")).hasSize(12);
    }

    @Test
    void asJsonItPrintsOneDocument() {
        Path out = folder.resolve("demo");
        Run run = Run.of("demo", "--out", out, "--classes", "duck,tiger", "--each", 3, "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("report").asString())
                .isEqualTo(out.resolve("report.html").toString());
        assertThat(run.json().get("chain").asString())
                .isEqualTo(out.resolve("chain.json").toString());
    }

    @Test
    void aClassThatIsNotThereIsToldLikeAnyOther() {
        Run run = Run.of("demo", "--out", folder.resolve("demo"), "--classes", "tiger,zebraffe");
        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("zebraffe").contains("--classes");
    }

    @Test
    void stopsAtOnceWhenCancelled() {
        Run run = Run.cancelled("demo", "--out", folder.resolve("demo"));
        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void findsItsDataAboveTheProgram() throws Exception {
        assertThat(Files.isSameFile(DemoData.find().folder(), DemoWorld.folder()))
                .isTrue();
    }

    @Test
    void theDemosDataIsWhole() throws Exception {
        JsonNode record = JsonMapper.shared()
                .readTree(DemoWorld.folder().resolve("record.json").toFile());
        for (JsonNode network : record.get("networks")) {
            assertThat(network.get("unseen").get("accuracy").asDouble()).isGreaterThanOrEqualTo(.95);
        }
        Run resnet = predict(DemoWorld.resnet());
        Run vgg = predict(DemoWorld.vgg());
        for (Run run : new Run[] {resnet, vgg}) {
            assertThat(run.json().get("images")).hasSize(300);
            assertThat(run.json().get("top1").asDouble()).isGreaterThanOrEqualTo(.95);
        }
    }

    private static Run predict(Path model) {
        Run run = Run.of("predict", "--model", model, "--images", DemoWorld.images(), "--json", "--quiet");
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void everySystemHasItsOwnCommandForAPage() {
        assertThat(Browser.command("Linux", "file:///a b.html")).containsExactly("xdg-open", "file:///a b.html");
        assertThat(Browser.command("Mac OS X", "x")).containsExactly("open", "x");
        assertThat(Browser.command("Windows 11", "x")).first().isEqualTo("rundll32");
    }
}
