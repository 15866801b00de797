package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.chain.SampleRecord;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.ComparedChains;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.SampleChains;

/** The page of a comparison, in a real browser. */
@Tag("slow")
class ComparisonPageTest extends PageFixture {
    private static final String HOSTILE = "<script>alert(1)</script>\"'\u202E סוס " + "x".repeat(200);

    private static NamedChain image(String file, String label, String predicted, String... filters) {
        ChainRecord.Image image = new ChainRecord.Image(file, "sha-" + file, label, predicted, .9);
        ChainRecord chain = ComparedChains.chain("d", List.of(label), List.of(image), filters)
                .withEdges(List.of(new ChainRecord.Edge("one.0", "two.1", label, 1)));
        return new NamedChain(file, chain);
    }

    /** A chain with effects: what each filter costs, in order. */
    private static NamedChain withEffects(String name, Map<String, Double> effects) {
        ChainRecord chain = image(name, "cat", "cat", effects.keySet().toArray(String[]::new))
                .record();
        return new NamedChain(
                name,
                SampleRecord.withEffects(chain, effects)
                        .withNames(List.of(new ChainRecord.FilterName("one.1", "<i>ear", true))));
    }

    private static Picture picture(int rgb) throws IOException {
        BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        one.setRGB(0, 0, rgb);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(one, "png", png);
        return Picture.of("png", png.toByteArray());
    }

    private static FilterEvidence seen(String name, Picture picture) {
        return new FilterEvidence(
                name,
                List.of(new FilterEvidence.MadePicture("fourier", picture, 1)),
                List.of(),
                List.of(),
                Map.of("cat", .4),
                null,
                false);
    }

    /** Left needs one.0, one.1, two.1, two.2 in this order, right two.1, one.1, one.0. */
    private static void writeExplained() throws IOException {
        Picture red = picture(0xff0000);
        Picture blue = picture(0x0000ff);
        NamedChain left = withEffects("l", Map.of("one.0", 4.0, "one.1", 3.0, "two.1", 2.0, "two.2", 1.0));
        NamedChain right = withEffects("r", Map.of("two.1", 8.0, "one.1", 6.0, "one.0", 1.0));
        ChainRecord.Result tested = left.record()
                .result()
                .with()
                .heldOut(new HeldOut(100, .9, .825, .2))
                .trust(new ChainRecord.Trust(true, true, .8, 2.1, .9, .71, null))
                .build();
        left = new NamedChain("l", left.record().withResult(tested));
        Removal turns = new Removal("one.0", List.of(new Removal.ClassOutcome("cat", 2, Map.of("dog", 2))));
        Removal keeps = new Removal("one.0", List.of(new Removal.ClassOutcome("cat", 2, Map.of())));
        new ComparisonDocument(
                        ChainComparison.of(List.of(left, right)),
                        null,
                        List.of(),
                        null,
                        List.of(
                                new ComparedEvidence(
                                        List.of(seen("one.0", red), seen("one.1", blue)), List.of(turns), null),
                                new ComparedEvidence(List.of(seen("one.0", blue)), List.of(keeps), null)))
                .write(folder.resolve("explained.html"));
    }

    /** Two invented chains of one network that the page runs, the right one without some of the left one's filters. */
    private static void writeRunning() throws IOException {
        List<NamedChain> chains = new ArrayList<>();
        List<ComparedEvidence> evidence = new ArrayList<>();
        for (int filters : new int[] {30, 24}) {
            ReportDocument document = SampleDocument.whole(new SampleDocument.Size(6, filters, 240, 6), CLASSES);
            ChainRecord record = document.chain();
            chains.add(new NamedChain(filters + " filters", record));
            evidence.add(new ComparedEvidence(document.filters(), document.removals(), document.live()));
        }
        new ComparisonDocument(ChainComparison.of(chains), null, List.of(), null, evidence)
                .write(folder.resolve("running.html"));
    }

