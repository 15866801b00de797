package org.neurochains.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Quoted;

/** The regular files of a tar archive, read in place: nothing is unpacked, links and paths are not followed. */
final class TarArchive {
    /**
     * One file.
     *
     * @param begin position of its first byte in the archive
     * @param size its bytes, all of them present
     */
    record Entry(long begin, long size) {}

    private static final int BLOCK = 512;
    private static final int MAGIC = 257;

    private TarArchive() {}

    /** Whether a file begins with a tar header. */
    static boolean begins(byte[] head) {
        return head.length >= BLOCK && new String(head, MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    /**
     * The archive's regular files by name.
     *
     * @throws InputException if a header is damaged, a file is cut short or a name occurs twice
     */
    static Map<String, Entry> read(Bytes file) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        long position = 0;
        while (position + BLOCK <= file.size()) {
            byte[] header = file.read(position, BLOCK);
            if (header[0] == 0) {
                break;
            }
            checkSum(file, header, position);
            Entry entry = new Entry(position + BLOCK, octal(file, header, 124, 12));
            if (entry.size > file.size() - entry.begin) {
                throw file.cutShort(
                        "tar entry " + name(header) + " has " + entry.size + " bytes from byte " + entry.begin);
            }
            if ((header[156] == '0' || header[156] == 0) && entries.put(name(header), entry) != null) {
                throw damaged(file, "has two entries named " + name(header));
            }
            position = entry.begin + (entry.size + BLOCK - 1) / BLOCK * BLOCK;
        }
        return entries;
    }

    private static String name(byte[] header) {
        int end = 0;
        while (end < 100 && header[end] != 0) {
            end++;
        }
        String name = new String(header, 0, end, StandardCharsets.UTF_8);
        return Quoted.of(name.startsWith("./") ? name.substring(2) : name);
    }

    /** The sum of the header's bytes, its own field counted as blanks. */
    private static void checkSum(Bytes file, byte[] header, long position) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(file, header, 148, 8)) {
            throw damaged(file, "has a damaged header at byte " + position);
        }
    }

    /** Octal digits among blanks, or a binary number where the first bit is set. */
    private static long octal(Bytes file, byte[] header, int at, int length) {
        boolean binary = header[at] < 0;
        long value = 0;
        for (int i = at; i < at + length; i++) {
            int b = header[i] & 0xff;
            if (binary) {
                value = (value << 8) | (i == at ? b & 0x7f : b);
            } else if (b >= '0' && b <= '7') {
                value = (value << 3) | (b - '0');
            } else if (b != 0 && b != ' ') {
                throw damaged(file, "has a number that is not octal");
            }
        }
        if (value < 0) {
            throw damaged(file, "has a negative number");
        }
        return value;
    }

    private static InputException damaged(Bytes file, String problem) {
        return file.damaged("the tar archive " + problem);
    }
}
