package org.neurochains.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.WholeFile;
import org.slf4j.LoggerFactory;

/**
 * Keeps other processes from writing a chain's folder at the same time, so that its files belong together. The system lets go of it when the process ends,
 * however it ends.
 */
final class FolderLock implements AutoCloseable {
    /** The lock's file, in the folder while somebody writes there. */
    static final String NAME = ".neurochains.lock";

    /** Beyond the token: where locks are mandatory, what is locked cannot be read. */
    private static final long PLACE = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the folder, and clears away what killed processes have left half written in it.
     *
     * @param folder one that is there
     * @throws InputException if another process, or another thread of this one, writes it, or if it cannot be written
     */
    static FolderLock take(Path folder) {
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
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw InputException.of(
                    folder.toString(),
                    "is being written by another neurochains",
                    "wait for it, or name another folder");
        }
        FolderLock lock = new FolderLock(file, channel);
        try {
            byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(token), 0);
            if (Arrays.equals(token, Files.readAllBytes(file))) {
                return lock;
            }
            channel.close();
        } catch (NoSuchFileException e) {
            channel.close();
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return null;
    }

    private static boolean locked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock(PLACE, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            LoggerFactory.getLogger(FolderLock.class).debug("no locks on this file system", e);
            return true;
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LoggerFactory.getLogger(FolderLock.class).debug("{} is left", file, e);
        }
    }
}
