package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.file.HeldFile;
import org.neurochains.file.Sha256;

/**
 * A folder of published weights. A file has its name there only when it is complete and its SHA-256 starts as its name
 * says; what has come of an interrupted download lies beside it with the ending {@code .part} and is gone on with.
 */
public record ModelCache(Path folder, URI address, Duration patience) {
    private static final String PART = ".part";
    /**
     * What is locked of an unfinished file: a byte that no file reaches, as what is locked cannot be written through
     * other channels on Windows.
     */
    private static final long BEYOND = Long.MAX_VALUE - 1;

    /** A folder that is filled from torchvision's address. */
    public static ModelCache of(Path folder) {
        return new ModelCache(folder, URI.create(PublishedModel.ADDRESS), Duration.ofSeconds(30));
    }

    /** The same folder, filled from another address; a connection that is silent for so long is given up. */
    public ModelCache from(URI mirror, Duration patience) {
        return new ModelCache(folder, mirror, patience);
    }

    /** Where a model lies, or would. */
    public Path place(PublishedModel model) {
        return folder.resolve(model.file());
    }

    /** Whether a model is here. */
    public boolean has(PublishedModel model) {
        return Files.isRegularFile(place(model));
    }

    /**
     * The file of a model, fetched where it is not here yet. A file that somebody has put here is checked as well.
     *
     * @throws InputException if it cannot be fetched or is not what its name says; says what to do by hand
     */
    public Path get(PublishedModel model, Progress progress) {
        Path file = place(model);
        if (has(model)) {
            requireDigest(model, file, "delete it and get it again", progress);
            return file;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw InputException.of(
                    parameter("cache") + " " + folder, "cannot be made (" + e + ")", "name a writable folder", e);
        }
        Path partial = file.resolveSibling(model.file() + PART);
        try {
            fetch(model, partial, progress);
        } catch (IOException e) {
            throw InputException.of(
                    partial.toString(),
                    "cannot be written (" + e + ")",
                    "make room or name another " + parameter("cache"),
                    e);
        }
        finish(model, partial, file, progress);
        return file;
    }

    private void fetch(PublishedModel model, Path partial, Progress progress) throws IOException {
        try (HeldFile held = hold(partial)) {
            try {
                new Download(address.resolve(model.file()), byHand(model), patience, progress)
                        .into(held.channel(), model.file());
                held.channel().force(true);
            } finally {
                if (held.channel().size() == 0) {
                    Files.delete(partial);
                }
            }
        }
    }

    private static HeldFile hold(Path partial) throws IOException {
        @Nullable HeldFile held = HeldFile.tryHold(partial, BEYOND);
        if (held == null) {
            throw InputException.of(partial.toString(), "is being written by another download", "wait for that one");
        }
        return held;
    }

    private void finish(PublishedModel model, Path partial, Path file, Progress progress) {
        try {
            try {
                requireDigest(model, partial, "it is deleted; get it again, or " + byHand(model), progress);
            } catch (InputException e) {
                Files.deleteIfExists(partial);
                throw e;
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw InputException.of(
                    file.toString(), "cannot be written (" + e + ")", "name another " + parameter("cache"), e);
        }
    }

    private String byHand(PublishedModel model) {
        return "put " + model.file() + " from " + PublishedModel.ADDRESS + model.file() + " into "
                + folder.toAbsolutePath().normalize();
    }

    private static void requireDigest(PublishedModel model, Path file, String remedy, Progress progress) {
        String digest = sha256(file, progress);
        if (!digest.startsWith(model.digest())) {
            throw InputException.of(
                    file.toString(),
                    "has the SHA-256 " + digest + ", which should start with " + model.digest(),
                    remedy);
        }
    }

    private static String sha256(Path file, Progress progress) {
        try (InputStream stream = Files.newInputStream(file)) {
            long size = Files.size(file);
            return Sha256.of(stream, done -> {
                progress.check();
                progress.report("checking " + file.getFileName(), done, size, "");
            });
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e + ")", "check its permissions", e);
        }
    }
}
