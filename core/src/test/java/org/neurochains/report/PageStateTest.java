package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What leaves the page: its address, files, a copy, paper. */
@Tag("slow")
class PageStateTest extends PageFixture {
    @Test
    void aLinkOpensTheSameView() {
        Page page = open("whole.html");
        String name = drawn(page).get(6);
        node(page, name).click();
        page.locator("#class").selectOption("horse");
        page.locator("#least").fill("30");
        page.locator(".thumb").nth(2).click();
        page.locator("#theme").selectOption("dark");
        page.locator(".row button.label").first().click();
        page.locator("[aria-label='Zoom in']").click();
        assertThat(page).hasURL(Pattern.compile(".*view=.*"));
        String look = "document.querySelector('.stage').style.transform";
        Page again = open("whole.html" + address(page));
        assertThat(node(again, name)).hasClass(Pattern.compile("\\bpinned\\b"));
        assertThat(again.locator("#class")).hasValue("horse");
        assertThat(again.locator("output[for=least]"))
                .hasText(page.locator("output[for=least]").innerText());
        assertThat(again.locator(".thumb").nth(2)).hasAttribute("aria-pressed", "true");
        assertThat(again.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(again.locator(".row.closed")).hasCount(1);
        assertThat(scale(again.evaluate(look))).isEqualTo(scale(page.evaluate(look)));
    }

    private static String scale(Object transform) {
        return transform.toString().replaceAll(".*scale\\(([\\d.]{4}).*", "$1");
    }

    @Test
    void theGraphIsSavedAsVectors() throws IOException {
        Page page = open("whole.html");
        page.locator("#least").fill("40");
        assertThat(page.locator("output[for=least]")).not().hasText("30 of 30");
        String svg = saved(page, "Graph as SVG");
        assertThat(svg)
                .startsWith("<svg")
                .contains("viewBox")
                .contains("L1B1C1")
                .contains("bypassed");
        assertThat(svg.split("<title>[^<]*, score ", -1)).hasSize(drawn(page).size() + 1);
        assertThat(svg).doesNotContain("href=\"http");
    }

    @Test
    void theGraphIsSavedAsPixels() throws IOException {
        Page page = open("whole.html");
        BufferedImage image = Objects.requireNonNull(
                ImageIO.read(savedFile(page, "Graph as PNG").toFile()));
        assertThat(image.getWidth()).isGreaterThan(1000);
        long colours = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()).length;
        assertThat(java.util.Arrays.stream(
                                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                        .distinct()
                        .count())
                .isBetween(200L, colours);
    }

    @Test
    void theDataAreSavedWithTheNotes() throws IOException {
        Page page = open("whole.html");
        String name = drawn(page).get(0);
        node(page, name).click();
        page.mouse().move(5, 5);
        page.locator(".note textarea").fill("wheels, \"I think\"");
        JsonNode json = new JsonMapper().readTree(saved(page, "Data as JSON"));
        assertThat(json.path("schema").asString()).isEqualTo(ReportDocument.SCHEMA);
        assertThat(json.path("chain").path("result").path("filters").asInt()).isEqualTo(30);
        assertThat(json.path("notes").path(name).asString()).isEqualTo("wheels, \"I think\"");
        String csv = saved(page, "Filters as CSV");
        assertThat(csv.lines()).hasSize(31);
        assertThat(csv)
                .contains("share of horse")
                .contains("\"wheels, \"\"I think\"\"\"")
                .contains(name);
    }

    @Test
    void namesOfTheReadersOwnShowEverywhereAndAreInTheLink() throws IOException {
        Page page = open("whole.html");
        String name = page.locator("#chains li .link").first().getAttribute("title");
        node(page, name).click();
        page.mouse().move(5, 5);
        page.locator(".called input[type=text]").fill("round = wheel");
        page.keyboard().press("Tab");
        assertThat(page.locator(".inspector h3")).hasText("round   wheel? (" + name + ")");
        page.locator(".called input[type=checkbox]").uncheck();
        String called = "round   wheel (" + name + ")";
        assertThat(page.locator(".inspector h3")).hasText(called);
        assertThat(node(page, name)).hasAttribute("aria-label", Pattern.compile("Filter round +wheel \\(.*"));
        assertThat(node(page, name).locator(".given")).hasText(Pattern.compile("round.*"));
        assertThat(page.locator("#chains li .link").first()).hasText(called);
        assertThat(page.locator("#chains .story .in-text").first()).hasText(Pattern.compile("round.*"));
        JsonNode saved = new JsonMapper().readTree(saved(page, "Your names as JSON"));
        assertThat(saved.at("/names/0/filter").asString()).isEqualTo(name);
        assertThat(saved.at("/names/0/guess").asBoolean(true)).isFalse();
        Page again = open("whole.html" + address(page));
        again.locator("#find").fill("wheel");
        assertThat(again.locator("output[for=find]")).hasText("1 found");
        again.locator(".called input[type=text]").fill("");
        again.keyboard().press("Tab");
        assertThat(again.locator(".inspector h3")).hasText(name);
    }

    @Test
    void namesOfTheChainAreShownAndSavedOnesLoaded() throws IOException {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        String one = "stem." + chain.at("/layers/0/filters/0/index").asInt();
        String other = "stem." + chain.at("/layers/0/filters/1/index").asInt();
        chain.putArray("names")
                .addObject()
                .put("filter", one)
                .put("name", "<b>red</b> edge")
                .put("guess", true);
        SampleDocument.of(chain).build().write(folder.resolve("named.html"));
        Page page = open("named.html");
        assertThat(node(page, one).locator(".given")).hasText("<b>red</b> edge?");
        Path names = folder.resolve("names.json");
        Files.writeString(
                names,
                "{\"schema\":\"neurochains/names/1\",\"names\":[{\"filter\":\"" + other
                        + "\",\"name\":\"a=b?\",\"guess\":false},{\"filter\":\"L9.1\",\"name\":\"x\"}]}");
        load(page, names);
        assertThat(page.locator(".said")).hasText("1 of 2 names are of this chain’s filters.");
        assertThat(node(page, other).locator(".given")).hasText("a b");
        assertThat(new JsonMapper()
                        .readTree(saved(page, "Your names as JSON"))
                        .path("names")
                        .size())
                .isEqualTo(2);
        node(page, one).click();
        page.mouse().move(5, 5);
        page.locator(".called input[type=text]").fill("");
        page.keyboard().press("Tab");
        assertThat(page.locator(".inspector h3")).hasText(one);
        JsonNode without =
                new JsonMapper().readTree(saved(page, "Your names as JSON")).path("names");
        assertThat(without.findValuesAsString("filter")).containsExactlyInAnyOrder(one, other);
        assertThat(without.findValuesAsString("name")).containsExactlyInAnyOrder("", "a b");
        Page again = open("named.html" + address(page));
        assertThat(node(again, one).locator(".given")).hasText("");
        for (String text : List.of("[]", "{\"schema\":\"neurochains/names/1\",\"names\":[null]}", "<html>")) {
            Files.writeString(names, text);
            load(page, names);
            assertThat(page.locator(".said")).containsText("This is not a file of names");
        }
    }

    private static void load(Page page, Path names) {
        page.locator(".menu > summary").click();
        page.waitForFileChooser(() ->
                        page.locator(".menu button").getByText("Load names").click())
                .setFiles(names);
    }

    @Test
    void aSavedCopyHoldsTheNotesAndStillRuns() throws IOException {
        Page page = open("whole.html");
        String name = drawn(page).get(4);
        node(page, name).click();
        String note = "</script><script>alert(1)</script> räder 轮 🚗";
        page.mouse().move(5, 5);
        page.locator(".note textarea").fill(note);
        Path copy = folder.resolve("copy.html");
        Files.copy(savedFile(page, "Copy with notes"), copy);
        Page again = open("copy.html");
        assertThat(node(again, name)).hasClass(Pattern.compile("\\bpinned\\b"));
        assertThat(again.locator(".note textarea")).hasValue(note);
        assertThat(drawn(again)).isEqualTo(drawn(page));
        assertThat(Files.size(copy)).isLessThan(Files.size(folder.resolve("whole.html")) + 4000);
    }

    @Test
    void theKeyboardReachesEverything() {
        Page page = open("whole.html");
        page.locator("#wide").focus();
        page.keyboard().press("Tab");
        Locator focused = page.locator(".node:focus");
        while (focused.count() == 0) {
            page.keyboard().press("Tab");
        }
        String first = Objects.requireNonNull(focused.getAttribute("data-name"));
        assertThat(page.locator(".inspector h3")).hasText(first);
        page.keyboard().press("ArrowRight");
        assertThat(focused).not().hasAttribute("data-name", first);
        String second = Objects.requireNonNull(focused.getAttribute("data-name"));
        page.keyboard().press("ArrowLeft");
        assertThat(focused).hasCount(1);
        node(page, second).focus();
        page.keyboard().press("Enter");
        assertThat(node(page, second)).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".node[tabindex='0']")).hasCount(1);
        String look = Objects.requireNonNull(page.locator(".stage").getAttribute("style"));
        page.keyboard().press("+");
        assertThat(page.locator(".stage")).not().hasAttribute("style", look);
        for (int i = 0; i < 12 && page.locator(".inspector:focus").count() == 0; i++) {
            page.keyboard().press("Tab");
        }
        assertThat(page.locator(".inspector")).isFocused();
    }

    @Test
    void printsAsACaseStudy() {
        Page page = open("whole.html");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator("#app")).isHidden();
        Locator study = page.locator("#print");
        assertThat(study.locator("h1")).hasText("automobile and horse");
        assertThat(study.locator("h2")).hasText(new String[] {
            "The region", "What the networks look at", "Inference chains", "What the filters answer to", "Layers"
        });
        assertThat(study.locator(".plate svg")).isVisible();
        assertThat(study.locator(".look")).hasCount(2);
        assertThat(study.locator(".gallery img")).hasCount(30);
        byte[] pdf = page.pdf();
        assertThat(pdf.length).isGreaterThan(30_000);
    }

    @Test
    void theMenuPrints() {
        Page page = open("whole.html");
        page.evaluate("window.print = () => { window.printed = document.querySelectorAll('#print img').length; }");
        page.locator(".menu > summary").click();
        page.locator(".menu button").getByText("Print case study").click();
        page.waitForCondition(() -> (Boolean) page.evaluate("window.printed >= 30"));
    }

    @Test
    void printsTheFirstFormToo() {
        Page page = open("first.html");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator("#print h2")).hasText(new String[] {"Inference chains", "Layers"});
    }

    @Test
    void hostileNamesAreShownAndNotRun() {
        String script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        String quotes = "\"'`&amp;</style>";
        String rtl = "\u202Eסוס 🐎 עברית";
        String longName = "x".repeat(200);
        List<String> classes = List.of(script, quotes, rtl, longName);
        SampleDocument.whole(new SampleDocument.Size(2, 12, 80, 8), classes).write(folder.resolve("hostile.html"));
        Page page = open("hostile.html");
        assertThat(page.locator("#class option"))
                .hasText(
                        new String[] {"all classes", script.substring(0, 39) + "…", quotes, rtl, "x".repeat(39) + "…"});
        assertThat(page.locator(".chains h3 button").first()).hasAttribute("title", script);
        assertThat(page.locator("img[src=x]")).hasCount(0);
        assertThat(page.locator("h1")).hasText(Pattern.compile(".* and x+…", Pattern.DOTALL));
        page.locator("#class").selectOption(script);
        node(page, drawn(page).get(0)).click();
        page.locator(".thumb").first().click();
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isEqualTo(1280);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator("#print .look h3").first()).hasText(script);
    }
}
