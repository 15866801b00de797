package org.neurochains.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The slider through the family of chains: the sample's has 60, 55 and so on down to 15 filters, its chain 30. */
@Tag("slow")
class SizesTest extends PageFixture {
    private static Locator size(Page page) {
        return page.locator("#size");
    }

    private static String now(Page page) {
        return String.join(" ", page.locator(".odds td:nth-child(2)").allInnerTexts());
    }

    private static String found(Page page) {
        return String.join(" ", page.locator(".odds td:nth-child(3)").allInnerTexts());
    }

    @Test
    void theSliderStandsAtTheChain() {
        Page page = open("whole.html");
        assertThat(size(page)).hasValue("3");
        assertThat(size(page)).hasAttribute("max", "9");
        assertThat(page.locator("output[for=size]")).hasText("30 filters");
        assertThat(size(page)).hasAttribute("aria-valuetext", Pattern.compile(".*This is the chain\\."));
        assertThat(page.locator(".size-words")).containsText("KL is 0.019 nats, within the 0.100 asked for. This is");
        assertThat(page.locator(".node.gone")).hasCount(0);
    }

    @Test
    void aSmallerMemberDimsWhatItLacksAndRuns() {
        Page page = open("whole.html");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        String before = now(page);
        String edges = page.locator("output[for=edge]").innerText();
        size(page).focus();
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("output[for=size]")).hasText("20 filters");
        assertThat(page.locator(".node.gone")).hasCount(10);
        assertThat(page.locator(".node.gone").first())
                .hasAttribute("aria-label", Pattern.compile(".*not in the smaller chain"));
        assertThat(page.locator(".node.off")).hasCount(0);
        assertThat(page.locator(".size-words"))
                .hasText(
                        "20 filters name the same class as the network on 100 % of the images. KL is 0.064 nats, within"
                                + " the 0.100 asked for. The 10 filters and channels that it lacks are dimmed. “Now” is what it says.");
        assertThat(page.locator("output[for=edge]")).not().hasText(edges);
        page.waitForCondition(() -> !now(page).equals(before) && found(page).equals(before));
        assertThat(page.locator(".touch [role=status]")).containsText("20 filters, the chain says");
        Page again = open("whole.html" + address(page));
        assertThat(again.locator(".node.gone")).hasCount(10);
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".node.gone")).hasCount(0);
        page.waitForCondition(() -> now(page).equals(before));
    }

    @Test
    void aMemberThatBypassesABlockRuns() {
        Page page = open("whole.html");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        String before = now(page);
        size(page).fill("0");
        assertThat(page.locator(".node.gone")).hasCount(15);
        assertThat(page.locator(".size-words")).containsText("above the 0.100 asked for");
        assertThat(page.locator(".size-words")).containsText("are dimmed. “Now” is what it says.");
        page.waitForCondition(() -> !now(page).equals(before) && found(page).equals(before));
    }

    /** A folder whose live chain was written by an older version, or is too large with both ways. */
    @Test
    void aMemberThatBypassesABlockIsOnlyShownWhereThereIsNoWayRoundIt() {
        ReportDocument whole = SampleDocument.whole(SIZE, CLASSES);
        FamilyMember smallest = whole.family().get(whole.family().size() - 1);
        FamilyMember other = new FamilyMember(smallest.point(), List.of("L9B9"), smallest.scores());
        whole.withFamily(List.of(other)).write(folder.resolve("noway.html"));
        Page page = open("noway.html");
        assertThat(page.locator(".odds tbody tr")).not().hasCount(0);
        String before = now(page);
        size(page).fill("0");
        assertThat(page.locator(".size-words")).containsText("It bypasses L9B9, which this page cannot run");
        page.waitForTimeout(300);
        assertThat(now(page)).isEqualTo(before);
    }

    @Test
    void aLargerMemberHasItsFiguresOnly() {
        Page page = open("whole.html");
        size(page).fill("9");
        assertThat(page.locator(".size-words"))
                .hasText(
                        "60 filters name the same class as the network on 100 % of the images. KL is 0.002 nats, within"
                                + " the 0.100 asked for. Its filters are not all in this page, which runs the chain and smaller ones.");
        assertThat(page.locator(".node.gone")).hasCount(0);
    }
}
