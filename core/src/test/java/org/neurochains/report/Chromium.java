package org.neurochains.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The system's Chromium, without a window: one for all tests of this process, which ends with it. */
public final class Chromium {
    private static @Nullable Chromium running;

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");

    private final Browser browser;

    private Chromium(Path executable) {
        browser = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** Starts it where it does not run yet; the calling test is skipped where there is none. */
    public static Chromium start() {
        if (running != null && running.browser.isConnected()) {
            return running;
        }
        @Nullable String named = System.getenv("CHROMIUM");
        Path executable = Stream.concat(Stream.ofNullable(named), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        assumeTrue(
                Files.isExecutable(executable) && Files.isRegularFile(executable),
                "skipped: no Chromium in its usual places; the variable CHROMIUM may name one");
        running = new Chromium(executable);
        return running;
    }

    public Browser browser() {
        return browser;
    }
}
