package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.SelectOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever was done in whatever order, the page shows what the link to it shows in a page opened anew. */
@Tag("slow")
class RandomWalkTest extends PageFixture {
    private static final int STEPS = 60;
    private static final int BETWEEN_LINKS = 8;

    /** What the reader sees, without what a run took: texts, values, what is pressed, where each filter stands. */
    private static final String SEEN = """
            () => {
              const each = (selector, read) => [...document.querySelectorAll(selector)].map(read).join(' | ');
              const text = (element) => element.innerText.replace(/ ?\\(\\d+ ms\\)/, '').replace(/\\s+/g, ' ').trim();
              const parts = ['.controls', '.family', '.touch', '.inspector', '#chains', '#images', '.tour', '.furniture'];
              return [
                ...parts.map((part) => part + ': ' + each(part + ':not([hidden])', text)),
                'values: ' + each('#app input:not([type=file]), #app select', (input) =>
                    input.type === 'checkbox' ? input.checked : input.value),
                'pressed: ' + each('#app [aria-pressed]:not([hidden])', (button) => button.getAttribute('aria-pressed')),
                'nodes: ' + [...document.querySelectorAll('.node:not([hidden])')].map((node) => [
                  node.dataset.name, [...node.classList].sort().join(' '), node.style.cssText, node.ariaLabel]).sort().join(' | '),
                'looks: ' + document.documentElement.dataset.theme + document.querySelector('#graph').className,
              ].join('\\n');
            }""";

    /** Waits until nothing on the page has changed for a while. */
    private static final String REST = """
            async () => {
              let before = '';
              for (let same = 0; same < 4; ) {
                await new Promise((done) => setTimeout(done, 60));
                const now = document.querySelector('#app').innerText + location.hash;
                same = now === before ? same + 1 : 0;
                before = now;
              }
            }""";

    /** Whether a pointer reaches the middle of an element that is scrolled to the middle of the window. */
    private static final String UNCOVERED = """
            (element) => {
              element.scrollIntoView({block: 'center'});
              const {left, top, width, height} = element.getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2) === element;
            }""";

    private final Random random = new Random(5);
    private final List<String> done = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1280, 900", "400, 800"})
    void theLinkShowsWhatTheWalkCameTo(int width, int height) {
        Page page = open("whole.html", width, height);
        Page linked = open("whole.html", width, height);
        List<Consumer<Page>> steps = steps();
        for (int i = 1; i <= STEPS; i++) {
            page.bringToFront();
            steps.get(random.nextInt(steps.size())).accept(page);
            if (i % BETWEEN_LINKS == 0) {
                compare(page, linked);
            }
        }
    }

    private void compare(Page page, Page linked) {
        page.mouse().move(1, 1);
        page.evaluate("document.activeElement?.blur()");
        page.waitForTimeout(600); // the card of a filter that the pointer left stays as long
        String seen = seen(page);
        linked.navigate("about:blank");
        linked.bringToFront();
        linked.navigate(folder.toUri() + "whole.html" + address(page));
        linked.locator("html[data-ready]").waitFor();
        assertThat(linked.locator(".odds tbody tr")).not().hasCount(0);
        assertThat(seen(linked)).as("after %s", done).isEqualTo(seen);
    }

    private static String seen(Page page) {
        page.evaluate(REST);
        return (String) page.evaluate(SEEN);
    }

    private List<Consumer<Page>> steps() {
        List<Consumer<Page>> steps = new ArrayList<>();
        List.of(
                        ".film button",
                        "#images .thumb",
                        "#chains .switch",
                        "#chains .light",
                        "#chains h3 button",
                        "#chains .link",
                        ".inspector .switch",
                        ".inspector .pin",
                        ".inspector .links button",
                        ".changes li button",
                        ".undo",
                        ".reset",
                        ".tools button",
                        ".row .label",
                        ".more",
                        ".begin",
                        ".tour:not([hidden]) .steps button:not([disabled])",
                        "#clicks")
                .forEach(button -> steps.add(page -> click(page, button)));
        List.of("#class", "#less", "#theme").forEach(choice -> steps.add(page -> choose(page, choice)));
        List.of("#least", "#edge").forEach(slider -> steps.add(page -> slide(page, slider)));
        List.of("x", "Shift+X", "Enter", "Escape").forEach(key -> steps.add(page -> press(page, key)));
        steps.add(this::dragScore);
        steps.add(this::cover);
        steps.add(page -> press(page, "x"));
        return steps;
    }

    /** Does something with one of what a selector finds on the page, if there is any. */
    private void withOne(Page page, String selector, Consumer<Locator> action) {
        Locator all = page.locator(selector + ":visible");
        if (all.count() > 0) {
            int one = random.nextInt(all.count());
            done.add(selector + " " + one);
            action.accept(all.nth(one));
        }
    }

    private void click(Page page, String selector) {
        withOne(page, selector, one -> one.evaluate("button => button.click()"));
    }

    private void press(Page page, String key) {
        withOne(page, ".node.filter", one -> {
            done.add(key);
            one.evaluate("node => node.focus({ preventScroll: true })");
            page.keyboard().press(key);
        });
    }

    private void choose(Page page, String selector) {
        withOne(
                page,
                selector,
                one -> one.selectOption(new SelectOption()
                        .setIndex(random.nextInt(one.locator("option").count()))));
    }

    private void slide(Page page, String selector) {
        withOne(page, selector, one -> one.fill(String.valueOf(random.nextInt(3) * 25)));
    }

    /** Drags with the mouse, where the panel of the five steps does not lie over it, and looks whether it arrives. */
    private void dragScore(Page page) {
        withOne(page, ".inspector [data-act=score]", slider -> {
            if (!(Boolean) slider.evaluate(UNCOVERED)) {
                return;
            }
            double to = 0.15 + 0.7 * random.nextDouble();
            String label = slider.getAttribute("aria-label");
            drag(page, slider, 0.5, 0.5, to, 0.5);
            Locator after = page.locator("[data-act=score][aria-label='" + label + "']");
            double most = Double.parseDouble(after.getAttribute("max"));
            assertThat(Double.parseDouble(after.inputValue()) / most / 2 + 0.5)
                    .as("%s dragged to %s after %s", label, to, done)
                    .isBetween(to - 0.12, to + 0.12);
        });
    }

    private void cover(Page page) {
        withOne(
                page,
                ".cover-picture",
                picture -> drag(page, picture, 0.1, 0.1, 0.2 + 0.7 * random.nextDouble(), random.nextDouble()));
    }

    private static void drag(Page page, Locator what, double x, double y, double toX, double toY) {
        what.scrollIntoViewIfNeeded();
        BoundingBox box = what.boundingBox();
        page.mouse().move(box.x + x * box.width, box.y + y * box.height);
        page.mouse().down();
        for (int i = 1; i <= 4; i++) {
            page.mouse()
                    .move(box.x + (x + (toX - x) * i / 4) * box.width, box.y + (y + (toY - y) * i / 4) * box.height);
            page.waitForTimeout(30);
        }
        page.mouse().up();
        page.mouse().move(1, 1);
    }
}
