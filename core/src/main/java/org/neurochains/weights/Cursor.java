package org.neurochains.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;

/** Reads a stretch of a file from its front, and says where it stands when something is wrong. */
final class Cursor {
    private static final int MAX_LINE = 4096;

    private final Bytes file;
    private final String place;
    private final long start;
    private final long length;
    private final InputStream in;
    private long position;

    /**
     * A cursor at {@code from}.
     *
     * @param place the entry or part of the file, as messages name it
     */
    Cursor(Bytes file, String place, long from, long to) {
        this.file = file;
        this.place = place;
        this.start = from;
        this.length = to - from;
        this.in = new BufferedInputStream(file.stream(from, to), 1 << 13);
    }

    /** The next byte's position in the file. */
    long filePosition() {
        return start + position;
    }

    int u8() throws IOException {
        int next = position < length ? in.read() : -1;
        if (next < 0) {
            throw ended(1);
        }
        position++;
        return next;
    }

    /** A little-endian number of 1 to 8 bytes; 8 bytes are signed, fewer are not. */
    long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) u8() << (8 * i);
        }
        return value;
    }

    double bigEndianDouble() throws IOException {
        return ByteBuffer.wrap(take(8)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /**
     * The next bytes.
     *
     * @param count unsigned: a negative one is beyond any file
     * @throws InputException if fewer are left; nothing is allocated then
     */
    byte[] take(long count) throws IOException {
        if (count < 0 || count > length - position || count > Integer.MAX_VALUE - 8) {
            throw ended(count);
        }
        byte[] bytes = in.readNBytes((int) count);
        position += bytes.length;
        if (bytes.length < count) {
            throw file.cutShort(place + " ends early");
        }
        return bytes;
    }

    /**
     * Passes over bytes.
     *
     * @throws InputException if fewer are left
     */
    void skip(long count) throws IOException {
        if (count < 0 || count > length - position) {
            throw ended(count);
        }
        in.skipNBytes(count);
        position += count;
    }

    /** The text up to the next line feed, which is passed over. */
    String line() throws IOException {
        byte[] bytes = new byte[MAX_LINE];
        for (int i = 0; i < MAX_LINE; i++) {
            bytes[i] = (byte) u8();
            if (bytes[i] == '\n') {
                return new String(bytes, 0, i, StandardCharsets.UTF_8);
            }
        }
        throw fault("a line is longer than " + MAX_LINE + " bytes", CheckpointFault.SAVE_AGAIN);
    }

    private InputException ended(long count) {
        return fault(
                Long.toUnsignedString(count) + " bytes are claimed, " + (length - position) + " are left",
                "the file is cut short or damaged; copy or download it again");
    }

    InputException damaged(String problem) {
        return fault(problem, Bytes.COPY_AGAIN);
    }

    /** The fault of a pickle that is damaged, or holds more than weights need. */
    InputException pickleFault(String problem) {
        return fault("the pickle " + problem, CheckpointFault.SAVE_AGAIN);
    }

    InputException fault(String problem, String remedy) {
        return InputException.of(file.name(), place + ", byte " + position + ": " + problem, remedy);
    }
}
