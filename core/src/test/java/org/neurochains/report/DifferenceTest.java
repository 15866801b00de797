package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What tells two classes apart, on a document whose differences are worked out by hand. */
@Tag("slow")
class DifferenceTest extends PageFixture {
    private List<String> stem = List.of();

    @BeforeAll
    void document() {
        ObjectNode chain = SampleDocument.chain(SIZE, CLASSES);
        ObjectNode layer = (ObjectNode) chain.get("layers").get(0);
        stem = Stream.of(0, 1, 2)
                .map(i -> "stem." + layer.get("filters").get(i).get("index").asInt())
                .toList();
        ArrayNode edges = chain.putArray("edges");
        edge(edges, "input", stem.get(0), "automobile", 3);
        edge(edges, "input", stem.get(0), "horse", 1);
        edge(edges, "input", stem.get(1), "automobile", 1);
        edge(edges, "input", stem.get(1), "horse", 5);
        List<FilterEvidence> filters = List.of(
                FilterEvidence.of(stem.get(0), java.util.Map.of("automobile", .3, "horse", .2)),
                FilterEvidence.of(stem.get(1), java.util.Map.of("automobile", .1, "horse", .5)),
                FilterEvidence.of(stem.get(2), java.util.Map.of("automobile", .2, "horse", .2)));
        SampleDocument.of(chain).filters(filters).build().write(folder.resolve("difference.html"));
    }

    private static void edge(ArrayNode edges, String from, String to, String label, double weight) {
        edges.addObject().put("from", from).put("to", to).put("class", label).put("weight", weight);
    }

    private static String style(Page page, String name, String property) {
        return node(page, name)
                .evaluate("(node, property) => node.style.getPropertyValue(property)", property)
                .toString();
    }

    @Test
    void twoClassesAreComparedBesideTheClassChoice() {
        Page page = open("difference.html");
        assertThat(page.locator("#less")).isHidden();
        page.locator("#class").selectOption("automobile");
        assertThat(page.locator("#less option")).hasText(new String[] {"no other", "horse"});
        page.locator("#less").selectOption("horse");
        assertThat(page.locator(".difference-words"))
                .hasText("Stronger for automobile: " + stem.get(0) + ". Stronger for horse: " + stem.get(1) + ".");
        assertThat(page.locator(".difference-words")).hasAttribute("role", "status");
        assertThat(page).hasURL(Pattern.compile(".*less=horse.*"));
        page.keyboard().press("Escape");
        assertThat(page.locator(".difference-words")).hasText(""); // a live region stays, for readers who listen
    }

    /** The shares differ by 0.1, -0.4 and 0, the edges by 2 and -4. */
    @Test
    void coloursRingsAndLabelsAreTheDifference() {
        Page page = open("difference.html#class=automobile&less=horse");
        assertThat(Double.parseDouble(style(page, stem.get(0), "--part"))).isCloseTo(.25, offset(1e-3));
        assertThat(Double.parseDouble(style(page, stem.get(1), "--part"))).isEqualTo(1);
        assertThat(style(page, stem.get(0), "--serves")).isNotEqualTo(style(page, stem.get(1), "--serves"));
        assertThat(node(page, stem.get(0))).hasAttribute("aria-label", Pattern.compile(".*stronger for automobile"));
        assertThat(node(page, stem.get(1))).hasAttribute("aria-label", Pattern.compile(".*stronger for horse"));
        assertThat(node(page, stem.get(2))).not().hasAttribute("aria-label", Pattern.compile(".*stronger for.*"));
        assertThat(page.locator(".node.logit[aria-pressed=true]")).hasCount(1);
        page.locator("#less").selectOption("");
        assertThat(node(page, stem.get(0))).not().hasAttribute("aria-label", Pattern.compile(".*stronger for.*"));
    }

    @Test
    void thePanelListsBothSides() {
        Page page = open("difference.html#class=automobile&less=horse");
        Locator card = page.locator(".inspector .difference");
        assertThat(card.locator("h3")).hasText("automobile against horse");
        assertThat(card.locator(".keys li")).hasCount(4);
        assertThat(card.locator("ol").nth(0).locator("li"))
                .hasText(new String[] {stem.get(0) + "10.0 %", "input → " + stem.get(0) + "2.000"});
        assertThat(card.locator("ol").nth(1).locator("li"))
                .hasText(new String[] {stem.get(1) + "40.0 %", "input → " + stem.get(1) + "4.000"});
        card.locator("ol button").first().click();
        assertThat(page.locator(".inspector")).containsText("Strongest inputs for automobile against horse");
    }

    @Test
    void theSavedPictureHasTheTwoColours() throws IOException {
        Page page = open("difference.html#class=automobile&less=horse");
        assertThat(saved(page, "Graph as SVG"))
                .contains("stroke=\"#6d4aa0\"")
                .contains("stroke=\"#b02a6b\"")
                .doesNotContain("stroke=\"#2f7466\"");
    }
}
