package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** axe-core finds nothing serious, in both themes. */
class PageAccessibilityTest extends PageFixture {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    @ParameterizedTest
    @CsvSource({"first.html,light", "first.html,dark", "whole.html,light", "whole.html,dark"})
    void nothingSeriousIsFound(String file, String theme) throws IOException {
        Page page = open(file + "#theme=" + theme + "&class=horse&image=1&pin=stem.1");
        page.locator("#layers details > summary").click();
        node(page, drawn(page).get(1)).click();
        try (InputStream stream = PageAccessibilityTest.class.getResourceAsStream(AXE)) {
            page.evaluate(new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
                    .map((violation) => violation.id + ': ' + violation.nodes.slice(0, 3)
                        .map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary.slice(0, 200)).join(' | '))""");
        assertThat((List<?>) found).isEmpty();
    }
}
