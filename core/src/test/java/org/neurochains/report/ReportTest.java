package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.testing.PageDocument;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReportTest {
    private static final SampleDocument.Size SMALL = new SampleDocument.Size(3, 12, 60, 4);
    private static final int MOST_LINES_OF_SCRIPT = 6000;

    @TempDir
    Path folder;

    private String written(ReportDocument document) throws IOException {
        Path file = folder.resolve("report.html");
        document.write(file);
        return Files.readString(file);
    }

    private static JsonNode json(String page) {
        return new JsonMapper().readTree(PageDocument.of(page));
    }

    @Test
    void holdsTheChainAsItWasGiven() throws IOException {
        ObjectNode chain = SampleDocument.chain(SMALL, List.of("cat", "dog"));
        ReportDocument given = SampleDocument.of(chain).build();
        JsonNode document = json(written(given));
        assertThat(document.path("schema").asString()).isEqualTo("neurochains/report/1");
        assertThat(document.path("chain")).isEqualTo(new JsonMapper().readTree(ChainFile.json(given.chain())));
        assertThat(document.path("chain").path("edges")).isEqualTo(chain.path("edges"));
        assertThat(document.path("topology")).hasSize(10);
    }

    /** Five of seven are shown; the region's 0 is the last of all, and shown all the same. */
    @Test
    void tellsTheRegionsClassesHoweverImprobable() {
        float[] probabilities = {.01f, .3f, .02f, .25f, .2f, .12f, .1f};
        assertThat(ChainReport.answered(probabilities, List.of(1, 0))).containsExactly(1, 3, 4, 5, 6, 0);
        assertThat(ChainReport.answered(new float[] {.4f, .6f}, List.of(0, 1))).containsExactly(1, 0);
    }

    @Test
    void storesAPictureOnceAndNamesItByItsPlace() throws IOException {
        Picture picture = Picture.of("png", new byte[] {1, 2, 3});
        Picture other = Picture.of("png", new byte[] {4});
        JsonNode document = json(written(SampleDocument.of(SampleDocument.chain(SMALL, List.of("cat")))
                .images(List.of(
                        SampleDocument.plainImage("a.png", "cat", other),
                        SampleDocument.plainImage("b.png", "cat", picture),
                        SampleDocument.plainImage("c.png", "cat", other)))
                .build()));
        assertThat(document.path("images")
                        .valueStream()
                        .map(image -> image.path("thumbnail").asInt()))
                .containsExactly(0, 1, 0);
        assertThat(document.path("pictures").valueStream().map(JsonNode::asString))
                .containsExactly(other.uri(), picture.uri());
    }

    @Test
    void noTextEndsTheElementItStandsIn() throws IOException {
        String hostile = "</script><script>alert(1)</script><!--";
        String page = written(SampleDocument.of(SampleDocument.chain(SMALL, List.of(hostile, "dog")))
                .title(hostile)
                .build());
        assertThat(page).doesNotContain("alert(1)</script>").doesNotContain("<!--");
        assertThat(json(page).path("title").asString()).isEqualTo(hostile);
        assertThat(json(page)
                        .path("chain")
                        .path("region")
                        .path("classes")
                        .path(0)
                        .asString())
                .isEqualTo(hostile);
    }

    @Test
    void admitsOnlyItsOwnScript() throws IOException {
        String page = written(
                SampleDocument.of(SampleDocument.chain(SMALL, List.of("cat"))).build());
        assertThat(page)
                .containsPattern(
                        "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/]{43}='")
                .doesNotContain("http://www.example")
                .doesNotContain("src=\"http");
        assertThat(page.split("<script", -1)).hasSize(5);
    }

    @Test
    void leavesNoPartBehindWhereItCannotWrite() {
        Path file = folder.resolve("missing").resolve("report.html");
        ReportDocument document =
                SampleDocument.of(SampleDocument.chain(SMALL, List.of("cat"))).build();
        assertThatThrownBy(() -> document.write(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("report.html")
                .hasMessageContaining("choose a place that you may write");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPictureIsAnEmbeddedRaster() {
        assertThatThrownBy(() -> new Picture("https://elsewhere/a.png")).hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> new Picture("data:image/svg+xml;base64,AAAA")).hasMessageContaining("svg");
        assertThat(Picture.of("JPEG", new byte[] {0}).uri()).isEqualTo("data:image/jpeg;base64,AA==");
    }

    /** Forty pictures that share their first 600 characters take little more than what is their own. */
    @Test
    void whatPicturesShareIsStoredOnce() throws IOException {
        Random random = new Random(0);
        byte[] head = new byte[450];
        random.nextBytes(head);
        List<PageImage> images = new ArrayList<>();
        int own = 300;
        for (int i = 0; i < 40; i++) {
            byte[] rest = new byte[own];
            random.nextBytes(rest);
            byte[] whole = Arrays.copyOf(head, head.length + own);
            System.arraycopy(rest, 0, whole, head.length, own);
            images.add(SampleDocument.plainImage(i + ".jpg", "cat", Picture.of("jpeg", whole)));
        }
        int without = written(SampleDocument.of(SampleDocument.chain(SMALL, List.of("cat")))
                        .build())
                .length();
        int with = written(SampleDocument.of(SampleDocument.chain(SMALL, List.of("cat")))
                        .images(images)
                        .build())
                .length();
        assertThat((with - without) / 40.0).isBetween(own * 4 / 3.0, own * 4 / 3.0 + 140);
    }

    @Test
    void theScriptStaysSmall() {
        assertThat(linesOfScript("main.js")).isBetween(500, MOST_LINES_OF_SCRIPT);
    }

    @Test
    void theComparisonsScriptStaysSmall() {
        assertThat(linesOfScript("compare.js")).isBetween(100, MOST_LINES_OF_SCRIPT);
    }

    /** Lines of a page's script with all that it imports. */
    private static int linesOfScript(String entry) {
        Path sources = Shared.root().resolve("core/src/main/resources/org/neurochains/report");
        Map<String, Integer> lines = new HashMap<>();
        Modules.join(entry, name -> {
            try {
                String source = Files.readString(sources.resolve(name));
                lines.put(name, (int) source.lines().count());
                return source;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return lines.values().stream().mapToInt(Integer::intValue).sum();
    }
}