    @BeforeAll
    static void writePages() throws IOException {
        writeExplained();
        writeRunning();
        List<NamedChain> two = List.of(
                image("a", "cat", "cat", "one.0", "one.1", "two.1", "skip.2"),
                image("b", "dog", "dog", "one.0", "two.1", "two.2", "skip.2"));
        new ComparisonDocument(ChainComparison.of(two), null, List.of("KL"), null, List.of())
                .write(folder.resolve("two.html"));
        List<NamedChain> many = new ArrayList<>(two);
        many.add(image(HOSTILE, HOSTILE, "dog", "one.0", "two.7"));
        many.add(image("empty", "dog", "dog"));
        ChainComparison comparison = ChainComparison.of(many);
        float[][] features = {{0}, {1}, {2}, {3}};
        SampleAnswers answers = new SampleAnswers(SampleChains.of(comparison, features), many, List.of());
        List<Double> row = List.of(.1, .2, .3, .4);
        new ComparisonDocument(comparison, List.of(row, row, row, row), List.of(), answers, List.of())
                .write(folder.resolve("many.html"));
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
    void saysWhatFiltersAreToEitherChain() {
        Page page = open("explained.html");
        assertThat(page.locator(".in-words li")).hasText(new String[] {
            "Left needs most one.0; to right it is number 3 of 3.",
            "Right needs most two.1; to left it is number 3 of 4.",
            "Of the 4 filters that left needs most right has 3; of the 3 that right needs most left has 3.",
            "Most unlike is one.0: without it the margin falls by 4.00 on the left and falls by 1.00 on the right. On the"
                    + " left all 2 images of cat are taken for dog. On the right all images keep their class."
        });
        assertThat(page.locator(".said"))
                .containsText(
                        "What both have matters to either differently: rank correlation of effects \u22121.00 (n = 3, p = 0.333).");
        assertThat(page.locator(".plate image")).hasCount(2);
        assertThat(page.locator(".effects .point")).hasCount(3);
        assertThat(page.locator(".plate [data-name='one.0'] title"))
                .hasText("one.0: shared; left effect 4.00, score 1.00; right effect 1.00, score 1.00");
        assertThat(page.locator("details[data-side=shared] tbody th, details[data-side=shared] tbody td:first-child"))
                .hasText(new String[] {"two.1", "<i>ear? (one.1)", "one.0"});
    }

    @Test
    void saysHowFarEachChainCanBeReliedOn() {
        Page page = open("explained.html");
        assertThat(page.locator(".said"))
                .containsText(
                        "Unseen images answered as the network does: left 90.0 % of 100, at least 82.5 %; right not known.");
        Locator rows = page.locator("#chains tbody tr");
        assertThat(rows.nth(0)).containsText("10090.0 %82.5 %2.10.71");
        assertThat(rows.nth(1)).containsText("–––––");
    }

    @Test
    void aChosenFilterIsShownOnBothSides() {
        Page page = open("explained.html");
        page.locator(".plate [data-name='one.0']").click();
        assertThat(page.locator(".about h3")).hasText("one.0");
        assertThat(page.locator(".about .faces img")).hasCount(2);
        assertThat(page.locator(".sides > div").nth(0)).containsText("effect 4.00, number 1 of 4");
        assertThat(page.locator(".sides > div").nth(0)).containsText("on the way to cat 40.0 %");
        assertThat(page.locator(".sides > div").nth(1)).containsText("effect 1.00, number 3 of 3");
        assertThat(page.locator(".effects .chosen")).hasCount(1);
        Page again = open("explained.html" + address(page));
        assertThat(again.locator(".about h3")).hasText("one.0");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");
        assertThat(page.locator(".about h3")).hasText("<i>ear? (one.1)");
        assertThat(page.locator(".plate [data-name='one.1']")).isFocused();
        page.locator("details[data-side=left] summary").click();
        page.locator("details[data-side=left] button").click();
        assertThat(page.locator(".about h3")).hasText("two.2");
        assertThat(page.locator(".sides")).containsText("does without it");
    }

    private Page running(String hash) {
        return open("running.html" + hash);
    }

    private static List<String> column(Page page, int place) {
        return page.locator(".odds td:nth-child(" + (place + 2) + ")").allInnerTexts();
    }

    @Test
    void aFilterSwitchedOffChangesWhatEitherChainSays() {
        Page page = running("");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        assertThat(column(page, 0)).isEqualTo(column(page, 1));
        assertThat(column(page, 2)).isEqualTo(column(page, 3));
        assertThat(page.locator(".live [role=status]")).containsText("left says");

        Locator shared = page.locator(".plate [data-band=both]").first();
        shared.click();
        page.locator("[data-act=layer]").click();
        assertThat(page.locator("[data-act=layer]")).isFocused();
        assertThat(page.locator(".changes li")).hasCount(1);
        assertThat(page.locator(".plate .off")).not().hasCount(0);
        assertThat(page.locator(".live [role=status]")).containsText("1 change: left says");
        assertThat(column(page, 0)).isNotEqualTo(column(page, 1));
        assertThat(column(page, 2)).isNotEqualTo(column(page, 3));

        Page again = running(address(page));
        assertThat(again.locator(".live [role=status]")).containsText("1 change: left says");
        assertThat(column(again, 0)).isEqualTo(column(page, 0));
        page.locator(".undo").click();
        assertThat(page.locator(".live [role=status]")).not().containsText("1 change");
        assertThat(column(page, 0)).isEqualTo(column(page, 1));
    }

    /** On a wide screen what is asked of the chains stays beside the drawing, and never lies over what follows. */
    @Test
    void aChosenFiltersCardIsSeenBesideTheDrawing() {
        Page page = open("running.html", 1400, 700);
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        page.locator(".plate [data-band=both]").last().click();
        page.waitForCondition(() -> (Boolean) page.evaluate("""
                () => {
                  const [plate, bench, below] = ['.plate', '.bench', '#pair > :last-child']
                      .map((each) => document.querySelector(each).getBoundingClientRect());
                  const card = document.querySelector('.about h3')?.getBoundingClientRect();
                  return card && bench.left >= plate.right && bench.top >= 0 && bench.top < innerHeight / 2
                      && bench.bottom <= below.top + 1;
                }"""));
        page.evaluate("scrollTo(0, document.body.scrollHeight)");
        page.waitForCondition(
                () -> (Boolean) page.evaluate("document.querySelector('.bench').getBoundingClientRect().bottom"
                        + " <= document.querySelector('#pair > :last-child').getBoundingClientRect().top + 1"));
    }

    @Test
    void aFilterOfOneSideChangesThatSideAlone() {
        Page page = running("");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        for (Locator only : page.locator(".plate [data-band=left]").all()) {
            only.focus();
            page.keyboard().press("x");
        }
        assertThat(page.locator(".plate [data-band=left].off"))
                .hasCount(page.locator(".plate [data-band=left]").count());
        assertThat(page.locator(".live [role=status]")).containsText("changes: left says");
        assertThat(column(page, 2)).isEqualTo(column(page, 3));
        assertThat(page.locator(".plate [data-band=left]").last()).isFocused();
    }

    @Test
    void anImageAndAPictureOfOnesOwnAreShownToBoth() {
        Page page = running("");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        List<String> first = column(page, 0);
        page.locator(".mini").nth(3).click();
        assertThat(page.locator(".mini").nth(3)).hasAttribute("aria-pressed", "true");
        page.waitForCondition(() -> !column(page, 0).equals(first));
        assertThat(address(page)).contains("image=3");
        Pixels white = Pixels.of(8, 8, whiteBytes());
        page.locator("#own").setInputFiles(new FilePayload("mine.png", "image/png", ImageEncoder.png(white)));
        assertThat(page.locator(".touch .name")).hasText("mine.png");
        assertThat(page.locator(".live")).containsText("not known for your own picture");
    }

    private static byte[] whiteBytes() {
        byte[] rgb = new byte[3 * 8 * 8];
        Arrays.fill(rgb, (byte) 255);
        return rgb;
    }

    @Test
    void withoutANetworkItSaysSo() {
        Page page = open("explained.html");
        assertThat(page.locator(".live .touch")).containsText("l: explain has not put its network here.");
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
        Page again = open("many.html" + address(page));
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
        for (String address : List.of("many.html", "explained.html#filter=one.0", "running.html")) {
            Page page = open(address, 360, 740);
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as("%s: %s", address, page.evaluate("""
                            [...document.querySelectorAll('main *')]
                                .filter((each) => each.getBoundingClientRect().right > 360 && !each.closest('svg, .table, .film'))
                                .map((each) => each.outerHTML.slice(0, 120)).slice(0, 3)"""))
                    .isEqualTo(360);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explained.html#theme=light&filter=one.0",
                "explained.html#theme=dark&filter=two.2",
                "running.html#theme=light",
                "running.html#theme=dark",
                "two.html#theme=light",
                "two.html#theme=dark",
                "many.html#theme=light",
                "many.html#theme=dark"
            })
    void nothingIsFound(String address) throws IOException {
        Page page = open(address);
        String axe = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
        try (InputStream stream = ComparisonPageTest.class.getResourceAsStream(axe)) {
            page.evaluate(new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                    .map((violation) => violation.id + ': ' + violation.nodes[0].html.slice(0, 160) + violation.nodes[0].failureSummary)""");
        assertThat((List<?>) found).isEmpty();
    }
}
