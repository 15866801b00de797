package org.neurochains.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * Identifies a file as it was at one moment. The digest takes time for large files, so it waits until it is asked for.
 */
public final class Fingerprint {
    private final Path file;
    private final long size;
    private final FileTime modified;
    private @Nullable String sha256;

    private Fingerprint(Path file, BasicFileAttributes attributes) {
        this.file = file;
        this.size = attributes.size();
        this.modified = attributes.lastModifiedTime();
    }

    /**
     * The file now.
     *
     * @throws InputException if it is missing or no regular file
     */
    public static Fingerprint of(Path file) {
        BasicFileAttributes attributes = attributes(file);
        if (!attributes.isRegularFile()) {
            throw InputException.of(
                    file.toString(),
                    attributes.isDirectory() ? "is a folder" : "is no regular file",
                    "name a model file");
        }
        return new Fingerprint(file, attributes);
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }

    public synchronized String sha256() {
        if (sha256 == null) {
            String digest = digest();
            BasicFileAttributes now = attributes(file);
            if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
                throw InputException.of(file.toString(), "changed since it was read", "start again");
            }
            sha256 = digest;
        }
        return sha256;
    }

    private String digest() {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in, done -> {});
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }
}
