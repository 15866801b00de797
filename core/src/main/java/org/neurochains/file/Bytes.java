package org.neurochains.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.neurochains.InputException;

/** The bytes of a file, or of one unpacked to memory, read by position. A read is checked against the size first. */
public final class Bytes implements Closeable {
    /** The remedy for a damaged file. */
    public static final String COPY_AGAIN = "the file is damaged; copy or download it again";

    private static final int BUFFER = 1 << 16;

    @FunctionalInterface
    private interface Source {
        int read(ByteBuffer into, long position) throws IOException;
    }

    private final String name;
    private final long size;
    private final Source source;
    private final Closeable closeable;

    private Bytes(String name, long size, Source source, Closeable closeable) {
        this.name = name;
        this.size = size;
        this.source = source;
        this.closeable = closeable;
    }

    public static Bytes open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new Bytes(file.toString(), channel.size(), channel::read, channel);
    }

    public static Bytes of(String name, byte[] content) {
        return new Bytes(
                name,
                content.length,
                (into, position) -> {
                    int count = (int) Math.min(into.remaining(), content.length - position);
                    into.put(content, (int) position, count);
                    return count;
                },
                () -> {});
    }

    /** The file's path, as messages name it. */
    public String name() {
        return name;
    }

    public long size() {
        return size;
    }

    /**
     * A copy of some bytes.
     *
     * @throws InputException if the file ends before; nothing is allocated then
     */
    public byte[] read(long position, long count) throws IOException {
        if (position < 0 || count < 0 || count > size - position || count > Integer.MAX_VALUE - 8) {
            throw cutShort("bytes " + position + " to " + (position + count) + " are needed");
        }
        ByteBuffer into = ByteBuffer.allocate((int) count);
        fill(into, position);
        return into.array();
    }

    private void fill(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = source.read(into, at);
            if (count <= 0) {
                throw cutShort("it became shorter while it was read");
            }
            at += count;
        }
    }

    /** The bytes from one position to another, both within the file, through a small buffer. */
    public InputStream stream(long from, long to) {
        if (from < 0 || from > to || to > size) {
            throw new IllegalArgumentException("bytes " + from + " to " + to + " of " + size);
        }
        return new Range(from, to);
    }

    /** The fault of a file that the system does not let us read. */
    public static InputException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return InputException.of(file.toString(), "no such file", "name an existing model file", e);
        }
        if (e instanceof AccessDeniedException) {
            return InputException.of(file.toString(), "may not be read", "change its permissions", e);
        }
        return InputException.of(
                file.toString(),
                "cannot be read (" + Quoted.of(String.valueOf(e.getMessage())) + ")",
                "check the disk",
                e);
    }

    public InputException cutShort(String detail) {
        return fault("the file is cut short: " + detail + ", it has " + size, "copy or download it again");
    }

    public InputException fault(String problem, String remedy) {
        return InputException.of(name, problem, remedy);
    }

    /** The fault of a file that is not as it was written. */
    public InputException damaged(String problem) {
        return fault(problem, COPY_AGAIN);
    }

    @Override
    public void close() throws IOException {
        closeable.close();
    }

    private final class Range extends InputStream {
        private final long end;
        private long next;
        private final ByteBuffer buffer;

        Range(long from, long to) {
            next = from;
            end = to;
            buffer = ByteBuffer.allocate((int) Math.min(BUFFER, to - from));
            buffer.limit(0);
        }

        @Override
        public int read() throws IOException {
            return ready() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining() && length >= BUFFER && end - next >= length) {
                fill(ByteBuffer.wrap(into, offset, length), next); // no need of a buffer
                next += length;
                return length;
            }
            if (!ready()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(into, offset, count);
            return count;
        }

        private boolean ready() throws IOException {
            if (buffer.hasRemaining()) {
                return true;
            }
            if (next == end) {
                return false;
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - next));
            fill(buffer, next);
            next += buffer.position();
            buffer.flip();
            return true;
        }
    }
}
