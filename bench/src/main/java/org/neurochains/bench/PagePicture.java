package org.neurochains.bench;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;

/**
 * A page as the system's Chromium shows it once the chain in it has answered: {@code bench/run PagePicture REPORT PNG}.
 * The variable CHROMIUM names the browser.
 */
public final class PagePicture {
    private PagePicture() {}

    /** Takes the picture, 1280 by 900 pixels. */
    public static void main(String[] arguments) {
        try (Playwright driver = PageBench.driver();
                Page page = PageBench.chromium(driver).newPage()) {
            page.setViewportSize(1280, 900);
            page.navigate(Path.of(arguments[0]).toUri().toString());
            page.locator(".odds tbody tr").first().waitFor();
            page.locator(".node .veiled[src]").first().waitFor();
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(arguments[1])));
        }
    }
}
