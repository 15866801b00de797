package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.ChainRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the page says in words: how far the chain can be relied on, what hangs on a filter, how a class is reached. */
@Tag("slow")
class PageWordsTest extends PageFixture {
    /** The first filter of the file: it has no effect. */
    private String first = "";

    @BeforeAll
    void documents() {
        ObjectNode chain = SampleDocument.chain(SIZE, List.of("grand_piano", "horse"));
        ObjectNode result = (ObjectNode) chain.get("result");
        result.put("cutThrough", true);
        result.putObject("trust")
                .put("holdsOnUnseen", true)
                .put("leastAgreement", 0.8)
                .put("largestScore", 2.4)
                .put("scoresNearOne", 0.93);
        result.putObject("heldOut")
                .put("images", 200)
                .put("agreement", 0.86)
                .put("lowerBound", 0.81)
                .put("kl", 0.3);
        result.putObject("nextSmaller")
                .put("filters", 28)
                .putObject("heldOut")
                .put("images", 200)
                .put("agreement", 0.83)
                .put("lowerBound", 0.78)
                .put("kl", 0.4);
        int i = 0;
        for (var layer : chain.get("layers")) {
            for (var filter : layer.get("filters")) {
                ((ObjectNode) filter)
                        .put("score", 1 + i / 20.0)
                        .put("effect", i * i)
                        .put("heldOutEffect", i == 0 ? -1 : i);
                i++;
            }
        }
        first = chain.get("layers").get(0).get("name").asString() + "."
                + chain.get("layers").get(0).get("filters").get(0).get("index").asInt();
        Removal turns = new Removal(
                first,
                List.of(
                        new Removal.ClassOutcome("grand_piano", 3, Map.of("horse", 3)),
                        new Removal.ClassOutcome("horse", 3, Map.of("grand_piano", 1))));
        SampleDocument.of(chain).removals(List.of(turns)).build().write(folder.resolve("words.html"));
    }

    private static Locator trust(Page page) {
        return page.locator(".trust li");
    }

    @Test
    void trustIsSaidInWordsWithTheNumbersBeside() {
        Page page = open("words.html");
        assertThat(page.locator(".summary .lead"))
                .hasText(
                        "30 of 688 filters are enough to answer these 6 images as the whole network does, and on 86.0 % of 200 unseen"
                                + " ones.");
        assertThat(trust(page).nth(0)).hasText("Holds on its 6 imagessame class on 100 %, KL 0.019 nats");
        assertThat(trust(page).nth(1))
                .hasText(
                        "Holds on unseen images of these classessame class on 86.0 % of 200, at least 81.0 %, asked for:"
                                + " 80.0 %, KL 0.300 nats; the next smaller chain, of 28 filters: at least 78.0 %");
        assertThat(trust(page).nth(2))
                .hasText("The listed paths carry a part of each class20.2 % for grand piano and 20.2 % for horse");
        assertThat(trust(page).nth(3))
                .hasText("Filters matter on unseen images as they do hererank correlation 1.00 over 30 filters");
        assertThat(trust(page).nth(4))
                .hasText(
                        "Scores say what matters herebetween a score and what the removal costs, rank correlation 1.00; scores up"
                                + " to 2.4, 93.0 % of them in [0.5, 2]");
        assertThat(page.locator(".summary")).containsText("No path led from the image to the classes any more");
    }

    @Test
    void whetherItBeatsOtherChoicesIsSaidInWords() {
        MeasureEntry measured = new MeasureEntry(
                "baselines", "Other choices", "KL 0.1 and 0.4.", List.of(), List.of(), List.of(), "holds");
        ReportDocument document =
                SampleDocument.of(SampleDocument.chain(SIZE, CLASSES)).build();
        document.withMeasures(List.of(measured)).write(folder.resolve("beats.html"));
        assertThat(trust(open("beats.html")).nth(5))
                .containsText("Follows the network better than random and other simple choices of as many filters");
        document.withMeasures(List.of(measured.withVerdict("does not hold"))).write(folder.resolve("beaten.html"));
        assertThat(trust(open("beaten.html")).nth(5))
                .hasText(
                        "A random or other simple choice of as many filters follows the network as wellKL 0.1 and 0.4.");
    }

