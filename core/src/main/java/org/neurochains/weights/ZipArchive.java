package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Quoted;

/**
 * The entries of a zip archive, read in place: nothing is unpacked to disk, so an entry's name leads nowhere.
 *
 * <p>The directory at the end is believed only as far as the entries' own headers agree with it. Refused are: two
 * entries of one name, entries that overlap, encryption, methods other than stored and deflated, an entry that inflates
 * more than {@value #MAX_RATIO} times, and names that climb out of the archive.
 */
final class ZipArchive {
    /**
     * One entry.
     *
     * @param begin position of its first byte in the file
     * @param packed bytes in the file
     * @param size bytes when unpacked
     */
    record Entry(String name, boolean deflated, long crc, long begin, long packed, long size) {}

    private record Directory(long begin, long size, long count) {}

    private static final int MAX_RATIO = 200;
    private static final long ALWAYS_FINE = 1 << 20;
    private static final int END = 22;
    private static final int LOCATOR = 20;
    private static final int END64 = 56;
    private static final int CENTRAL = 46;
    private static final int LOCAL = 30;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY = 64 << 20;
    private static final long MAX32 = 0xffffffffL;

    private final Bytes file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipArchive(Bytes file) {
        this.file = file;
    }

    /**
     * Reads and checks the archive's directory.
     *
     * @throws InputException if it is damaged, or refused for a reason given above
     */
    static ZipArchive of(Bytes file) throws IOException {
        ZipArchive archive = new ZipArchive(file);
        archive.readDirectory(archive.directory());
        archive.checkOverlaps();
        return archive;
    }

    /** The entries by name, in the directory's order. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** The unpacked bytes of an entry; its size and checksum are checked when the stream's end is reached. */
    InputStream open(Entry entry) {
        return new ZipEntryStream(file, entry);
    }

    private Directory directory() throws IOException {
        int tail = (int) Math.min(file.size(), END + MAX_COMMENT);
        ByteBuffer buffer = little(file.read(file.size() - tail, tail));
        for (int at = tail - END; at >= 0; at--) {
            if (buffer.getInt(at) == 0x06054b50 && (buffer.getShort(at + 20) & 0xffff) == tail - at - END) {
                return directory(buffer, at, file.size() - tail + at);
            }
        }
        throw file.fault("the zip archive has no end record", "the file is cut short; copy or download it again");
    }

    private Directory directory(ByteBuffer buffer, int at, long position) throws IOException {
        long count = buffer.getShort(at + 10) & 0xffff;
        long size = buffer.getInt(at + 12) & MAX32;
        long begin = buffer.getInt(at + 16) & MAX32;
        if (count == 0xffff || size == MAX32 || begin == MAX32) {
            return directory64(position);
        }
        return checked(new Directory(begin, size, count), position);
    }

    private Directory directory64(long end) throws IOException {
        if (end < LOCATOR) {
            throw damaged("the zip archive lacks its 64-bit end record");
        }
        ByteBuffer locator = little(file.read(end - LOCATOR, LOCATOR));
        long position = locator.getLong(8);
        if (locator.getInt(0) != 0x07064b50 || position < 0 || position > end - LOCATOR - END64) {
            throw damaged("the zip archive lacks its 64-bit end record");
        }
        ByteBuffer record = little(file.read(position, END64));
        if (record.getInt(0) != 0x06064b50) {
            throw damaged("the zip archive lacks its 64-bit end record");
        }
        return checked(new Directory(record.getLong(48), record.getLong(40), record.getLong(32)), position);
    }

    private Directory checked(Directory directory, long end) {
        if (directory.begin < 0
                || directory.size < 0
                || directory.begin > end
                || directory.size > end - directory.begin) {
            throw damaged("the zip archive's directory lies outside the file");
        }
        if (directory.size > MAX_DIRECTORY) {
            throw damaged("the zip archive's directory has " + directory.size + " bytes");
        }
        return directory;
    }

    private void readDirectory(Directory directory) throws IOException {
        ByteBuffer buffer = little(file.read(directory.begin, directory.size));
        long count = 0;
        for (; buffer.remaining() >= CENTRAL; count++) {
            Entry entry = readEntry(buffer, directory.begin);
            if (entries.put(entry.name, entry) != null) {
                throw damaged("the zip archive has two entries named " + Quoted.of(entry.name));
            }
        }
        if (buffer.hasRemaining() || count != directory.count) {
            throw damaged("the zip archive's directory lists " + count + " entries, its end record " + directory.count);
        }
    }

