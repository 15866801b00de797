package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import tools.jackson.databind.json.JsonMapper;

/** Changing the chain in the page: what the reader does, what becomes of the predictions, and how it is undone. */
@Tag("slow")
class LiveTest extends PageFixture {
    private static final Pattern OFF = Pattern.compile("\\boff\\b");

    @BeforeAll
    void without() {
        LiveChain absent = new LiveChain("Too large, in a sentence.", null, null, "", 0, "", List.of(), List.of());
        SampleDocument.of(SampleDocument.chain(SIZE, CLASSES))
                .live(absent)
                .build()
                .write(folder.resolve("absent.html"));
    }

    private static Page answered(Page page) {
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        return page;
    }

    /** The probabilities of the chain as it is now, of all classes shown. */
    private static String now(Page page) {
        return String.join(" ", page.locator(".odds td:nth-child(2)").allInnerTexts());
    }

    private static String found(Page page) {
        return String.join(" ", page.locator(".odds td:nth-child(3)").allInnerTexts());
    }

    /** A filter whose removal the bars show. */
    private static String telling(Page page) {
        String before = now(page);
        for (String name : drawn(page)) {
            node(page, name).focus();
            page.keyboard().press("x");
            assertThat(page.locator(".touch [role=status]")).containsText("1 change");
            boolean changed = !now(page).equals(before);
            page.locator(".undo").click();
            assertThat(page.locator(".touch [role=status]")).not().containsText("1 change");
            page.waitForCondition(() -> now(page).equals(before));
            if (changed) {
                return name;
            }
        }
        throw new AssertionError("no filter changes anything");
    }

    @Test
    void aFilterSwitchedOffMovesTheBarsAndUndoMovesThemBack() {
        Page page = answered(open("whole.html"));
        String name = telling(page);
        String before = now(page);
        assertThat(found(page)).isEqualTo(before);
        node(page, name).click();
        page.mouse().move(5, 5);
        page.locator(".inspector .switch").first().click();
        assertThat(page.locator(".changes li")).containsText(name + " off");
        assertThat(node(page, name)).hasClass(OFF);
        assertThat(node(page, name)).hasAttribute("aria-label", Pattern.compile(".*switched off"));
        assertThat(page.locator(".touch [role=status]")).containsText("1 change: the chain says");
        assertThat(now(page)).isNotEqualTo(before);
        assertThat(found(page)).isEqualTo(before);
        page.locator(".inspector .switch").first().click();
        assertThat(node(page, name)).not().hasClass(OFF);
        assertThat(page.locator(".changes li")).hasCount(0);
        page.waitForCondition(() -> now(page).equals(before));
    }

    @Test
    void clicksSwitchFiltersOffWhereTheReaderWantsThat() {
        Page page = answered(open("whole.html"));
        List<String> names = drawn(page);
        page.locator("#clicks").check();
        node(page, names.get(1)).click();
        node(page, names.get(2)).click();
        assertThat(page.locator(".node.off")).hasCount(2);
        assertThat(page.locator(".changes li")).hasCount(2);
        node(page, names.get(1)).click();
        assertThat(page.locator(".node.off")).hasCount(1);
        page.locator(".reset").click();
        assertThat(page.locator(".node.off")).hasCount(0);
    }

    @Test
    void aLayerIsSwitchedOffAndOneOfItsFiltersOnAgain() {
        Page page = answered(open("whole.html"));
        String name = drawn(page).get(0);
        long layer =
                drawn(page).stream().filter(other -> other.startsWith("stem.")).count();
        node(page, name).focus();
        page.keyboard().press("Shift+X");
        assertThat(page.locator(".node.off")).hasCount((int) layer);
        page.keyboard().press("x");
        assertThat(page.locator(".node.off")).hasCount((int) layer - 1);
        assertThat(node(page, name)).not().hasClass(OFF);
    }

