package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading the page: every interaction in a real browser. */
@Tag("slow")
class PageTest extends PageFixture {
    private static final Pattern CHOSEN = Pattern.compile("\\bchosen\\b");
    private static final Pattern PINNED = Pattern.compile("\\bpinned\\b");

    private static Locator inspector(Page page) {
        return page.locator(".inspector");
    }

    @Test
    void saysWhatWasFoundInNumbers() {
        Page page = open("first.html");
        assertThat(page).hasTitle("automobile and horse · NeuroChains");
        assertThat(page.locator("h1")).hasText("automobile and horse");
        assertThat(page.locator(".summary .lead")).containsText("of 688 filters");
        assertThat(page.locator(".summary .trust")).containsText("0.019");
        assertThat(page.locator("#layers tbody tr")).hasCount(19);
        assertThat(drawn(page)).hasSize(30);
    }

    @Test
    void showsBypassedLayersAsBypassed() {
        Page page = open("first.html");
        assertThat(page.locator(".row.bypassed")).hasCount(3);
        assertThat(page.locator(".row.bypassed").first()).containsText("L1B2");
        assertThat(page.locator(".row.bypassed").first()).containsText("bypassed");
        assertThat(page.locator("#layers tbody tr").nth(4)).containsText("bypassed");
    }

    @Test
    void withoutEffectsTheRingIsTheScoreAndTheColourTheClassServed() {
        Page page = open("whole.html");
        Object wrong = page.evaluate("""
                () => {
                  const filters = [...document.querySelectorAll('.node.filter')].map((node) => ({
                    score: Number(node.getAttribute('aria-label').match(/score ([−\\d.]+)/)[1].replace('−', '-')),
                    serves: node.getAttribute('aria-label').match(/serves (.*)$/)?.[1] ?? '',
                    part: Number(node.style.getPropertyValue('--part')), colour: node.style.getPropertyValue('--serves')}));
                  const most = Math.max(...filters.map((filter) => Math.abs(filter.score)));
                  const colours = new Map(filters.map((filter) => [filter.serves, filter.colour]));
                  return filters.filter((filter) => Math.abs(filter.part - Math.abs(filter.score) / most) > 0.002
                      || colours.get(filter.serves) !== filter.colour).length + 100 * (new Set(colours.values()).size !== colours.size);
                }""");
        assertThat(wrong).isEqualTo(0);
    }

    @Test
    void hoveringShowsAFilter() {
        Page page = open("whole.html");
        String name = drawn(page).get(3);
        node(page, name).hover();
        assertThat(inspector(page).locator("h3")).hasText(name);
        assertThat(inspector(page)).containsText(Pattern.compile("score .*rank \\d+ of 30"));
        assertThat(inspector(page).locator(".faces img")).hasCount(2);
        assertThat(inspector(page).locator(".tops figure")).hasCount(4);
        assertThat(inspector(page)).containsText("Where it fires on 0000.jpg");
        assertThat(inspector(page)).containsText("Fires as in the network: r = 0.93 over the region's images.");
        assertThat(inspector(page).locator(".pair canvas")).hasCount(2);
        assertThat(inspector(page)).containsText("Strongest inputs");
        assertThat(inspector(page)).containsText("Strongest outputs");
        assertThat(inspector(page).locator(".bars")).containsText("horse");
        page.mouse().move(5, 5);
        assertThat(inspector(page).locator("h3")).hasText("How to read it");
    }

