package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** axe-core finds nothing, in both themes, on a phone, a tablet and a desk. */
@Tag("slow")
class PageAccessibilityTest extends PageFixture {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    @ParameterizedTest
    @CsvSource({"first.html, light", "first.html, dark", "whole.html, light", "whole.html, dark"})
    void nothingIsFound(String file, String theme) throws IOException {
        Page page = open(file + "#theme=" + theme + "&class=horse&image=1&pin=stem.1&step=3", 1400, 900);
        page.locator("#layers details > summary").click();
        page.locator(".tour .close").click();
        node(page, drawn(page).get(1)).click();
        try (InputStream stream = PageAccessibilityTest.class.getResourceAsStream(AXE)) {
            page.evaluate(new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        }
        for (int width :
                new int[] {1400, 768, 360}) { // in one page: the first look takes ten times as long as the next
            page.setViewportSize(width, 900);
            Object found = page.evaluate("""
                    async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                        .map((violation) => violation.id + ': ' + violation.nodes.slice(0, 3)
                            .map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary.slice(0, 200)).join(' | '))""");
            assertThat((List<?>) found).as("%d pixels across", width).isEmpty();
        }
    }

    /** On a hundred colours from the lowest score to the highest. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void valuesAreReadOnTheirColours(String theme) throws IOException {
        try (InputStream stream = PageAccessibilityTest.class.getResourceAsStream("colour.js");
                Page page = Chromium.start().browser().newPage()) {
            String module = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)^import .*$", "");
            Object least = page.evaluate("""
                    async ([module, theme]) => {
                        const { inkOn, scaleColour } = await import("data:text/javascript," + encodeURIComponent(module));
                        const colour = scaleColour([0, 99], theme);
                        const luminance = (css) => {
                            document.body.style.color = css;
                            const parts = getComputedStyle(document.body).color.match(/\\d+/g).map((part) => part / 255);
                            const [r, g, b] = parts.map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
                            return .2126 * r + .7152 * g + .0722 * b + .05;
                        };
                        const contrasts = Array.from({length: 100}, (_, score) => {
                            const [a, b] = [luminance(colour(score)), luminance(inkOn(colour(score)))];
                            return Math.max(a, b) / Math.min(a, b);
                        });
                        return Math.min(...contrasts);
                    }""", List.of(module, theme));
            assertThat((Double) least).isGreaterThanOrEqualTo(4.5);
        }
    }
}