    @Test
    void whatNobodyHasMeasuredIsNotKnown() {
        Page page = open("first.html");
        assertThat(page.locator(".trust li.unknown b")).hasText(new String[] {
            "On unseen images: not known",
            "Whether filters matter on unseen images as they do here: not known",
            "Whether scores say what matters: not known",
            "Whether as many random filters would do: not known"
        });
        assertThat(page.locator(".summary .lead")).not().containsText("unseen");
        assertThat(page.locator(".summary")).not().containsText("No path led");
    }

    @Test
    void edgesWithoutAPathAreNotToldToBeSought() {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        chain.putArray("inferenceChains");
        chain.putArray("pathGroups");
        SampleDocument.of(chain).build().write(folder.resolve("pathless.html"));
        assertThat(trust(open("pathless.html")).nth(2)).containsText("No path adds to a class");
    }

    @Test
    void filtersAreRankedAndSizedByTheirEffect() {
        Page page = open("words.html");
        String last = page.locator(".node.filter[aria-label*='rank 1 of 30 by effect']")
                .getAttribute("data-name");
        assertThat(last).isNotEqualTo(first);
        assertThat(node(page, last).getAttribute("aria-label")).contains("effect 841");
        double large = node(page, last).boundingBox().width;
        double small = node(page, first).boundingBox().width;
        // The first is a filter, the last a channel of a shortcut, which is drawn at .7 of a filter's size.
        assertThat(node(page, last)).hasClass(java.util.regex.Pattern.compile(".*identity.*|.*projection.*"));
        assertThat(small / large).isCloseTo(2 / 3. / .7, offset(0.02));
        assertThat(node(page, last)).hasAttribute("style", Pattern.compile(".*--part: ?1\\.000.*"));
        assertThat(node(page, last).locator(".name i")).hasText("841");
        node(page, last).hover();
        assertThat(page.locator(".inspector .chip")).hasText("effect 841");
        assertThat(page.locator(".inspector .facts")).containsText("multiplied by its score 2.45");
        assertThat(page.locator(".legend .if-scores")).hasCount(0);
    }

    /** Effects are 0, 1, 4 ... 841, of which three are at least .9 * .9 * 841. */
    @Test
    void whatMattersLittleIsHiddenAndTheTableBeginsWithWhatMattersMost() {
        Page page = open("words.html");
        assertThat(page.locator("label[for=least]")).hasText("Effect");
        page.locator("#least").fill("90");
        assertThat(page.locator("output[for=least]")).hasText("3 of 30");
        page.locator("#layers summary").click();
        Locator table = page.locator("#layers details table");
        assertThat(table.locator("thead th").nth(2)).hasText("effect");
        assertThat(table.locator("tbody tr").first().locator("td").nth(1)).hasText("841");
    }

    @Test
    void removalsAreSentences() {
        Page page = open("words.html");
        node(page, first).hover();
        assertThat(page.locator(".removal"))
                .hasText(
                        "Without it all 3 images of grand piano are taken for horse; 1 of 3 images of horse is taken for grand piano.");
        page.locator("#class").selectOption("horse");
        page.mouse().move(5, 5);
        assertThat(page.locator(".inspector .story")).containsText("Its heaviest path runs from the image through");
        assertThat(page.locator(".inspector .story")).containsText("One filter is needed for it, most of all");
        assertThat(page.locator(".chains .story")).hasCount(2);
    }

