package org.neurochains.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.neurochains.report.ReportDocument;
import org.neurochains.report.SampleDocument;

/**
 * How quick the page of a large chain is, in the system's Chromium without a window: {@code bench/run PageBench}.
 *
 * <p>Arguments: filters, edges, images; 600, 5000 and 40 unless given. The variable CHROMIUM names the browser.
 */
public record PageBench(PrintStream out) {
    private static final int RUNS = 5;
    private static final int HOVERS = 40;
    private static final int SMALL = 40;
    /** Where the button that goes on covers the frame. */
    private static final int EDGE = 50;

    /** Notes when the graph's first frame is out and how long a hover takes to show. */
    private static final String PROBE = """
            window.probe = {graph: 0, hovers: [], frames: []};
            const shown = (then) => requestAnimationFrame(() => setTimeout(then));
            new MutationObserver((changes, observer) => {
              if (!document.querySelector('.node')) return;
              observer.disconnect();
              shown(() => { probe.graph = performance.now(); });
            }).observe(document, {childList: true, subtree: true});
            addEventListener('pointerover', (event) => {
              if (event.target.closest?.('.node')) shown(() => probe.hovers.push(performance.now() - event.timeStamp));
            });
            """;

    /** Notes when frames come, which the page does not ask for without pause, so that nothing else is measured then. */
    private static final String COUNT_FRAMES = """
            () => {
              const frame = (time) => { probe.frames.push(time); requestAnimationFrame(frame); };
              requestAnimationFrame(frame);
            }""";

    /** The times from a class's choice to the frame that shows it, in ms. */
    private static final String CHOOSE = """
            async () => {
              const select = document.querySelector('#class');
              const times = [];
              for (const {value} of [...select.options, ...select.options, ...select.options]) {
                if (value === select.value) continue;
                select.value = value;
                const start = performance.now();
                select.dispatchEvent(new Event('change'));
                await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
                times.push(performance.now() - start);
                await new Promise((rested) => setTimeout(rested, 500));
              }
              return times;
            }""";

    /** The times from a key that switches a filter off to new bars, in ms. */
    private static final String SWITCH = """
            async () => {
              const times = [];
              const odds = document.querySelector('.odds');
              for (const node of [...document.querySelectorAll('.node.filter')].slice(0, 11)) {
                const start = performance.now();
                const moved = new Promise((done) => {
                  const observer = new MutationObserver(() => { observer.disconnect(); done(performance.now() - start); });
                  observer.observe(odds, {childList: true, subtree: true});
                });
                node.dispatchEvent(new KeyboardEvent('keydown', {key: 'x', bubbles: true}));
                times.push(await moved);
                await new Promise((rested) => setTimeout(rested, 500));
              }
              return times;
            }""";

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        int[] sizes = {600, 5000, 40};
        for (int i = 0; i < arguments.length; i++) {
            sizes[i] = Integer.parseInt(arguments[i]);
        }
        new PageBench(new PrintStream(System.out, true, StandardCharsets.UTF_8)).run(sizes);
    }

    private void run(int[] sizes) throws IOException {
        // Each edge has a weight for both classes.
        SampleDocument.Size size = new SampleDocument.Size(9, sizes[0], 2 * sizes[1], sizes[2]);
        ReportDocument document = SampleDocument.whole(size, List.of("automobile", "horse"));
        Path file = Files.createTempDirectory("page").resolve("report.html");
        List<Double> written = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            document.write(file);
            written.add((System.nanoTime() - start) / 1e9);
        }
        out.printf("%s%n", file);
        line("load average before", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), "< 1");
        line("first writing, s", written.get(0), "< 2");
        line("writing, median, s", median(written), "< 2");
        line("file, MB", Files.size(file) / 1e6, "< 12");
        Path small = file.resolveSibling("small.html");
        SampleDocument.whole(new SampleDocument.Size(6, SMALL, 20 * SMALL, 6), List.of("automobile", "horse"))
                .write(small);
        browse(file, small);
    }

    /** What drives the browser; it brings none of its own. */
    static Playwright driver() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** The system's Chromium, without a window; the variable CHROMIUM names it. */
    static Browser chromium(Playwright driver) {
        String executable = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
        return driver.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(executable))
                        .setArgs(List.of("--no-sandbox")));
    }

    private void browse(Path file, Path small) {
        try (Playwright playwright = driver()) {
            Browser browser = chromium(playwright);
            List<Double> paints = new ArrayList<>();
            List<Double> graphs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                onPage(browser, file, page -> {
                    paints.add(number(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime"));
                    graphs.add(number(page, "probe.graph"));
                });
            }
            line("first paint, median, ms", median(paints), "< 500");
            line("graph on the screen, median, ms", median(graphs), "< 1000");
            onPage(browser, file, page -> line("class change, median, ms", median(numbers(page, CHOOSE)), "< 100"));
            onPage(browser, small, page -> {
                page.locator(".odds td").first().waitFor();
                page.waitForTimeout(500);
                line("bars after switching off, median, ms", median(numbers(page, SWITCH)), "< 50");
            });
            onPage(browser, file, page -> {
                page.locator("#wide").click();
                hover(page);
                pan(page);
            });
        }
    }

    /** Does something on a page that is opened for it. */
    private static void onPage(Browser browser, Path file, Consumer<Page> step) {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900))) {
            context.addInitScript(PROBE);
            Page page = context.newPage();
            page.navigate(file.toUri().toString());
            page.locator("html[data-ready]").waitFor();
            step.accept(page);
        }
    }

    private void hover(Page page) {
        BoundingBox frame = page.locator(".viewport").boundingBox();
        List<BoundingBox> seen = page.locator(".node.filter:visible").all().stream()
                .map(Locator::boundingBox)
                .filter(box -> box.x > frame.x && box.x + box.width < frame.x + frame.width - EDGE)
                .toList();
        for (int i = 0; i < HOVERS; i++) {
            BoundingBox box = seen.get(i * seen.size() / HOVERS);
            page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
            page.waitForTimeout(100);
        }
        page.waitForTimeout(300);
        List<Double> times = numbers(page, "probe.hovers");
        line("hover, median, ms", median(times), "< 50");
        line("hover, 90th percentile, ms", times.get(times.size() * 9 / 10), "< 50");
    }

    private void pan(Page page) {
        page.mouse().move(300, 300);
        page.mouse().down();
        page.mouse().move(310, 305);
        page.evaluate(COUNT_FRAMES);
        for (int i = 0; i < 4; i++) {
            page.mouse().move(i % 2 == 0 ? 700 : 300, i % 2 == 0 ? 500 : 300, new Mouse.MoveOptions().setSteps(40));
        }
        line(
                "frames a second while panning",
                number(page, "1000 * (probe.frames.length - 1) / (probe.frames.at(-1) - probe.frames[0])"),
                "> 30");
        line(
                "longest frame while panning, ms",
                number(page, "Math.max(...probe.frames.slice(1).map((time, i) => time - probe.frames[i]))"),
                "");
        page.mouse().up();
    }

    private static List<Double> numbers(Page page, String script) {
        return ((List<?>) page.evaluate(script))
                .stream().map(time -> ((Number) time).doubleValue()).sorted().toList();
    }

    private static double number(Page page, String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void line(String name, double value, String goal) {
        out.printf("%-36s %10.2f   %s%n", name, value, goal);
    }
}