    @Test
    void aPathIsRemovedAndPutBack() {
        Page page = answered(open("whole.html"));
        String before = now(page);
        Locator path = page.locator("#chains li").first();
        int filters = path.locator(".link").count();
        path.locator(".switch").click();
        assertThat(path.locator(".switch")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".changes li")).hasCount(filters);
        page.waitForCondition(() -> !now(page).equals(before));
        path.locator(".switch").click();
        assertThat(path.locator(".switch")).hasAttribute("aria-pressed", "false");
        assertThat(page.locator(".changes li")).hasCount(0);
        page.waitForCondition(() -> now(page).equals(before));
    }

    @Test
    void aScoreIsDragged() {
        Page page = answered(open("whole.html"));
        String name = telling(page);
        String before = now(page);
        node(page, name).click();
        page.mouse().move(5, 5);
        Locator slider = page.locator("[data-act=score]");
        slider.fill(slider.getAttribute("max"));
        slider.fill(slider.getAttribute("min"));
        assertThat(page.locator(".changes li")).hasCount(1);
        assertThat(page.locator(".changes li")).containsText(name + ": score −");
        page.waitForCondition(() -> !now(page).equals(before));
    }

    @Test
    void undoTakesBackTheLastStepWhateverItWas() {
        Page page = answered(open("whole.html"));
        Locator changes = page.locator(".changes li");
        Locator path = page.locator("#chains li").first();
        int filters = path.locator(".link").count();
        path.locator(".switch").click();
        assertThat(changes).hasCount(filters);
        page.locator(".undo").click();
        assertThat(changes).hasCount(0);
        assertThat(page.locator(".undo")).hasAttribute("aria-disabled", "true");
        String name = drawn(page).get(0);
        node(page, name).focus();
        page.keyboard().press("x");
        page.keyboard().press("x");
        assertThat(changes).hasCount(0);
        page.keyboard().press("Control+z");
        assertThat(changes).containsText(name + " off");
        page.locator(".reset").click();
        assertThat(changes).hasCount(0);
        page.keyboard().press("Control+z");
        assertThat(changes).hasCount(1);
    }

    @Test
    void aFilterOfTwoPathsIsListedOnce() {
        Page page = answered(open("whole.html"));
        for (Locator path : page.locator("#chains .switch").all()) {
            path.evaluate("button => button.click()");
        }
        List<String> changes = page.locator(".changes li").allInnerTexts();
        assertThat(changes).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void whatWasPressedByKeyboardKeepsTheFocus() {
        Page page = answered(open("whole.html"));
        node(page, drawn(page).get(3)).click();
        page.mouse().move(5, 5);
        for (String control : List.of(
                ".inspector .switch",
                ".touch .undo",
                "#chains .light",
                "#chains .switch",
                ".inspector [data-act=score]",
                ".tools #fold",
                "#clicks")) {
            Locator one = page.locator(control).first();
            one.focus();
            page.keyboard().press(control.contains("score") ? "ArrowLeft" : "Space");
            page.waitForTimeout(300);
            assertThat(one).isFocused();
        }
    }

    @Test
    void anAddressWithAnImageThatIsNotThereOpensTheFirst() {
        for (String image : List.of("999", "-1", "length", "1e0")) {
            Page page = answered(open("whole.html#image=" + image));
            assertThat(page.locator(".touch .name")).hasText("0000.jpg");
        }
    }

    @Test
    void aPartOfThePictureIsCoveredByMouseAndByKeys() {
        Page page = answered(open("whole.html"));
        String before = now(page);
        var box = page.locator(".cover-picture").boundingBox();
        page.mouse().move(box.x + 4, box.y + 4);
        page.mouse().down();
        page.mouse().move(box.x + box.width - 4, box.y + box.height - 4);
        page.mouse().up();
        assertThat(page.locator(".changes li")).hasText(Pattern.compile("a part of the picture covered.*"));
        page.waitForCondition(() -> !now(page).equals(before) && found(page).equals(now(page)));
        assertThat(page.locator(".odds tbody tr").first().locator("td").nth(2)).hasText("–");
        assertThat(page.locator(".touch > .small")).containsText("not known with a part covered");
        page.locator(".undo").click();
        assertThat(page.locator(".odds tbody tr").first().locator("td").nth(2))
                .not()
                .hasText("–");
        page.waitForCondition(() -> now(page).equals(before));
        page.locator(".cover-picture").focus();
        page.keyboard().press("+");
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("Enter");
        assertThat(page.locator(".changes li")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile(".*hide%3D8%2C9%2C7%2C7.*"));
    }

    @Test
    void anotherImageOfTheRegionIsTried() {
        Page page = answered(open("whole.html"));
        String before = now(page);
        page.locator(".mini").nth(3).click();
        assertThat(page.locator(".mini").nth(3)).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".touch .name")).hasText("0003.jpg");
        page.waitForCondition(() -> !now(page).equals(before));
    }

    @Test
    void aPictureOfTheReadersOwnIsTried() {
        Page page = answered(open("whole.html"));
        String before = now(page);
        byte[] bytes = new byte[90 * 60 * 3];
        new Random(1).nextBytes(bytes);
        byte[] png = ImageEncoder.png(Pixels.of(90, 60, bytes));
        page.locator("#own").setInputFiles(new FilePayload("mine.png", "image/png", png));
        assertThat(page.locator(".touch .name")).hasText("mine.png");
        assertThat(page.locator(".touch > .small")).containsText("not known for your own picture");
        page.waitForCondition(() -> !now(page).equals(before));
        page.locator("#own").setInputFiles(new FilePayload("no.png", "image/png", new byte[] {1, 2, 3}));
        assertThat(page.locator(".touch > .small")).hasText("no.png cannot be read as an image.");
        page.locator(".mini").nth(2).click();
        assertThat(page.locator(".touch .name")).hasText("0002.jpg");
        assertThat(page.locator(".touch > .small")).not().containsText("cannot be read");
        page.locator("#own").setInputFiles(new FilePayload("mine.png", "image/png", png));
        assertThat(page.locator(".touch .name")).hasText("mine.png");
        page.locator(".mini").nth(2).click();
        assertThat(page.locator(".touch .name")).hasText("0002.jpg");
        assertThat(page.locator(".mini").nth(2)).hasAttribute("aria-pressed", "true");
    }

    @Test
    void aPictureIsDroppedOrPasted() {
        String event = """
                async (kind) => {
                  const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
                  canvas.getContext('2d').fillRect(0, 0, 4, 8);
                  const blob = await new Promise((done) => canvas.toBlob(done));
                  const data = new DataTransfer();
                  data.items.add(new File([blob], kind + '.png', { type: 'image/png' }));
                  document.body.dispatchEvent(kind === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
                      : new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
                }""";
        Page page = answered(open("whole.html"));
        page.evaluate(event, "drop");
        assertThat(page.locator(".touch .name")).hasText("drop.png");
        page.evaluate(event, "paste");
        assertThat(page.locator(".touch .name")).hasText("paste.png");
    }

    @Test
    void changesAreInTheLinkInTheCopyAndInTheData() throws IOException {
        Page page = answered(open("whole.html"));
        String name = telling(page);
        String before = now(page);
        node(page, name).focus();
        page.keyboard().press("x");
        assertThat(page.locator(".touch [role=status]")).containsText("1 change");
        page.waitForCondition(() -> !now(page).equals(before));
        String changed = now(page);
        Page linked = answered(open("whole.html" + address(page)));
        assertThat(node(linked, name)).hasClass(OFF);
        linked.waitForCondition(() -> now(linked).equals(changed));
        Path copy = folder.resolve("changed.html");
        Files.copy(savedFile(page, "Copy with notes"), copy);
        Page again = answered(open("changed.html"));
        assertThat(node(again, name)).hasClass(OFF);
        assertThat(new JsonMapper()
                        .readTree(saved(page, "Data as JSON"))
                        .path("changes")
                        .path(0)
                        .asString())
                .isEqualTo(name + "=0");
    }

    @Test
    void nonsenseInTheLinkChangesNothing() {
        Page page = answered(open("whole.html"));
        String before = now(page);
        Page odd = answered(open("whole.html#do=nothing%3D0&do=stem.9999%3D1&do=hide%3Da%2Cb&do=stem.1%3DNaN&do="));
        odd.waitForCondition(() -> now(odd).equals(before));
    }

    @Test
    void aPageWithoutTheNetworkSaysWhy() {
        Page page = open("absent.html");
        assertThat(page.locator(".touch")).containsText("Too large, in a sentence.");
        Page older = open("first.html");
        assertThat(older.locator(".touch")).containsText("neurochains explain puts it in");
    }
}
