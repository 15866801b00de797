package org.neurochains.app.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What requests carry, up to a limit: by what they announce, and by what comes. */
final class Bodies {
    private static final int BUFFER = 1 << 16;

    private Bodies() {}

    /**
     * Reads a small body.
     *
     * @param announced the header Content-Length, if there is one
     * @throws Refusal (413) if it is longer than the limit
     */
    static byte[] read(InputStream in, @Nullable String announced, long limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(in, announced, limit, bytes);
        return bytes.toByteArray();
    }

    /**
     * Saves a body as a file, which is there as a whole or not at all.
     *
     * @throws Refusal (413) if it is longer than the limit; nothing of it is kept
     */
    static void save(InputStream in, @Nullable String announced, long limit, Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".upload-", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                copy(in, announced, limit, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Reads a small rest that is on its way, so that its sender gets to the answer; a large one is cut off. */
    static void skip(InputStream in, String announced) throws IOException {
        if (length(announced) <= BUFFER) {
            in.readNBytes(BUFFER);
        }
    }

    private static void copy(InputStream in, @Nullable String announced, long limit, OutputStream out)
            throws IOException {
        if (announced != null && !(length(announced) <= limit)) {
            throw tooLong(limit);
        }
        byte[] buffer = new byte[BUFFER];
        long sum = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            sum += n;
            if (sum > limit) {
                throw tooLong(limit);
            }
            out.write(buffer, 0, n);
        }
    }

    private static long length(String announced) {
        try {
            return Long.parseLong(announced.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static Refusal tooLong(long limit) {
        return new Refusal(
                413, "larger than the " + (limit >> 20) + " MiB that may be sent; choose a file on this machine");
    }
}