    private Entry readEntry(ByteBuffer buffer, long limit) throws IOException {
        ByteBuffer head = buffer.slice(buffer.position(), CENTRAL).order(ByteOrder.LITTLE_ENDIAN);
        int nameLength = head.getShort(28) & 0xffff;
        int extraLength = head.getShort(30) & 0xffff;
        int length = CENTRAL + nameLength + extraLength + (head.getShort(32) & 0xffff);
        if (head.getInt(0) != 0x02014b50 || length > buffer.remaining()) {
            throw damaged("the zip archive's directory is damaged");
        }
        byte[] name = new byte[nameLength];
        buffer.get(buffer.position() + CENTRAL, name);
        ByteBuffer extra = buffer.slice(buffer.position() + CENTRAL + nameLength, extraLength)
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(buffer.position() + length);
        return located(head, name, sizes(head, extra), limit);
    }

    /** Unpacked size, packed size and position, from the 64-bit extra field where the short ones are full. */
    private static long[] sizes(ByteBuffer head, ByteBuffer extra) {
        long[] sizes = {head.getInt(24) & MAX32, head.getInt(20) & MAX32, head.getInt(42) & MAX32};
        while (extra.remaining() >= 4) {
            int tag = extra.getShort() & 0xffff;
            int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
            int end = extra.position() + length;
            for (int i = 0; tag == 1 && i < sizes.length; i++) {
                if (sizes[i] == MAX32 && end - extra.position() >= 8) {
                    sizes[i] = extra.getLong();
                }
            }
            extra.position(end);
        }
        return sizes;
    }

    private Entry located(ByteBuffer head, byte[] nameBytes, long[] sizes, long limit) throws IOException {
        String name = new String(nameBytes, StandardCharsets.UTF_8);
        int method = head.getShort(10) & 0xffff;
        if ((head.getShort(8) & 1) != 0 || (method != 0 && method != 8)) {
            throw entryFault(name, "is encrypted or packed by method " + method);
        }
        if (name.startsWith("/") || List.of(name.split("[/\\\\]")).contains("..")) {
            throw entryFault(name, "has a name that leads out of the archive");
        }
        Entry entry = new Entry(
                name,
                method == 8,
                head.getInt(16) & MAX32,
                begin(name, nameBytes, sizes[2], limit),
                sizes[1],
                sizes[0]);
        checkSize(entry, limit);
        return entry;
    }

    private long begin(String name, byte[] nameBytes, long position, long limit) throws IOException {
        if (position < 0 || position > limit - LOCAL - nameBytes.length) {
            throw entryFault(name, "lies outside the archive");
        }
        ByteBuffer local = little(file.read(position, LOCAL + nameBytes.length));
        byte[] localName = new byte[nameBytes.length];
        local.get(LOCAL, localName);
        if (local.getInt(0) != 0x04034b50
                || (local.getShort(26) & 0xffff) != nameBytes.length
                || !java.util.Arrays.equals(localName, nameBytes)) {
            throw entryFault(name, "is not where the directory says");
        }
        return position + LOCAL + nameBytes.length + (local.getShort(28) & 0xffff);
    }

    private void checkSize(Entry entry, long limit) {
        if (entry.packed < 0 || entry.size < 0 || entry.begin > limit || entry.packed > limit - entry.begin) {
            throw entryFault(entry.name, "goes on after the end of the archive");
        }
        if (!entry.deflated && entry.size != entry.packed) {
            throw entryFault(entry.name, "is stored, but its two sizes differ");
        }
        if (entry.size > ALWAYS_FINE && entry.size / MAX_RATIO > entry.packed) {
            throw InputException.of(
                    file.name(),
                    "entry " + Quoted.of(entry.name) + " would unpack from " + entry.packed + " bytes to " + entry.size,
                    "at most " + MAX_RATIO + "-fold is read; save without compression");
        }
    }

    private void checkOverlaps() {
        long end = 0;
        List<Entry> inPlace = new ArrayList<>(entries.values());
        inPlace.sort(Comparator.comparingLong(Entry::begin));
        for (Entry entry : inPlace) {
            if (entry.begin < end) {
                throw entryFault(entry.name, "overlaps another one");
            }
            end = entry.begin + entry.packed;
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private InputException entryFault(String name, String problem) {
        return damaged("entry " + Quoted.of(name) + " of the zip archive " + problem);
    }

    private InputException damaged(String problem) {
        return file.fault(problem, "the file is damaged or made by hand; " + CheckpointFault.SAVE_AGAIN);
    }
}