    /** Two groups of horse's paths: .5 ends in two filters, all by one; .2 runs through one filter. */
    @Test
    void groupsOfPathsTakeThePlaceOfSinglePaths() {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        String one = "stem." + chain.at("/layers/0/filters/0/index").asInt();
        String other = "stem." + chain.at("/layers/0/filters/1/index").asInt();
        chain.putArray("inferenceChains")
                .addObject()
                .put("class", "horse")
                .put("weight", .001)
                .putArray("filters")
                .add(other);
        ObjectNode wide = chain.putArray("pathGroups").addObject();
        wide.put("class", "horse").put("last", true).put("weight", .5).put("lost", .3);
        wide.putArray("through").add(one).add(other);
        wide.putObject("along").put(one, .75).put(other, .25);
        ObjectNode narrow = chain.withArray("pathGroups").addObject();
        narrow.put("class", "horse").put("last", false).put("weight", .2).put("lost", .05);
        narrow.putArray("through").add(other);
        narrow.putObject("along").put(other, 1);
        chain.putArray("edges").add(edge("input", one, .6)).add(edge("input", other, .4));
        chain.withArray("edges").add(edge(one, "logit:horse", .6)).add(edge(other, "logit:horse", .4));
        SampleDocument.of(chain)
                .filters(List.of(
                        FilterEvidence.of(one, Map.of("horse", .5)), FilterEvidence.of(other, Map.of("horse", .4))))
                .build()
                .write(folder.resolve("groups.html"));
        Page page = open("groups.html");
        assertThat(trust(page).nth(2))
                .containsText(
                        "Classes hang on some of their listed pathstrue of 1 of 2 groups, tried by removing each; all carry");
        assertThat(trust(page).nth(2)).containsText("70.0 % for horse");
        Locator horse = page.locator(".chains").nth(1);
        assertThat(horse.locator(".story"))
                .containsText(
                        "Its 2 listed groups of paths carry 70.0 % together, all other paths from the image 20.0 %,"
                                + " and 10.0 % comes from biases.");
        assertThat(horse.locator(".groups li")).hasText(new String[] {
            "50.0 % ends in one of 2 filters holds: without it the class loses 0.300 of its probability" + one
                    + " 75.0 % or " + other + " 25.0 % → horse",
            "20.0 % runs through one filter does not hold: without it the class loses 0.050 of its probability" + other
                    + " → horse"
        });
        assertThat(horse.locator("details li")).isHidden();
        horse.locator(".groups .light").nth(1).click();
        assertThat(page.locator("#class")).hasValue("horse");
        assertThat(page.locator(".node.filter.chosen")).hasCount(1);
        assertThat(page.locator(".node.filter.chosen")).hasAttribute("data-name", other);
        horse.locator("summary").click();
        horse.locator("details .light").click();
        assertThat(horse.locator("details .light")).hasAttribute("aria-pressed", "true");
    }

