package org.neurochains.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of which one holder, among all threads and processes, has locked a byte; the byte need not be there. The
 * system lets go of it when the process ends, however it ends.
 *
 * <p>POSIX lets go of all of a process's locks on a file as soon as the process closes any channel of it
 * ({@code fcntl(2)}). So a file that is held by this process is not opened here a second time, and nobody else should
 * open it: what has to be read of it is read through {@link #channel()}.
 */
public final class HeldFile implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private HeldFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Holds a file, which is made where it is missing. Where the file system has no locks, only this process's other
     * threads are kept away.
     *
     * @param place the byte to lock, from 0
     * @return null if the byte, or in this process the file, is held
     * @throws IOException if the file cannot be opened for writing
     */
    public static @Nullable HeldFile tryHold(Path file, long place) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (HELD.contains(absolute)) {
                return null;
            }
            FileChannel channel = FileChannel.open(absolute, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel, place)) {
                channel.close();
                return null;
            }
            HELD.add(absolute);
            return new HeldFile(absolute, channel);
        }
    }

    /**
     * Whether somebody holds a byte of a file.
     *
     * @throws IOException if the file is missing or cannot be opened for writing
     */
    public static boolean isHeld(Path file, long place) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (HELD.contains(absolute)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(absolute, StandardOpenOption.WRITE)) {
                return !locked(channel, place);
            }
        }
    }

    private static boolean locked(FileChannel channel, long place) {
        try {
            return channel.tryLock(place, 1, false) != null;
        } catch (IOException e) {
            return true; // a file system without locks
        }
    }

    /** The file, opened for writing; closed with this. */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Waits for another byte of the file and holds it too.
     *
     * @throws IOException if the system cannot; nothing is held then
     */
    public void awaitToo(long place) throws IOException {
        try {
            channel.lock(place, 1, false);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Lets go of it. */
    @Override
    public void close() {
        synchronized (HELD) {
            HELD.remove(file);
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
