package org.neurochains.weights;

import static org.neurochains.Phrase.text;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;

/**
 * One file over HTTP. What has come is kept: a connection that is cut or silent is opened again from there, three times
 * in a row without a byte at the most.
 *
 * @param remedy what a user without this address can do
 * @param patience how long nothing may come
 */
record Download(URI address, String remedy, Duration patience, Progress progress) {
    private static final int ATTEMPTS = 3;
    private static final int CHUNK = 1 << 16;

    /** Fills a file, going on from its end. */
    void into(FileChannel file, String name) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience)
                .build();
        int failures = 0;
        while (true) {
            long before = file.size();
            Attempt attempt = attempt(client, file, name);
            if (attempt.complete) {
                return;
            }
            failures = file.size() > before ? 0 : failures + 1;
            if (failures >= ATTEMPTS || (attempt.refused && file.size() == 0)) {
                throw fault(file.size(), attempt);
            }
        }
    }

    /** How an attempt ended; {@code refused} where there was no connection at all. */
    private record Attempt(boolean complete, boolean refused, String reason, long total) {}

    private InputException fault(long size, Attempt attempt) {
        String sofar = size == 0
                ? ""
                : text(
                        "; %.1f of %s MB are kept, the same command goes on from there",
                        size / 1e6, attempt.total > 0 ? text("%.1f", attempt.total / 1e6) : "?");
        return InputException.of(address.toString(), attempt.reason + sofar, "without a network, " + remedy);
    }

    private Attempt attempt(HttpClient client, FileChannel file, String name) throws IOException {
        progress.check();
        long start = file.size();
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
        if (start > 0) {
            request.header("Range", "bytes=" + start + "-");
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return new Attempt(false, true, "cannot be reached (" + reason(e) + ")", 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled");
        }
        try (InputStream body = response.body()) {
            long from = first(response, start);
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            if (from < 0) {
                file.truncate(0);
                return new Attempt(false, false, "does not go on where the download was cut", 0);
            }
            file.truncate(from);
            return receive(body, file.position(from), name, length < 0 ? -1 : from + length);
        }
    }

    /** The place of the first byte that comes; negative where what is here fits no part of the file. */
    private long first(HttpResponse<?> response, long start) {
        int status = response.statusCode();
        if (status == 200) {
            return 0;
        }
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (status == 206 && range.startsWith("bytes " + start + "-")) {
            return start;
        }
        if (start > 0 && (status == 416 || status == 206)) {
            return -1;
        }
        throw InputException.of(response.uri().toString(), "the server answers " + status, remedy);
    }

    private Attempt receive(InputStream body, FileChannel file, String name, long total) throws IOException {
        AtomicLong last = new AtomicLong(System.nanoTime());
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(Download::daemon);
        long period = Math.max(10, patience.toMillis() / 10);
        ScheduledFuture<?> guard = watch.scheduleAtFixedRate(
                () -> {
                    if (System.nanoTime() - last.get() > patience.toNanos()) {
                        close(body);
                    }
                },
                period,
                period,
                TimeUnit.MILLISECONDS);
        @Nullable String reason = null;
        byte[] buffer = new byte[CHUNK];
        try {
            while (true) {
                int n;
                try {
                    n = body.read(buffer);
                } catch (IOException e) {
                    boolean silent = System.nanoTime() - last.get() > patience.toNanos();
                    reason = silent
                            ? "the server has sent nothing for " + patience.toSeconds() + " s"
                            : "the connection was cut (" + reason(e) + ")";
                    break;
                }
                if (n < 0) {
                    break;
                }
                last.set(System.nanoTime());
                write(file, buffer, n);
                progress.check();
                progress.report("fetching " + name, file.size(), Math.max(total, 0), "");
            }
        } finally {
            guard.cancel(false);
            watch.shutdownNow();
        }
        boolean complete = reason == null && (total < 0 || file.size() >= total);
        return new Attempt(complete, false, reason == null ? "the connection was cut" : reason, total);
    }

    private static void write(FileChannel file, byte[] buffer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "download watch");
        thread.setDaemon(true);
        return thread;
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // the reader meets it
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null || message.isBlank() ? "" : ": " + message);
    }
}
