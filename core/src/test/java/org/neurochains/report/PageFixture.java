package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Opens pages from files, and holds each test to it that nothing is requested and no error is met. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageFixture {
    static final List<String> CLASSES = List.of("automobile", "horse");
    static final SampleDocument.Size SIZE = new SampleDocument.Size(6, 30, 240, 6);

    private final List<String> faults = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();
    private @Nullable Chromium chromium;

    @TempDir
    static Path folder;

    @BeforeAll
    void start() {
        chromium = Chromium.start();
        Report.write(SampleDocument.whole(SIZE, CLASSES), folder.resolve("whole.html"));
        Report.write(ReportDocument.of(SampleDocument.chain(SIZE, CLASSES)).build(), folder.resolve("first.html"));
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingWentWrong() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        List<String> met = List.copyOf(faults);
        faults.clear();
        assertThat(met).isEmpty();
    }

    /** Opens a page of the folder, with an address's hash or none. */
    Page open(String address) {
        return open(address, new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    Page open(String address, Browser.NewContextOptions options) {
        if (chromium == null) {
            throw new IllegalStateException("no browser");
        }
        BrowserContext context = chromium.browser().newContext(options.setColorScheme(ColorScheme.LIGHT));
        contexts.add(context);
        Page page = context.newPage();
        page.setDefaultTimeout(10_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add("console: " + message.text());
            }
        });
        page.onPageError(error -> faults.add("error: " + error));
        page.onDialog(dialog -> {
            faults.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().matches("(?s)(data|blob|file):.*")) {
                faults.add("request: " + request.url());
            }
        });
        page.navigate(folder.toUri() + address);
        page.locator("html[data-ready]").waitFor();
        return page;
    }

    static Locator node(Page page, String name) {
        return page.locator(".node[data-name=\"" + name + "\"]");
    }

    /** Names of the filters that are drawn. */
    static List<String> drawn(Page page) {
        return page.locator(".node.filter:not([hidden])").all().stream()
                .map(node -> node.getAttribute("data-name"))
                .toList();
    }

    /** What the page hands out when a button of the save menu is pressed. */
    static String saved(Page page, String button) throws IOException {
        return Files.readString(savedFile(page, button));
    }

    static Path savedFile(Page page, String button) {
        page.locator(".menu > summary").click();
        Download download = page.waitForDownload(
                () -> page.locator(".menu button").getByText(button).click());
        return download.path();
    }
}
