package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void listsWhatThereIsAndWhatIsHere() throws IOException {
        Files.writeString(folder.resolve("resnet50-0676ba61.pth"), "x");

        Run run = Run.of("models", "list", "--cache", folder);

        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .hasSize(14)
                .anyMatch(line -> line.matches("vgg19 +548.1 +72.4 +vgg19-dcbb9e9d.pth +-"))
                .anyMatch(line -> line.startsWith("resnet50 ") && line.endsWith("resnet50-0676ba61.pth"));
        assertThat(Run.of("models", "list", "--cache", folder, "--json").json().get("models"))
                .hasSize(13);
    }

    @Test
    void aFileThatIsNotWhatItsNameSaysIsRefused() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("wrong".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        });
        server.start();
        try {
            String mirror = "http://localhost:" + server.getAddress().getPort() + "/m";
            Run run = Run.of("models", "get", "resnet18", "--cache", folder, "--mirror", mirror);
            assertThat(run.code()).isEqualTo(ExitCode.INPUT);
            assertThat(run.err()).contains("has the SHA-256 ").contains("should start with f37072fd");
        } finally {
            server.stop(0);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void badInput() {
        assertThat(Run.of("models").code()).isEqualTo(ExitCode.USAGE);
        Run unknown = Run.of("models", "get", "vgg20", "--cache", folder);
        assertThat(unknown.code()).isEqualTo(ExitCode.INPUT);
        assertThat(unknown.err()).contains("no such model; give one of vgg11");
        assertThat(Run.of("models", "get", "vgg19", "--mirror", "ftp://x").code())
                .isEqualTo(ExitCode.INPUT);
        assertThat(Run.of("models", "list", "--patience", "0").code()).isEqualTo(ExitCode.INPUT);
        assertThat(Run.of("models", "--help").out())
                .contains("NEUROCHAINS_CACHE")
                .contains("to clear it");
    }
}