    @Test
    void clickingPinsControlAddsEscapeClears() {
        Page page = open("whole.html");
        List<String> names = drawn(page);
        node(page, names.get(2)).click();
        assertThat(node(page, names.get(2))).hasClass(PINNED);
        node(page, names.get(5)).click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL)));
        assertThat(page.locator(".node.pinned")).hasCount(2);
        page.mouse().move(5, 5);
        assertThat(inspector(page).locator("h3")).hasText(new String[] {names.get(2), names.get(5)});
        node(page, names.get(7)).click();
        assertThat(page.locator(".node.pinned")).hasCount(1);
        page.keyboard().press("Escape");
        assertThat(page.locator(".node.pinned")).hasCount(0);
    }

    @Test
    void theStrongestNeighboursLeadOn() {
        Page page = open("whole.html");
        node(page, drawn(page).get(2)).click();
        page.mouse().move(5, 5);
        Locator link = inspector(page).locator(".links button").last();
        String name = link.getAttribute("title");
        link.click();
        assertThat(inspector(page).locator("h3")).hasText(name);
        assertThat(node(page, name)).isFocused();
    }

    @Test
    void theFeatureMapIsThatOfTheChosenImage() {
        Page page = open("whole.html");
        node(page, drawn(page).get(3)).click();
        page.mouse().move(5, 5);
        assertThat(inspector(page)).containsText("Where it fires on 0000.jpg");
        page.locator(".thumb").last().click();
        assertThat(inspector(page)).containsText("Where it fires on 0005.jpg");
    }

    @Test
    void pinsAreLetGoInThePanel() {
        Page page = open("whole.html");
        String name = drawn(page).get(2);
        node(page, name).focus();
        page.keyboard().press("Control+Enter");
        assertThat(node(page, name)).hasClass(PINNED);
        page.mouse().move(5, 5);
        inspector(page).locator(".pin").click();
        assertThat(page.locator(".node.pinned")).hasCount(0);
    }

    @Test
    void aClassLightsUpItsInferenceChainsInGraphAndWords() {
        Page page = open("whole.html");
        page.locator("#class").selectOption("horse");
        Locator words = page.locator(".chains").nth(1);
        assertThat(words.locator("h3 button")).hasAttribute("aria-pressed", "true");
        String first = words.locator("li p .link").first().innerText();
        assertThat(node(page, first)).hasClass(CHOSEN);
        int all = page.locator(".node.chosen").count();
        words.locator("button.light").first().click();
        int steps = words.locator("li").first().locator(".link").count();
        assertThat(page.locator(".node.chosen")).hasCount(steps + 2);
        org.assertj.core.api.Assertions.assertThat(all).isGreaterThan(steps + 2);
        assertThat(page.locator(".node.logit[aria-pressed=true]")).hasCount(1);
        node(page, "logit:horse").click();
        assertThat(page.locator(".node.chosen")).hasCount(0);
    }

    @Test
    void aWordOfAnInferenceChainLeadsToItsFilter() {
        Page page = open("whole.html");
        Locator word = page.locator("#chains .link").nth(4);
        String name = word.innerText();
        word.click();
        assertThat(node(page, name)).isFocused();
        assertThat(node(page, name)).hasClass(PINNED);
    }

    @Test
    void anImageShowsPredictionsAndMapsOfBothNetworks() {
        Page page = open("whole.html");
        page.locator(".thumb").nth(1).click();
        Locator panel = page.locator(".chosen-image");
        assertThat(panel.locator(".predictions h4")).hasText(new String[] {"Original network", "Chain"});
        assertThat(panel.locator(".predictions")).containsText("97.0 %");
        assertThat(panel.locator(".saliency h4"))
                .hasText(new String[] {"All layers together (SMOE)", "Score-CAM, by probability", "RAP"});
        assertThat(panel.locator(".saliency canvas")).hasCount(6);
        // Of 13 layers the chain bypasses six, of which it has no maps.
        assertThat(panel.locator(".smoe .maps")).hasCount(7);
        page.locator(".thumb").nth(1).click();
        assertThat(panel.locator("canvas")).hasCount(0);
    }

    /** In the sample half of a class's edges are there on an image. */
    @Test
    void anImageShowsItsOwnEdges() {
        Page page = open("whole.html");
        node(page, drawn(page).get(2)).click();
        Locator edges = page.locator("output[for=edge]");
        int all = Integer.parseInt(edges.innerText().replaceAll(".* of ", ""));
        page.locator(".mini").nth(1).click();
        assertThat(edges).not().hasText(Pattern.compile(".* of " + all));
        int own = Integer.parseInt(edges.innerText().replaceAll(".* of ", ""));
        assertThat(own).isBetween(1, all * 3 / 4);
        assertThat(inspector(page)).containsText("Strongest outputs on this image");
        page.locator("#class").selectOption("horse");
        assertThat(inspector(page)).not().containsText("on this image");
        page.locator("#class").selectOption("automobile");
        assertThat(edges).hasText(Pattern.compile(".* of " + own));
        page.locator(".mini").nth(1).click();
        assertThat(inspector(page)).containsText("for automobile");
    }

    @Test
    void aMisclassifiedImageIsMarkedAndItsFailureLocated() {
        Page page = open("whole.html");
        assertThat(page.locator(".thumb.wrong")).hasCount(1);
        assertThat(page.locator(".thumb.wrong")).containsText("≠ automobile");
        assertThat(page.locator("#failures")).containsText("Called automobile, is horse");
        assertThat(page.locator("#failures")).containsText("the wrong class outweighs the right one");
        assertThat(page.locator("#chains"))
                .containsText("Some images are misclassified. Filters that more than one class rests on");
    }

    @Test
    void theSliderLeavesTheFiltersAboveIt() {
        Page page = open("whole.html");
        page.locator("#least").fill("60");
        assertThat(page.locator("output[for=least]")).hasText(Pattern.compile("\\d+ of 30"));
        int left = drawn(page).size();
        assertThat(left).isBetween(1, 29);
        assertThat(page.locator("output[for=least]")).hasText(left + " of 30");
        page.locator("#least").fill("0");
        assertThat(page.locator("output[for=least]")).hasText("30 of 30");
    }

    @Test
    void theEdgeSliderLeavesTheEdgesAboveIt() {
        Page page = open("whole.html");
        String all = page.locator("output[for=edge]").innerText();
        page.locator("#edge").fill("80");
        assertThat(page.locator("output[for=edge]")).not().hasText(all);
        assertThat(page.locator("#edge"))
                .hasAttribute("aria-valuetext", Pattern.compile("at least 64 per cent.*edges left"));
    }

    @Test
    void searchMarksWhatItFindsAndEnterGoesThere() {
        Page page = open("whole.html");
        page.keyboard().press("/");
        page.keyboard().type("L1B1");
        long expected =
                drawn(page).stream().filter(name -> name.contains("L1B1")).count();
        assertThat(page.locator(".node.found")).hasCount((int) expected);
        assertThat(page.locator("output[for=find]")).hasText(expected + " found");
        List<String> found =
                drawn(page).stream().filter(name -> name.contains("L1B1")).toList();
        page.keyboard().press("Enter");
        assertThat(inspector(page).locator("h3")).hasText(found.get(0));
        assertThat(page.locator("#find")).isFocused();
        page.keyboard().press("Enter");
        assertThat(inspector(page).locator("h3")).hasText(found.get(1));
        page.keyboard().press("Shift+Enter");
        assertThat(inspector(page).locator("h3")).hasText(found.get(0));
        page.keyboard().press("Escape");
        assertThat(page.locator(".node.found")).hasCount(0);
    }

    @Test
    void aLayerFoldsAndUnfolds() {
        Page page = open("whole.html");
        Locator label = page.locator(".row button.label").first();
        label.click();
        assertThat(page.locator(".row.closed")).hasCount(1);
        assertThat(drawn(page)).noneMatch(name -> name.startsWith("stem."));
        page.locator(".row.closed button.label").click();
        assertThat(page.locator(".row.closed")).hasCount(0);
        page.locator("#fold").click();
        assertThat(page.locator(".node.filter:not([hidden])")).hasCount(0);
        page.locator("#fold").click();
        assertThat(page.locator(".node.filter:not([hidden])")).hasCount(30);
    }

    @Test
    void themesChangeThePage() {
        Page page = open("whole.html");
        String paper = "getComputedStyle(document.body).backgroundColor";
        Object light = page.evaluate(paper);
        page.locator("#theme").selectOption("dark");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        Object dark = page.evaluate(paper);
        assertThat(dark).isNotEqualTo(light);
        page.locator("#theme").selectOption("system");
        assertThat(page.evaluate(paper)).isEqualTo(light);
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.evaluate(paper)).isEqualTo(dark);
    }

    @Test
    void zoomsPansAndFits() {
        Page page = open("whole.html");
        Locator stage = page.locator(".stage");
        page.locator("#fit").click();
        String fitted = stage.getAttribute("style");
        page.locator("[aria-label='Zoom in']").click();
        assertThat(stage).not().hasAttribute("style", fitted);
        page.locator("#fit").click();
        assertThat(stage).hasAttribute("style", fitted);
        Locator viewport = page.locator(".viewport");
        double x = viewport.boundingBox().x + 30;
        double y = viewport.boundingBox().y + 200;
        page.mouse().move(x, y);
        page.mouse().down();
        page.mouse().move(x + 90, y - 40, new com.microsoft.playwright.Mouse.MoveOptions().setSteps(4));
        page.mouse().up();
        assertThat(stage).not().hasAttribute("style", fitted);
        page.locator("#fit").click();
        page.mouse().move(x, y);
        page.keyboard().down("Control");
        page.mouse().wheel(0, -200);
        page.keyboard().up("Control");
        assertThat(stage).not().hasAttribute("style", fitted);
    }

    @Test
    void theGraphRunsDownOrRightAndFillsTheWindow() {
        Page page = open("whole.html");
        assertThat(page.locator(".viewport")).not().hasClass(Pattern.compile("\\bdown\\b"));
        page.locator("#flow").click();
        assertThat(page.locator(".viewport")).hasClass(Pattern.compile("\\bdown\\b"));
        double before = page.locator(".viewport").boundingBox().height;
        page.locator("#wide").click();
        assertThat(page.locator(".viewport").boundingBox().height).isGreaterThan(before);
        page.keyboard().press("Escape");
        assertThat(page.locator("section.enlarged")).hasCount(0);
    }

    @Test
    void theCurveMarksTheChosenPoint() {
        Page page = open("first.html");
        assertThat(page.locator("#curve svg"))
                .hasAttribute("aria-label", Pattern.compile("the chosen one has 30 filters and KL 0.019"));
        assertThat(page.locator("#curve .chosen")).hasCount(1);
        page.locator("#curve summary").click();
        assertThat(page.locator("#curve tbody tr").first()).isVisible();
    }

    @Test
    void measuresAreShownAsPicturesWithTheirTables() {
        Page page = open("whole.html");
        assertThat(page.locator("#measures h3")).hasText("Fidelity");
        page.locator("#measures .plot").scrollIntoViewIfNeeded();
        assertThat(page.locator("#measures .plot")).hasJSProperty("naturalWidth", 320);
        page.locator("#measures summary").click();
        assertThat(page.locator("#measures tbody tr")).hasCount(2);
    }

    @Test
    void worksOnAPhone() {
        Page page = open("whole.html", 360, 740);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
        node(page, drawn(page).get(0)).click();
        assertThat(inspector(page).locator("h3")).isVisible();
        page.locator(".thumb").first().click();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    }
}
