package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.chain.ChainRecord;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.ComparedChains;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.SampleChains;

/** The page of a comparison, in a real browser. */
class ComparisonPageTest extends PageFixture {
    private static final String HOSTILE = "<script>alert(1)</script>\"'\u202E סוס " + "x".repeat(200);

    private static NamedChain image(String file, String label, String predicted, String... filters) {
        ChainRecord.Image image = new ChainRecord.Image(file, "sha-" + file, label, predicted, .9);
        ChainRecord chain = ComparedChains.chain("d", List.of(label), List.of(image), filters)
                .with(List.of(new ChainRecord.Edge("one.0", "two.1", label, 1)), List.of(), List.of());
        return new NamedChain(file, chain);
    }

    @BeforeAll
    static void writePages() {
        List<NamedChain> two = List.of(
                image("a", "cat", "cat", "one.0", "one.1", "two.1", "skip.2"),
                image("b", "dog", "dog", "one.0", "two.1", "two.2", "skip.2"));
        ComparisonPage.write(
                new ComparisonDocument(ChainComparison.of(two), null, List.of("KL"), null), folder.resolve("two.html"));
        List<NamedChain> many = new ArrayList<>(two);
        many.add(image(HOSTILE, HOSTILE, "dog", "one.0", "two.7"));
        many.add(image("empty", "dog", "dog"));
        ChainComparison comparison = ChainComparison.of(many);
        float[][] features = {{0}, {1}, {2}, {3}};
        SampleAnswers answers = new SampleAnswers(SampleChains.of(comparison, features), many, List.of());
        List<Double> row = List.of(.1, .2, .3, .4);
        ComparisonPage.write(
                new ComparisonDocument(comparison, List.of(row, row, row, row), List.of(), answers),
                folder.resolve("many.html"));
    }

    @Test
    void drawsWhatIsSharedAndWhatIsNot() {
        Page page = open("two.html");
        assertThat(page.locator("h1")).hasText("Two chains compared");
        assertThat(page.locator(".lead")).containsText("Left out: KL");
        assertThat(page.locator(".plate g[data-band=both]")).hasCount(3);
        assertThat(page.locator(".plate g[data-band=left]")).hasCount(1);
        assertThat(page.locator(".plate g[data-band=right]")).hasCount(1);
        assertThat(page.locator(".plate path.edge.both")).hasCount(1);
        assertThat(page.locator(".said")).containsText("Of 3 and 3 filters they share 2");
        assertThat(page.locator("details[data-side=left] summary"))
                .hasText("Only left: 1 filters and shortcut channels");
        assertThat(page.locator(".plate svg"))
                .hasAttribute("aria-label", "Left a, right b: 3 shared, 1 only left, 1 only right");
        page.locator("#swap").click();
        assertThat(page.locator(".plate svg")).hasAttribute("aria-label", Pattern.compile("Left b, right a:.*"));
    }

    @Test
    void aCellOrASelectionChoosesThePair() {
        Page page = open("many.html");
        page.locator("#matrix [data-pair='1-3']").click();
        assertThat(page.locator(".plate svg"))
                .hasAttribute("aria-label", "Left b, right empty: 0 shared, 4 only left, 0 only right");
        assertThat(page.locator("#matrix button[aria-pressed=true]")).hasCount(2);
        page.locator("#first").selectOption("0");
        assertThat(page.locator(".said")).containsText("KL of the left chain on the right one's region: 0.400");
        Page again = open("many.html" + page.url().replaceAll("^[^#]*", ""));
        assertThat(again.locator(".said")).hasText(page.locator(".said").innerText());
    }

    @Test
    void answersTheQuestionsOfSingleImages() {
        Page page = open("many.html");
        assertThat(page.locator("h1")).hasText("One image at a time");
        assertThat(page.locator("#samples .answers h3")).hasCount(3);
        assertThat(page.locator("#samples tbody tr"))
                .hasCount(4 + page.locator(".departure tbody tr").count());
        assertThat(page.locator(".departure summary")).containsText("is <script>alert(1)</script>");
    }

    @Test
    void savesTheGraph() throws IOException {
        Page page = open("two.html");
        String svg = Files.readString(
                page.waitForDownload(() -> page.locator("#svg").click()).path());
        assertThat(svg).startsWith("<svg").contains("stroke:").doesNotContain("var(--");
    }

    @Test
    void fitsAPhone() {
        Page page = open("many.html", new Browser.NewContextOptions().setViewportSize(360, 740));
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"two.html#theme=light", "two.html#theme=dark", "many.html#theme=light", "many.html#theme=dark"})
    void nothingSeriousIsFound(String address) throws IOException {
        Page page = open(address);
        String axe = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
        try (InputStream stream = ComparisonPageTest.class.getResourceAsStream(axe)) {
            page.evaluate(new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
                    .map((violation) => violation.id + ': ' + violation.nodes[0].html.slice(0, 160) + violation.nodes[0].failureSummary)""");
        assertThat((List<?>) found).isEmpty();
    }
}
