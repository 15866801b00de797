package org.neurochains.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.neurochains.weights.ZipBytes;

/**
 * Inputs are whole files, or after one letter what lies behind checks that a fuzzer seldom passes: {@code Z} the pickle
 * of a zip archive with two storages, {@code L} a legacy checkpoint from its version on, {@code T} the three parts of a
 * tar archive, the first two preceded by their lengths in two bytes.
 */
final class CheckpointInput {
    /** The number that a legacy checkpoint begins with, pickled. */
    private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

    private CheckpointInput() {}

    /** The file that an input stands for. */
    static byte[] content(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        return switch (input[0]) {
            case 'Z' -> zip(rest);
            case 'L' -> concatenated(MAGIC, rest);
            case 'T' -> tar(rest);
            default -> input;
        };
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] zip(byte[] pickle) {
        return new ZipBytes()
                .stored("a/data.pkl", pickle)
                .stored("a/data/0", new byte[16])
                .stored("a/data/1", new byte[8])
                .bytes();
    }

    private static byte[] tar(byte[] parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (String name : new String[] {"storages", "tensors"}) {
            int length = at + 2 > parts.length ? 0 : ((parts[at] & 0xff) << 8) | (parts[at + 1] & 0xff);
            int begin = Math.min(at + 2, parts.length);
            int end = Math.min(begin + length, parts.length);
            entry(out, name, Arrays.copyOfRange(parts, begin, end));
            at = end;
        }
        entry(out, "pickle", Arrays.copyOfRange(parts, at, parts.length));
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, String.format("%011o", content.length));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum) + "\0");
        out.writeBytes(header);
        out.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
