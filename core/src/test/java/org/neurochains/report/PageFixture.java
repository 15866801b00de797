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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Opens pages from files, and holds each test to it that nothing is requested and no error is met. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageFixture {
    static final List<String> CLASSES = List.of("automobile", "horse");
    static final SampleDocument.Size SIZE = new SampleDocument.Size(6, 30, 240, 6);

    private static final List<String> FAULTS = new ArrayList<>();
    /** Pages that all classes open, written once. */
    private static final Map<String, byte[]> WRITTEN = new HashMap<>();
    /** Most tests open one page: that takes this one, which is not made anew for each. */
    private static @Nullable Page usual;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private boolean taken;

    @TempDir
    static Path folder;

    @BeforeAll
    void start() throws IOException {
        Chromium.start();
        copy("whole.html", () -> SampleDocument.whole(SIZE, CLASSES));
        copy(
                "first.html",
                () -> SampleDocument.of(SampleDocument.chain(SIZE, CLASSES)).build());
    }

    private static void copy(String name, Supplier<ReportDocument> document) throws IOException {
        Path file = folder.resolve(name);
        byte[] written = WRITTEN.get(name);
        if (written == null) {
            document.get().write(file);
            WRITTEN.put(name, Files.readAllBytes(file));
        } else {
            Files.write(file, written);
        }
    }

    @AfterEach
    void nothingWentWrong() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        taken = false;
        List<String> met = List.copyOf(FAULTS);
        FAULTS.clear();
        assertThat(met).isEmpty();
    }

    /** The file of a page in the folder with everything, of a size; written once, however often it is asked for. */
    static String whole(SampleDocument.Size size) throws IOException {
        String name = size.toString().replaceAll("\\W+", "-") + ".html";
        copy(name, () -> SampleDocument.whole(size, CLASSES));
        return name;
    }

    /** Opens a page of the folder, with an address's hash or none, at the usual size. */
    Page open(String address) {
        return open(address, 1280, 900);
    }

    /** Opens a page of the folder in a window of a size. */
    Page open(String address, int width, int height) {
        if (taken) {
            BrowserContext context = Chromium.start().browser().newContext(options(width, height));
            contexts.add(context);
            return ready(page(context), address);
        }
        taken = true;
        Page page = usual;
        if (page == null || page.isClosed()) {
            page = page(Chromium.start().browser().newContext(options(width, height)));
            usual = page;
        } else {
            page.bringToFront(); // pages behind another one are not drawn, and hear of no change of media
            page.navigate("about:blank"); // another hash alone would not load it again
            page.mouse().move(0, 0);
            page.setViewportSize(width, height);
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(null).setColorScheme(ColorScheme.LIGHT));
        }
        return ready(page, address);
    }

    private static Browser.NewContextOptions options(int width, int height) {
        return new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(ColorScheme.LIGHT);
    }

    private static Page ready(Page page, String address) {
        page.navigate(folder.toUri() + address);
        page.locator("html[data-ready]").waitFor();
        return page;
    }

    /** A page that notes what goes wrong in it. */
    private static Page page(BrowserContext context) {
        Page page = context.newPage();
        page.setDefaultTimeout(10_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                FAULTS.add("console: " + message.text());
            }
        });
        page.onPageError(error -> FAULTS.add("error: " + error));
        page.onDialog(dialog -> {
            FAULTS.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().matches("(?s)(data|blob|file|about):.*")) {
                FAULTS.add("request: " + request.url());
            }
        });
        return page;
    }

    /** The hash of the page's address, which the page writes a moment after each change. */
    static String address(Page page) {
        return (String) page.evaluate("() => (dispatchEvent(new Event('pagehide')), location.hash)");
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
