package org.neurochains.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as strangers and its own page meet it; its commands are stood in for. */
@Tag("slow")
@Timeout(60)
class WebServerTest {
    private static final long LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<List<String>> ran = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private CountDownLatch gate = new CountDownLatch(0);
    private WebServer server;
    private Path root;

    @BeforeEach
    void start() throws IOException {
        folder = folder.toRealPath();
        root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("net.onnx"), "x");
        Files.createDirectories(root.resolve("photos"));
        Files.write(root.resolve("photos/a.png"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("secret.png"), "secret");
        server = open("work");
    }

    private WebServer open(String out) {
        return WebServer.start(new WebServer.Settings(0, List.of(root), folder.resolve(out), LIMIT, this::command));
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.close();
    }

    /** Waits at the gate, or until it is cancelled; then writes a page, as a command would. */
    private int command(List<String> arguments, Progress progress, Consumer<String> messages, StringBuilder result) {
        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        ran.add(arguments);
        progress.report("shrink", 1, 4, "KL 0.5, 100 units");
        progress.chain(.5, List.of(new Progress.Layer("stem", 60, 64), new Progress.Layer("L1", 40, 128)));
        progress.figures(Map.of("KL", .25));
        while (gate.getCount() > 0 && !progress.cancelled()) {
            LockSupport.parkNanos(1_000_000);
        }
        atOnce.decrementAndGet();
        result.append("{\"done\": true}");
        arguments.stream().filter(word -> word.startsWith("--out=")).forEach(word -> {
            try {
                Files.writeString(Path.of(word.substring(6)).resolve("report.html"), "<script>page</script>");
            } catch (IOException e) {
                messages.accept(e.toString());
            }
        });
        return progress.cancelled() ? 130 : 0;
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path));
    }

    private String origin() {
        return server.address().toString().replaceAll("(http://[^/]+)/.*", "$1");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
        return client.send(
                to(path).header("Origin", origin())
                        .POST(HttpRequest.BodyPublishers.ofString(
                                JsonMapper.shared().writeValueAsString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode state() throws Exception {
        return JsonMapper.shared().readTree(get("api/state").body());
    }

    private Map<String, Object> extraction() {
        return Map.of(
                "model", root.resolve("net.onnx").toString(),
                "images", root.resolve("photos").toString(),
                "classes", List.of("cat", "dog"),
                "maxKl", "0.05");
    }

    private void awaitJobs(String... states) throws Exception {
        List<String> now = List.of();
        while (!now.equals(List.of(states))) {
            now = new ArrayList<>();
            for (JsonNode job : state().get("jobs")) {
                now.add(job.get("state").asString());
            }
        }
    }

    @Test
    void itsPageRunsCommands() throws Exception {
        assertThat(get("").body()).contains("<h1>NeuroChains</h1>");
        assertThat(get("app.js").headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
        assertThat(post("api/start/extract", extraction()).statusCode()).isEqualTo(200);
        awaitJobs("done");
        Path out = folder.resolve("work/cat-dog");
        assertThat(ran)
                .containsExactly(List.of(
                        "extract",
                        "--model=" + root.resolve("net.onnx"),
                        "--images=" + root.resolve("photos"),
                        "--classes=cat,dog",
                        "--max-kl=0.05",
                        "--out=" + out,
                        "--json"));
        assertThat(get("api/result/1").body()).isEqualTo("{\"done\": true}");
        HttpResponse<String> page = get("page/cat-dog/report.html");
        assertThat(page.body()).isEqualTo("<script>page</script>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("sandbox allow-scripts");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");

        assertThat(post("api/start/explain", Map.of("chain", "cat-dog")).statusCode())
                .isEqualTo(200);
        awaitJobs("done", "done");
        assertThat(ran.get(1)).startsWith("explain", "--chain=" + out, "--model=" + root.resolve("net.onnx"));
    }

    @Test
    void anotherUsersTokenIsNone() throws Exception {
        try (WebServer other = open("other")) {
            String stolen = other.address().getPath();
            HttpResponse<String> answer = get(stolen + "api/state");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain(root.toString());
        }
        assertThat(get("/").statusCode()).isEqualTo(403);
        assertThat(get("/api/state").statusCode()).isEqualTo(403);
    }

    @Test
    void anotherPagesRequestsChangeNothing() throws Exception {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            HttpResponse<String> answer = client.send(
                    to("api/start/extract")
                            .header("Origin", origin)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    JsonMapper.shared().writeValueAsString(extraction())))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(origin).isEqualTo(403);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        String host = raw("GET " + server.address().getPath()
                + "api/state HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertThat(host).startsWith("HTTP/1.1 403").doesNotContain(root.toString());
        assertThat(state().get("jobs")).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void nothingOutsideTheRootsIsRead() throws Exception {
        Files.createSymbolicLink(root.resolve("photos/link.png"), folder.resolve("secret.png"));
        Files.createSymbolicLink(folder.resolve("work/linked"), folder);
        for (String path : List.of(
                "api/image?path=" + folder.resolve("secret.png"),
                "api/image?path=" + root + "/../secret.png",
                "api/image?path=" + root + "/%2e%2e/secret.png",
                "api/image?path=" + root.resolve("photos/link.png"),
                "api/files?path=" + folder,
                "api/files?path=/",
                "page/../root/net.onnx",
                "page/..%2f..%2fsecret.png",
                "page/linked/secret.png",
                "page/linked/report.html",
                "page/cat-dog/chain.json",
                "app/../../../Main.class",
                "%2e%2e/examples.txt",
                "WebServer.class")) {
            String answer = raw("GET " + server.address().getPath() + path + " HTTP/1.1\r\nHost: "
                    + server.address().getAuthority() + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).startsWith("HTTP/1.1 40").doesNotContain("\r\nsecret");
        }
        assertThat(post(
                                "api/start/extract",
                                Map.of(
                                        "model",
                                        folder.resolve("secret.png").toString(),
                                        "images",
                                        root.resolve("photos").toString(),
                                        "classes",
                                        List.of("a")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(
                                "api/start/extract",
                                Map.of(
                                        "model",
                                        root.resolve("net.onnx").toString(),
                                        "images",
                                        root.resolve("photos").toString(),
                                        "files",
                                        List.of("../../secret.png")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("api/start/explain", Map.of("chain", "..")).statusCode())
                .isEqualTo(400);
        assertThat(post("api/start/compare", Map.of("chains", List.of("../root", "x")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(get("api/image?path=" + root.resolve("photos/a.png")).statusCode())
                .isEqualTo(200);
        assertThat(ran).isEmpty();
    }

    @Test
    void valuesAreNeverOptions() throws Exception {
        Map<String, Object> request = new java.util.HashMap<>(extraction());
        request.put("classes", List.of("--log=/tmp/x"));
        request.put("maxKl", "--json");
        request.put("name", "../../../--evil name");
        assertThat(post("api/start/extract", request).statusCode()).isEqualTo(200);
        awaitJobs("done");
        assertThat(ran.get(0))
                .contains("--classes=--log=/tmp/x", "--max-kl=--json", "--out=" + folder.resolve("work/evil-name"));
    }

    @Test
    void tenGigabytesAreRefusedBeforeTheyCome() throws Exception {
        String answer = raw("POST " + server.address().getPath() + "api/upload?name=net.onnx HTTP/1.1\r\nHost: "
                + server.address().getAuthority() + "\r\nOrigin: " + origin()
                + "\r\nContent-Length: 10737418240\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("1 MiB");
        assertThat(uploads()).isEmpty();
    }

    @Test
    void whatDoesNotSayItsLengthIsCounted() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + server.address().getPath() + "api/upload?name=net.onnx HTTP/1.1\r\nHost: "
                            + server.address().getAuthority() + "\r\nOrigin: " + origin()
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            try {
                while (sent < 20 * LIMIT) { // until it is cut off, long before this
                    out.write(chunk);
                    sent += 1 << 16;
                }
            } catch (IOException e) {
                // the server has closed it
            }
            byte[] start = new byte[12];
            int read = 0;
            try {
                read = socket.getInputStream().readNBytes(start, 0, 12);
            } catch (IOException e) {
                // reset: the answer is lost with what was still on its way
            }
            assertThat(new String(start, 0, read, StandardCharsets.US_ASCII)).isIn("HTTP/1.1 413", "");
        }
        assertThat(uploads()).isEmpty();
        assertThat(get("api/state").statusCode()).isEqualTo(200);
    }

    @Test
    void aSmallFileArrivesWhole() throws Exception {
        byte[] bytes = new byte[100_000];
        bytes[99_999] = 7;
        HttpResponse<String> answer = client.send(
                to("api/upload?name=cats/a.png")
                        .header("Origin", origin())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(folder.resolve("work/uploads/cats/a.png")).hasBinaryContent(bytes);
        for (String name : List.of("../x", "a/../../x", ".ssh/x", "/etc/x", "a/b/c/d", "")) {
            HttpResponse<String> refused = client.send(
                    to("api/upload?name=" + name)
                            .header("Origin", origin())
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(name).isEqualTo(400);
        }
        assertThat(uploads()).containsExactly("a.png");
    }

    private List<String> uploads() throws IOException {
        Path uploads = folder.resolve("work/uploads");
        if (!Files.exists(uploads)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(uploads)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void twoExtractionsRunOneAfterTheOther() throws Exception {
        gate = new CountDownLatch(1);
        post("api/start/extract", extraction());
        post("api/start/extract", extraction());
        awaitJobs("running", "waiting");
        assertThat(state().get("jobs").get(0).get("points").toString()).isEqualTo("[[100.0,0.5]]");
        assertThat(state().at("/jobs/0/layers/1/retained").asInt()).isEqualTo(40);
        assertThat(state().at("/jobs/0/figures/KL/0").asDouble()).isEqualTo(.25);
        gate.countDown();
        awaitJobs("done", "done");
        assertThat(most).hasValue(1);
        assertThat(folder.resolve("work/cat-dog/report.html")).exists();
        assertThat(folder.resolve("work/cat-dog-2/report.html")).exists();
    }

    @Test
    void aJobIsCancelledWhetherItRunsOrWaits() throws Exception {
        gate = new CountDownLatch(1);
        post("api/start/extract", extraction());
        post("api/start/extract", extraction());
        awaitJobs("running", "waiting");
        post("api/cancel/2", Map.of());
        post("api/cancel/1", Map.of());
        awaitJobs("cancelled", "cancelled");
        assertThat(ran).hasSize(1);
        assertThat(folder.resolve("work/cat-dog/report.html"))
                .as("what it had found")
                .exists();
        assertThat(post("api/cancel/3", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void closingWaitsForWhatRunsAndStartsNothingElse() throws Exception {
        gate = new CountDownLatch(1);
        post("api/start/extract", extraction());
        post("api/start/extract", extraction());
        awaitJobs("running", "waiting");
        server.close();
        assertThat(ran).hasSize(1);
        assertThat(folder.resolve("work/cat-dog/report.html")).exists();
        assertThatThrownBy(() -> get("api/state")).isInstanceOf(ConnectException.class);
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        for (InetAddress address : others) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(
                                new InetSocketAddress(address, server.address().getPort()), 2000))
                        .as(address.toString())
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(URI.create(origin()).getHost()).isEqualTo("127.0.0.1");
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput(); // the server need not wait for what will not come
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
