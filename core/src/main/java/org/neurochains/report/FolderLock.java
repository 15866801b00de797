package org.neurochains.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.HeldFile;
import org.neurochains.file.WholeFile;
import org.slf4j.LoggerFactory;

/**
 * Keeps other processes from writing a chain's folder at the same time, so that its files belong together. The system
 * lets go of it when the process ends, however it ends.
 */
public final class FolderLock implements AutoCloseable {
    /** The lock's file, in the folder while somebody writes there. */
    public static final String NAME = ".neurochains.lock";

    /** Beyond the token: where locks are mandatory, what is locked cannot be read. */
    private static final long PLACE = 1 << 20;

    private final Path file;
    private final HeldFile held;
    /** Kept open, as closing it would let go of the lock. */
    private final FileChannel reader;

    private FolderLock(Path file, HeldFile held, FileChannel reader) {
        this.file = file;
        this.held = held;
        this.reader = reader;
    }

    /**
     * Takes the folder, and clears away what killed processes have left half written in it.
     *
     * @param folder one that is there
     * @throws InputException if another process, or another thread of this one, writes it, or if it cannot be written
     */
    public static FolderLock take(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            @Nullable FolderLock lock = null;
            while (lock == null) {
                lock = attempt(file, folder);
            }
            WholeFile.sweep(folder);
            return lock;
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
    }

    /** The lock, or null where its file was deleted by the former holder in between. */
    private static @Nullable FolderLock attempt(Path file, Path folder) throws IOException {
        @Nullable HeldFile held = HeldFile.tryHold(file, PLACE);
        if (held == null) {
            throw InputException.of(
                    folder.toString(),
                    "is being written by another neurochains",
                    "wait for it, or name another folder");
        }
        try {
            ByteBuffer token = ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
            held.channel().write(token.duplicate(), 0);
            FileChannel reader = FileChannel.open(file, StandardOpenOption.READ);
            if (starts(reader, token)) {
                return new FolderLock(file, held, reader);
            }
            reader.close();
        } catch (NoSuchFileException e) {
            LoggerFactory.getLogger(FolderLock.class).debug("{} went", file, e);
        } catch (IOException e) {
            try (held) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
        held.close();
        return null;
    }

    private static boolean starts(FileChannel reader, ByteBuffer token) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(token.remaining());
        reader.read(read, 0);
        return read.flip().equals(token);
    }

    @Override
    public void close() {
        try (held;
                reader) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LoggerFactory.getLogger(FolderLock.class).debug("{} is left", file, e);
        }
    }
}
