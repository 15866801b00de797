package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.app.serve.WebServer;
import org.neurochains.report.Chromium;
import org.neurochains.testing.DemoWorld;
import tools.jackson.databind.json.JsonMapper;

/** The web app with the program's own commands behind it, in a browser. */
@Tag("slow")
class ServeCommandTest {
    @TempDir
    private Path folder;

    private WebServer serve() {
        return WebServer.start(new WebServer.Settings(
                0, List.of(DemoWorld.folder()), folder.resolve("work"), 1 << 20, new ServedProgram()));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void fromANetworkToItsPageWithoutACommand() throws Exception {
        try (WebServer server = serve();
                Page page = Chromium.start().browser().newPage()) {
            page.setDefaultTimeout(120_000);
            page.setViewportSize(1400, 900);
            page.navigate(server.address().toString());
            picture(page, "serve-new");
            button(page, "Take the demo's").click();
            assertThat(page.locator("#model").inputValue()).endsWith("bestiary-resnet.safetensors");
            assertThat(page.locator("#images").inputValue()).endsWith("images");
            choose(page, "Network", "models", "bestiary-resnet.safetensors");
            choose(page, "Images", "images");
            button(page, "Take this folder").click();
            button(page, "What does it take them for?").click();
            page.locator("#classes button", new Page.LocatorOptions().setHasText("dragon"))
                    .click();
            page.locator("#classes button", new Page.LocatorOptions().setHasText("unicorn"))
                    .click();
            picture(page, "serve-looked");
            button(page, "Find the chain").click();
            page.locator("#jobs .layers").waitFor();
            page.locator("#jobs .curve").waitFor();
            picture(page, "serve-running");
            button(page, "Page").waitFor();
            assertThat(page.locator(".folder").innerText())
                    .contains("dragon, unicorn", "of 3344 filters")
                    .containsPattern("same answer on (95|100) %");
            String found =
                    "The chain: " + page.locator(".folder .faint").innerText().split(" ", -1)[2] + " filters";
            page.waitForCondition(() -> page.locator("#jobs").innerText().contains(found));
            page.locator("#folders summary").click();
            assertThat(page.locator("#folders li").first().innerText())
                    .matches("(?s)holds: On its own images it gives the network's answer on (19|20) of 20;.*");
            button(page, "Page").click();
            page.frameLocator("#page").locator("svg").first().waitFor();
            picture(page, "serve-page");
            button(page, "Close").click();
            page.setViewportSize(400, 800);
            assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isTrue();
            picture(page, "serve-narrow");

            // what a chain's page could do if it were hostile: nothing, for its origin is its own
            Object stolen = page.evaluate(
                    "async path => { const frame = document.createElement('iframe'); frame.src = path;"
                            + " document.body.append(frame); await new Promise(done => frame.onload = done);"
                            + " try { return frame.contentDocument !== null } catch (e) { return false } }",
                    "page/dragon-unicorn/report.html");
            assertThat(stolen).isEqualTo(false);
        }
        Path chain = folder.resolve("work/dragon-unicorn");
        Run report = Run.of("report", "--chain", chain);
        assertThat(report.code()).as(report.err()).isZero();
    }

    private static void choose(Page page, String what, String... names) {
        page.locator(".pick", new Page.LocatorOptions().setHasText(what))
                .getByRole(AriaRole.BUTTON)
                .click();
        page.locator("#browser li button").first().click();
        for (String name : names) {
            page.locator("#browser li button", new Page.LocatorOptions().setHasText(name))
                    .first()
                    .click();
        }
    }

    private static com.microsoft.playwright.Locator button(Page page, String name) {
        return page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .first();
    }

    /** Into a folder for people to look at, where the variable NEUROCHAINS_PICTURES names one. */
    private static void picture(Page page, String name) {
        String folder = System.getenv("NEUROCHAINS_PICTURES");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(folder, name + ".png"))
                    .setFullPage(true));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void ctrlCInTheMiddleOfAnExtractionLeavesNothingHalf() throws Exception {
        ColourChain chain = ColourChain.in(folder, 12);
        Path work = folder.resolve("work");
        try (OwnProcess process = OwnProcess.ofMain(folder, "serve", "--root", folder, "--out", work, "--quiet")) {
            while (process.process().isAlive() && !process.output().contains("http://")) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            assumeFalse(process.ignoresInterrupts(), "skipped: this shell's background jobs ignore Ctrl-C");
            URI address = URI.create(process.output().strip());
            String request = JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "model", chain.model().toString(),
                            "images", chain.images().toString(),
                            "classes", List.of("red", "blue"),
                            "solver", "paper",
                            "name", "found"));
            HttpResponse<String> started = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address.resolve("api/start/extract"))
                                    .header("Origin", "http://" + address.getAuthority())
                                    .POST(HttpRequest.BodyPublishers.ofString(request))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
            while (process.process().isAlive() && !Files.exists(work.resolve("found/.neurochains.lock"))) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            process.signal("INT");
            assertThat(process.code()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(process.output()).doesNotContain("Exception");
        }
        assertThat(work.resolve("found/.neurochains-new")).doesNotExist();
        if (Files.exists(work.resolve("found/chain.json"))) { // it was quick enough to find one
            Run report = Run.of("report", "--chain", work.resolve("found"));
            assertThat(report.code()).as(report.err()).isZero();
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThat(Run.of("serve", "--port", 65536).err()).contains("--port: 65536 is out of range");
        assertThat(Run.of("serve", "--root", folder.resolve("none")).err())
                .contains("--root")
                .contains("cannot be read");
        Run ended = Run.cancelled("serve", "--root", folder, "--out", folder.resolve("work"));
        assertThat(ended.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(ended.out().strip()).matches("http://127\\.0\\.0\\.1:\\d+/[\\w-]{43}/");
    }
}
