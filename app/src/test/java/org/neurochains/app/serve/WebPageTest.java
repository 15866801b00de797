package org.neurochains.app.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.report.Chromium;

/** What the app's page shows of a command while it runs; the commands say what the test has them say. */
@Tag("slow")
@Timeout(120)
class WebPageTest {
    /** What commands print, where that matters. */
    private static final Map<String, String> RESULTS = Map.of(
            "evaluate",
            "{\"dead\": {\"verdict\": \"holds\", \"meaning\": \"None is dead.\"}}",
            "predict",
            "{\"images\": [{\"file\": \"1.png\", \"predicted\": \"cat\", \"probability\": 0.9},"
                    + " {\"file\": \"2.png\", \"predicted\": \"dog\", \"probability\": 0.8}], \"top1\": 0.5}");

    @TempDir
    private Path folder;

    private final BlockingQueue<Consumer<Progress>> steps = new LinkedBlockingQueue<>();
    private final List<String> faults = new ArrayList<>();
    private volatile boolean sentHome;
    private WebServer server;
    private Page page;

    @BeforeEach
    void start() throws Exception {
        folder = folder.toRealPath();
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("net.onnx"), "x");
        Files.createDirectories(root.resolve("photos"));
        server = WebServer.start(new WebServer.Settings(
                0, List.of(root), folder.resolve("work"), 1 << 20, (arguments, progress, messages, result) -> {
                    result.append(RESULTS.getOrDefault(arguments.get(0), "{}"));
                    boolean quick = Stream.of("plan", "report", "predict").anyMatch(arguments::contains);
                    return quick ? 0 : follow(progress);
                }));
        page = Chromium.start().browser().newPage();
        page.setDefaultTimeout(20_000);
        page.onPageError(faults::add);
        page.navigate(server.address().toString());
        page.locator("#model").fill(root.resolve("net.onnx").toString());
        page.locator("#images").fill(root.resolve("photos").toString());
    }

    /** Does what the test asks for until it is cancelled, or the test sends it home. */
    private int follow(Progress progress) {
        try {
            while (!progress.cancelled()) {
                Consumer<Progress> step = steps.poll(50, TimeUnit.MILLISECONDS);
                if (step != null) {
                    step.accept(progress);
                } else if (sentHome) {
                    return 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 130;
    }

    @AfterEach
    void stop() {
        sentHome = true;
        if (server != null) {
            server.close();
        }
        if (page != null) {
            page.close();
        }
        assertThat(faults).isEmpty();
    }

    private static List<Progress.Layer> layers(int stem, int first) {
        return List.of(new Progress.Layer("stem", stem, 64), new Progress.Layer("L1", first, 128));
    }

    private double height(int layer) {
        Locator bar = page.locator(".layers .left").nth(layer);
        return Double.parseDouble(Objects.requireNonNull(bar.getAttribute("height")));
    }

    @Test
    void aChainShrinksBeforeTheReadersEyesAndCanBeStopped() {
        page.evaluate("fetch('api/start/extract', {method: 'POST', body: JSON.stringify({model: model.value,"
                + " images: images.value, classes: ['a']})})");
        steps.add(progress -> {
            progress.report("shrink", 0, 0, "");
            progress.chain(0, layers(64, 128));
        });
        Locator job = page.locator(".job");
        assertThat(page.locator(".layers"))
                .hasAttribute("aria-label", "192 of 192 channels are left, in 2 of 2 layers");
        assertThat(job).containsText("192 filters and shortcut channels are left, KL 0.000");
        double whole = height(1);
        steps.add(progress -> progress.chain(.05, layers(10, 32)));
        assertThat(page.locator(".layers")).hasAttribute("aria-label", "42 of 192 channels are left, in 2 of 2 layers");
        assertThat(height(1)).isCloseTo(whole / 4, org.assertj.core.api.Assertions.offset(.01));
        steps.add(progress -> progress.chain(.2, layers(10, 0)));
        assertThat(page.locator(".layers")).hasAttribute("aria-label", "10 of 192 channels are left, in 1 of 2 layers");
        assertThat(page.locator(".layers title").nth(1)).hasText("L1: 0 of 128 channels");
        assertThat(page.locator(".layers .gone")).hasCount(1);
        assertThat(page.locator(".curve")).hasCount(1);
        page.locator(".job button").getByText("Cancel").click();
        assertThat(job).containsText("cancelled");
        assertThat(job).containsText("10 filters and shortcut channels, KL 0.200");
    }

    @Test
    void theChainFoundIsMarkedAndWhatWasTakenBackIsLeftOut() {
        page.evaluate("fetch('api/start/extract', {method: 'POST', body: JSON.stringify({model: model.value,"
                + " images: images.value, classes: ['a']})})");
        steps.add(progress -> {
            for (int left : new int[] {128, 10, 64, 32, 64}) {
                progress.chain(.01, layers(64, left));
            }
        });
        assertThat(page.locator(".job")).containsText("128 filters and shortcut channels are left");
        sentHome = true;
        assertThat(page.locator(".job")).containsText("The chain: 128 filters and shortcut channels, KL 0.010");
        assertThat(page.locator("circle.found")).hasCount(1);
        // 192, 128 and 96 channels: 74 was taken back
        String way = Objects.requireNonNull(page.locator("path.curve").getAttribute("d"));
        org.assertj.core.api.Assertions.assertThat(
                        way.chars().filter(c -> c == 'L').count())
                .isEqualTo(2);
    }

    @Test
    void whatAMeasureSaysStandsBelowIt() throws Exception {
        Path chain = Files.createDirectories(folder.resolve("work/cats"));
        Files.writeString(chain.resolve("serve.json"), "{\"source\": [\"--model=net.onnx\"]}");
        sentHome = true;
        page.evaluate("fetch('api/start/evaluate', {method: 'POST', body: JSON.stringify({chain: 'cats'})})");
        assertThat(page.locator(".job li")).hasText("dead, holds: None is dead.");
    }

    @Test
    void aReloadLosesNothingThatWasChosen() throws IOException {
        Files.write(folder.resolve("root/photos/1.png"), new byte[] {1});
        page.locator("#maxKl").fill("0.3");
        page.locator("#look").click();
        page.locator("#classes button").getByText("dog 1").click();
        assertThat(page.locator("#gallery button")).hasCount(1);
        page.evaluate("fetch('api/start/extract', {method: 'POST', body: JSON.stringify({model: model.value,"
                + " images: images.value, classes: ['dog']})})");
        steps.add(progress -> progress.chain(.05, layers(10, 32)));
        assertThat(page.locator(".layers")).hasCount(1);

        page.reload();

        assertThat(page.locator("#model"))
                .hasValue(folder.resolve("root/net.onnx").toString());
        assertThat(page.locator("#maxKl")).hasValue("0.3");
        assertThat(page.locator("#hint")).containsText("2 images. It is right on 50 %.");
        assertThat(page.locator("#classes button[aria-pressed=true]")).hasText("dog 1");
        assertThat(page.locator("#gallery button")).hasCount(1);
        assertThat(page.locator(".layers")).hasAttribute("aria-label", "42 of 192 channels are left, in 2 of 2 layers");

        page.locator("#gallery button").click();
        page.reload();
        assertThat(page.locator("#gallery button[aria-pressed=true]")).hasAttribute("title", "2.png");
        page.evaluate("sessionStorage.clear()");
    }

    @Test
    void aStudysFiguresGrowWhileItRuns() {
        page.locator("summary").getByText("A study of many chains").click();
        page.locator("#study").click();
        steps.add(progress -> progress.figures(Map.of("KL", .5, "filters", 20.0)));
        Locator kl = page.locator(".histogram").first();
        assertThat(kl).hasAttribute("aria-label", "KL of 1 trials: 0.50 to 0.50, median 0.50");
        steps.add(progress -> {
            progress.figures(Map.of("KL", .1, "filters", 10.0));
            progress.figures(Map.of("KL", .2, "filters", Double.NaN));
        });
        assertThat(kl).hasAttribute("aria-label", "KL of 3 trials: 0.10 to 0.50, median 0.20");
        assertThat(page.locator(".histogram").nth(1))
                .hasAttribute("aria-label", "filters of 2 trials: 10 to 20, median 15");
        sentHome = true;
        assertThat(page.locator(".job").nth(1)).containsText("done");
        assertThat(page.locator(".histogram")).hasCount(2);
    }
}