    private static ObjectNode edge(String from, String to, double weight) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("from", from)
                .put("to", to)
                .put("class", "horse")
                .put("weight", weight);
    }

    /** Of the evidence 4e-6 comes from the image, the one path carries 1e-6 of it. */
    @Test
    void sharesTooSmallToReadAreOfTheirLayer() {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        ObjectNode stem = (ObjectNode) chain.get("layers").get(0);
        String one = "stem." + stem.at("/filters/0/index").asInt();
        String other = "stem." + stem.at("/filters/1/index").asInt();
        ObjectNode path = chain.putArray("inferenceChains").addObject();
        path.put("class", "horse").put("weight", 1e-6).putArray("filters").add(one);
        List<FilterEvidence> filters = List.of(
                FilterEvidence.of(one, Map.of("horse", 3e-6, "automobile", 0.0)),
                FilterEvidence.of(other, Map.of("horse", 1e-6)));
        SampleDocument.of(chain).filters(filters).build().write(folder.resolve("deep.html"));
        Page page = open("deep.html");
        assertThat(page.locator(".chains .story").nth(1))
                .containsText(
                        "carries 0.00010 % of what speaks for it. Its one listed path carries 0.00010 %, all other paths from"
                                + " the image 0.00030 %, and 100 % comes from biases.");
        page.locator("#class").selectOption("automobile");
        assertThat(page.locator(".inspector .story"))
                .containsText("Nothing that speaks for it comes from the image: it all comes from biases.");
        node(page, one).hover();
        assertThat(page.locator(".inspector .bars")).containsText("75.0 %");
        assertThat(page.locator(".inspector")).containsText("Of what runs through its layer");
        node(page, other).hover();
        assertThat(page.locator(".inspector .bars")).containsText("25.0 %");
    }

    @Test
    void namesAreReadWithSpaces() {
        Page page = open("words.html");
        assertThat(page.locator("h1")).hasText("grand piano and horse");
        assertThat(page.locator("#class option")).hasText(new String[] {"all classes", "grand piano", "horse"});
    }

    /** The document has a visualisation in the form "Fourier", the map "Combine All", and activations. */
    @Test
    void wordsThatNoReaderKnowsAreNotThere() {
        Page page = open("whole.html#image=0");
        node(page, drawn(page).get(3)).click();
        assertThat(page.locator(".inspector .faces figcaption").first()).containsText("made to excite it");
        assertThat(page.locator(".saliency h4").first()).hasText("All layers together (SMOE)");
        String text = page.locator("#app").innerText();
        assertThat(text).doesNotContain("Fourier", "reaches", "Combine All", "gamma", "-0.00", "\u22120.00");
    }

    @Test
    void theChosenPointsWordsStandClearOfTheCurve() {
        Page page = open("whole.html");
        Object clear = page.locator("#curve svg").evaluate("""
                (chart) => {
                  const words = chart.querySelector('.strong').getBoundingClientRect();
                  return [...chart.querySelectorAll('.point, .chosen')].every((point) => {
                    const box = point.getBoundingClientRect();
                    return box.top >= words.bottom || box.bottom <= words.top || box.left >= words.right || box.right <= words.left;
                  });
                }""");
        assertThat(clear).isEqualTo(true);
    }

    @Test
    void sharesInTheTableForProgramsAreNumbers() throws IOException {
        String csv = saved(open("whole.html"), "Filters as CSV");
        String[] header = csv.lines().findFirst().orElseThrow().split(",", -1);
        int column = List.of(header).indexOf("share of horse");
        assertThat(csv.lines().skip(1).map(line -> line.split(",", -1)[column]))
                .allMatch(cell -> cell.matches("0|0?\\.?\\d+(\\.\\d+)?(e-\\d+)?"));
    }

    @Test
    void aClassThatNobodyAskedForIsExplained() {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        ObjectNode edge = chain.withArray("edges").addObject();
        edge.put("from", "input").put("to", "logit:cat").put("class", "cat").put("weight", 1);
        ((ObjectNode) chain.at("/region/images/1")).put("predicted", "cat");
        List<PageImage> images = new ArrayList<>();
        for (int i = 0; i < SIZE.images(); i++) {
            images.add(SampleDocument.plainImage("a/" + i + ".png", "automobile", null));
        }
        SampleDocument.of(chain).images(images).build().write(folder.resolve("other.html"));
        Page page = open("other.html");
        assertThat(page.locator(".chains").nth(2))
                .containsText("Not one of the region’s classes: the network takes a/1.png (automobile) for it.");
    }

    @Test
    void fiveStepsLeadThroughTheChain() {
        Page page = open("whole.html");
        page.locator(".begin").click();
        Locator title = page.locator(".tour h2");
        assertThat(title).hasText("1 of 5 The images");
        assertThat(page.locator(".tour .next")).isFocused();
        assertThat(page.locator(".tour .back")).isDisabled();
        page.keyboard().press("Enter");
        assertThat(title).hasText("2 of 5 What is kept");
        page.keyboard().press("Enter");
        assertThat(title).hasText("3 of 5 Each class’s way");
        assertThat(page.locator("#class")).hasValue("automobile");
        assertThat(page.locator(".tour .story")).hasCount(2);
        page.keyboard().press("Enter");
        assertThat(title).hasText("4 of 5 Remove one");
        assertThat(page.locator(".node.off")).hasCount(1);
        assertThat(page.locator(".tour")).containsText("Without it all 3 images of automobile are taken for horse.");
        page.locator(".tour .next").click();
        assertThat(title).hasText("5 of 5 Where it breaks");
        assertThat(page.locator(".node.off")).hasCount(0);
        assertThat(page.locator(".tour li").first()).containsText("On unseen images: not known");
        page.locator(".tour .next").click();
        assertThat(page.locator(".tour")).isHidden();
    }

    /** The filter that the steps remove stands far along the graph, and turns images of the second class. */
    @Test
    void theStepsShowTheRemovedFilterOnAnImageThatTurns() {
        ReportDocument document = SampleDocument.whole(SIZE, CLASSES);
        ChainRecord.Layer last = document.chain().layers().stream()
                .filter(layer -> !layer.filters().isEmpty())
                .reduce((one, next) -> next)
                .orElseThrow();
        String name = last.name() + "." + last.filters().get(0).index();
        Removal turns = new Removal(name, List.of(new Removal.ClassOutcome("horse", 3, Map.of("automobile", 3))));
        document.with().removals(List.of(turns)).build().write(folder.resolve("turns.html"));

        Page page = open("turns.html", 1000, 800);
        page.locator(".begin").click();
        for (int step = 1; step < 4; step++) {
            page.locator(".tour .next").click();
        }
        assertThat(page.locator(".tour h2")).hasText("4 of 5 Remove one");
        assertThat(page.locator(".mini[aria-pressed=true]")).hasAttribute("aria-label", Pattern.compile(".*horse.*"));
        page.waitForCondition(() -> (Boolean) page.evaluate("""
                (name) => {
                  const disc = document.querySelector(`.node[data-name="${name}"]`).getBoundingClientRect();
                  const frame = document.querySelector('.viewport').getBoundingClientRect();
                  const tour = document.querySelector('.tour').getBoundingClientRect();
                  return disc.left >= frame.left && disc.right <= frame.right && disc.bottom < tour.top;
                }""", name));
    }

    @Test
    void theFiveStepsPrintAsSlides() {
        Page page = open("whole.html");
        // A dialogue that stays open: what is to be printed stays, too.
        page.evaluate("void (window.print = () => { window.printed = document.querySelectorAll('#print .slide').length;"
                + " return new Promise(() => {}); })");
        page.locator(".menu > summary").click();
        page.locator(".menu button").getByText("Print five slides").click();
        page.waitForCondition(() -> (Boolean) page.evaluate("window.printed === 5"));
        assertThat(page.locator("#print .slide h2"))
                .hasText(new String[] {"The images", "What is kept", "Each class’s way", "Remove one", "Where it breaks"
                });
        assertThat(page.locator("#print .slide .plate svg")).hasCount(3);
        assertThat(page.locator("#print .slide .answers img").first()).hasCount(1);
        // Three automobiles of three become horses: their dots have the horses' colour.
        assertThat(page.locator("#print .slide .dots dt")).hasText(new String[] {"automobile", "horse"});
        assertThat(
                        (Integer)
                                page.evaluate(
                                        "new Set([...document.querySelectorAll('#print .dots i')].map((dot) => dot.style.cssText)).size"))
                .isEqualTo(1);
        String pdf =
                new String(page.pdf(new Page.PdfOptions().setPreferCSSPageSize(true)), StandardCharsets.ISO_8859_1);
        // 338.7 by 190.5 mm in points, as a screen's slides are.
        assertThat(Pattern.compile("/MediaBox ?\\[0 0 960(\\.\\d+)? 540(\\.\\d+)?\\]")
                        .matcher(pdf)
                        .results()
                        .count())
                .isEqualTo(5);
    }
}
