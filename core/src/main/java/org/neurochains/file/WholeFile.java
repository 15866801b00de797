package org.neurochains.file;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * Writes files that are there as a whole or not at all: first beside their place under a name that no other process
 * uses, then moved there. An older file stays until then, and nothing is left of a write that failed.
 */
public final class WholeFile {
    private static final int BUFFER = 1 << 16;
    private static final Pattern PARTIAL = Pattern.compile("\\..+\\.(\\d{1,18})-[0-9a-f]+\\.part");

    private WholeFile() {}

    /** What writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /** Writes it; the stream is buffered and closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file into a folder that is there.
     *
     * @return the file
     * @throws InputException if it cannot be written, with the system's reason and what to do
     */
    public static Path write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        Path partial = partial(target);
        try {
            try (Watched out = new Watched(partial)) {
                out.take(content);
            }
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            discard(partial);
        }
    }

    /** As {@link #write(Path, Content)}. */
    public static Path write(Path file, byte[] content) {
        return write(file, out -> out.write(content));
    }

    /** As {@link #write(Path, byte[])}; makes the folders above the file that are missing. */
    public static Path writeWithFolders(Path file, byte[] content) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return write(file, content);
    }

    /** As {@link #write(Path, Content)}, in UTF-8. */
    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The fault of a file that the system does not let us write: its place, the reason in plain words, the remedy. */
    public static InputException unwritable(Path file, IOException e) {
        String remedy = full(e) ? "free some space, or choose another disk" : "choose a place that you may write";
        return InputException.of(file.toString(), "cannot be written (" + reason(e) + ")", remedy, e);
    }

    /** Whether the system says that a disk, or one's share of it, is full. */
    public static boolean full(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("Disk quota exceeded")
                || message.contains("not enough space on the disk");
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return ((FileSystemException) e).getFile() + " is a file, not a folder";
        } else if (e instanceof NoSuchFileException) {
            return "no such folder";
        } else if (e instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Path partial(Path file) {
        String mark = ProcessHandle.current().pid() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        return file.resolveSibling("." + file.getFileName() + "." + mark + ".part");
    }

    private static void discard(Path partial) {
        try {
            if (Files.exists(partial)) {
                Files.delete(partial);
            }
        } catch (IOException e) {
            partial.toFile().deleteOnExit(); // what refused it may have gone by then
        }
    }

    /** Deletes what killed processes have left in a folder and those below it. */
    public static void sweep(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path each : inside.filter(WholeFile::left).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            // a folder that cannot be read keeps what is left in it; the command's own writes will say so
        }
    }

    private static boolean left(Path file) {
        Matcher partial = PARTIAL.matcher(String.valueOf(file.getFileName()));
        return partial.matches()
                && ProcessHandle.of(Long.parseLong(partial.group(1))).isEmpty();
    }

    /** A file's stream that remembers why it refused bytes, whatever the one who wrote them makes of it. */
    private static final class Watched extends FilterOutputStream {
        private @Nullable IOException fault;

        Watched(Path file) throws IOException {
            super(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }

        void take(Content content) throws IOException {
            try (OutputStream buffered = new BufferedOutputStream(this, BUFFER)) {
                content.writeTo(buffered);
            } catch (RuntimeException e) {
                if (fault != null) {
                    throw fault;
                }
                throw e;
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                fault = e;
                throw e;
            }
        }
    }
}
