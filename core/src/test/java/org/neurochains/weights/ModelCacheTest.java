package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.file.HeldFile;

/** Downloads from a server that cuts, falls silent, lies, has moved, or has nothing. */
class ModelCacheTest {
    private static final byte[] CONTENT = new byte[300_000];
    private static final PublishedModel MODEL;

    static {
        new Random(3).nextBytes(CONTENT);
        try {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
            MODEL = new PublishedModel("tiny", "tiny-" + digest.substring(0, 8) + ".pth", .3, 1);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @TempDir
    private Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;

    private interface Answer {
        void to(HttpExchange exchange, int attempt) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    private ModelCache cache(Answer answer) {
        return cache(answer, Duration.ofSeconds(20));
    }

    private ModelCache cache(Answer answer, Duration patience) {
        server.createContext("/models/", exchange -> {
            int attempt;
            synchronized (ranges) {
                ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
                attempt = ranges.size();
            }
            try (exchange) {
                answer.to(exchange, attempt);
            }
        });
        return new ModelCache(
                folder, URI.create("http://localhost:" + server.getAddress().getPort() + "/models/"), patience);
    }

    /** Sends from the byte that is asked for, and stops after so many. */
    private static void send(HttpExchange exchange, byte[] content, int most) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null && from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        OutputStream body = exchange.getResponseBody();
        body.write(content, from, Math.min(most, content.length - from));
        body.flush();
    }

    private Path partial() {
        return folder.resolve(MODEL.file() + ".part");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void fetchesOnceAndChecks() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));

        Path file = cache.get(MODEL, Progress.NONE);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly(MODEL.file());
        assertThat(cache.get(MODEL, Progress.NONE)).isEqualTo(file);
        assertThat(ranges).containsExactly("null");
    }

    @Test
    void goesOnWhereTheConnectionWasCut() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, 100_000));

        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(ranges).hasSizeGreaterThanOrEqualTo(3).first().isEqualTo("null");
        assertThat(ranges.get(1)).matches("bytes=\\d+-");
    }

    @Test
    void keepsWhatCameWhenItGivesUpAndGoesOnNextTime() throws IOException {
        boolean[] well = {false};
        ModelCache cache = cache((exchange, attempt) -> {
            if (attempt == 1 || well[0]) {
                send(exchange, CONTENT, well[0] ? Integer.MAX_VALUE : 100_000);
            }
        });

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("are kept, the same command goes on from there")
                .hasMessageContaining("put " + MODEL.file() + " from https://download.pytorch.org/models/");
        assertThat(files()).containsExactly(MODEL.file() + ".part");
        long kept = Files.size(partial());
        assertThat(kept).isPositive();
        well[0] = true;
        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(ranges).last().isEqualTo("bytes=" + kept + "-");
        assertThat(files()).containsExactly(MODEL.file());
    }

    @Test
    void givesASilentServerUp() throws IOException {
        ModelCache cache = cache(
                (exchange, attempt) -> {
                    send(exchange, CONTENT, attempt == 1 ? 50_000 : 0);
                    await();
                },
                Duration.ofMillis(300));

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE))
                .hasMessageContaining("the server has sent nothing for 0 s")
                .hasMessageContaining("are kept");
        assertThat(files()).containsExactly(MODEL.file() + ".part");
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aSlowServerIsWaitedFor() throws IOException {
        ModelCache cache = cache(
                (exchange, attempt) -> {
                    exchange.sendResponseHeaders(200, CONTENT.length);
                    for (int i = 0; i < CONTENT.length; i += 1000) {
                        exchange.getResponseBody().write(CONTENT, i, 1000);
                        exchange.getResponseBody().flush();
                    }
                },
                Duration.ofSeconds(5));

        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void deletesACorruptFile() throws IOException {
        byte[] other = CONTENT.clone();
        other[123_456] ^= 1;
        ModelCache cache = cache((exchange, attempt) -> send(exchange, other, Integer.MAX_VALUE));

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has the SHA-256 ")
                .hasMessageContaining("which should start with " + MODEL.digest())
                .hasMessageContaining("it is deleted");
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesADamagedFileThatSomebodyPutThere() throws IOException {
        Files.write(folder.resolve(MODEL.file()), Arrays.copyOf(CONTENT, 1000));
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE)).hasMessageEndingWith("delete it and get it again");
        assertThat(ranges).isEmpty();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> exchange.sendResponseHeaders(404, -1));

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the server answers 404; put " + MODEL.file() + " from ")
                .hasMessageContaining(" into " + folder);
        assertThat(files()).isEmpty();
    }

    @Test
    void followsARedirect() {
        ModelCache cache = cache((exchange, attempt) -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere/" + MODEL.file());
            exchange.sendResponseHeaders(302, -1);
        });
        server.createContext("/elsewhere/", exchange -> {
            try (exchange) {
                send(exchange, CONTENT, Integer.MAX_VALUE);
            }
        });

        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void startsOverWhereTheServerKnowsNoRanges() throws IOException {
        Files.write(partial(), new byte[5000]);
        ModelCache cache = cache((exchange, attempt) -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });

        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=5000-");
    }

    @Test
    void startsOverWhereMoreIsHereThanThereIs() throws IOException {
        Files.write(partial(), new byte[CONTENT.length + 7]);
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));

        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void aForeignPartIsFoundOut() throws IOException {
        Files.write(partial(), new byte[5000]);
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE)).hasMessageContaining("it is deleted");
        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void saysWhatToDoWithoutANetwork() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> {});
        server.stop(0);

        assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("without a network, put " + MODEL.file()
                        + " from https://download.pytorch.org/models/" + MODEL.file() + " into " + folder);
        assertThat(files()).isEmpty();
    }

    @Test
    void cancellingKeepsWhatCame() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));
        Progress stop = new Progress() {
            private long done;

            @Override
            public void report(String stage, long now, long total, String detail) {
                done = now;
            }

            @Override
            public boolean cancelled() {
                return done > 0;
            }
        };

        assertThatThrownBy(() -> cache.get(MODEL, stop)).isInstanceOf(CancellationException.class);
        assertThat(files()).containsExactly(MODEL.file() + ".part");
        assertThat(cache.get(MODEL, Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void oneDownloadAtATime() throws IOException {
        ModelCache cache = cache((exchange, attempt) -> send(exchange, CONTENT, Integer.MAX_VALUE));
        try (HeldFile other = HeldFile.tryHold(partial(), 1L << 40)) {
            assertThat(other).isNotNull();
            assertThatThrownBy(() -> cache.get(MODEL, Progress.NONE)).hasMessageContaining("another download");
            assertThat(partial()).exists();
        }
    }

    @Test
    void everyPublishedFileNamesItsDigest() {
        assertThat(PublishedModel.all()).hasSize(13);
        for (PublishedModel model : PublishedModel.all()) {
            assertThat(model.digest()).matches("[0-9a-f]{8}");
            assertThat(model.file()).startsWith(model.name() + "-");
            assertThat(PublishedModel.of(model.name())).isEqualTo(model);
        }
    }
}
