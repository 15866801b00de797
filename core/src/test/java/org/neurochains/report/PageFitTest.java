package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The graph in its frame: it fits after every change of size, folds to something, and its maps stand under its layers.
 */
@Tag("slow")
class PageFitTest extends PageFixture {
    /** How much of the frame's width or height the graph fills, whichever is more. */
    private static double filled(Page page) {
        return ((Number) page.evaluate("""
                () => {
                  const frame = document.querySelector('.viewport').getBoundingClientRect();
                  const graph = document.querySelector('.stage').getBoundingClientRect();
                  return graph.left >= frame.left - 1 && graph.right <= frame.right + 1 && graph.top >= frame.top - 1 && graph.bottom <= frame.bottom + 1
                      ? Math.max(graph.width / frame.width, graph.height / frame.height) : -1;
                }""")).doubleValue();
    }

    @Test
    void theGraphFitsAfterEnlargingAndResizing() {
        Page page = open("whole.html");
        page.waitForCondition(() -> Math.abs(filled(page) - 1) < 0.02);
        page.locator("#wide").click();
        page.waitForCondition(() -> Math.abs(filled(page) - 1) < 0.02);
        page.setViewportSize(900, 1000);
        page.waitForCondition(() -> Math.abs(filled(page) - 1) < 0.02);
        page.keyboard().press("Escape");
        page.setViewportSize(1400, 800);
        page.waitForCondition(() -> Math.abs(filled(page) - 1) < 0.02);
    }

    @Test
    void thePointerReachesThePanelOfTheFilterItLeft() {
        Page page = open("whole.html");
        String name = drawn(page).get(3);
        node(page, name).hover();
        Locator last = page.locator(".inspector textarea");
        last.scrollIntoViewIfNeeded();
        last.hover();
        page.waitForTimeout(900);
        assertThat(page.locator(".inspector h3")).hasText(name);
        page.mouse().move(5, 5);
        assertThat(page.locator(".inspector h3")).hasText("How to read it");
    }

    @Test
    void filtersThatTheSliderHidesStayKept() {
        Page page = open("whole.html");
        int before = page.locator(".row.empty").count();
        page.locator("#score").fill("100");
        assertThat(page.locator(".row.empty")).not().hasCount(before);
        assertThat(page.locator(".row.empty")
                        .getByText(Pattern.compile("\\d+ hidden"))
                        .first())
                .isVisible();
        assertThat(page.locator(".row.empty .label").first())
                .hasAttribute("title", Pattern.compile(".* kept, \\d+ hidden by the score slider.*"));
    }

    @Test
    void searchingAndChoosingAClassMoveNothing() {
        Page page = open("whole.html", new Browser.NewContextOptions().setViewportSize(1400, 900));
        double top = page.locator(".bench").boundingBox().y;
        double bar = page.locator(".controls").boundingBox().height;
        assertThat(bar).isLessThan(60);
        page.keyboard().press("/");
        page.keyboard().type("L1B1");
        assertThat(page.locator("output[for=find]")).containsText("found");
        assertThat(page.locator(".bench").boundingBox().y).isCloseTo(top, offset(0.5));
        assertThat(page.locator(".controls").boundingBox().height).isCloseTo(bar, offset(0.5));
        page.locator("#class").selectOption("automobile");
        assertThat(page.locator("#less")).isVisible();
        assertThat(page.locator(".controls").boundingBox().height).isCloseTo(bar, offset(0.5));
    }

    @Test
    void foldedLayersAreStacksThatUnfold() {
        Page page = open("whole.html");
        page.locator("#fold").click();
        Locator stacks = page.locator(".row.closed .stack");
        int sum = stacks.allInnerTexts().stream().mapToInt(Integer::parseInt).sum();
        assertThat(sum).isEqualTo(30);
        int count = stacks.count();
        stacks.first().click();
        assertThat(stacks).hasCount(count - 1);
        assertThat(drawn(page)).isNotEmpty();
    }

    @Test
    void plotsHaveNoWhiteFramesInTheDark() {
        Page page = open("whole.html#theme=dark");
        String filter = (String) page.locator(".plot").first().evaluate("(plot) => getComputedStyle(plot).filter");
        assertThat(filter).contains("invert");
    }

    @Test
    void theChosenImagesMapsStandUnderTheirLayers() {
        Page page = open("whole.html");
        Locator cell = page.locator(".map-cell").first();
        assertThat(cell).hasAttribute("title", "SMOE Scale of stem");
        assertThat(cell.locator("canvas")).hasCount(2);
        double middle = cell.boundingBox().x + cell.boundingBox().width / 2;
        Locator label = page.locator(".row.open .label").first();
        double column = label.boundingBox().x + label.boundingBox().width / 2;
        assertThat(middle).isCloseTo(column, offset(3.0));
        assertThat(page.locator(".map-cell[title^='All layers']")).hasCount(1);
    }
}
