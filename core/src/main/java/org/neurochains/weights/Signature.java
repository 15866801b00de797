package org.neurochains.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;

/**
 * Tells the formats apart by a file's first bytes; only where these say nothing does the name decide which reader
 * refuses.
 */
final class Signature {
    private static final int HEAD = 512;

    private Signature() {}

    /**
     * The format of a file.
     *
     * @throws InputException if it is none that is read; where the content is known, the message names it
     */
    static Format of(Bytes file) throws IOException {
        byte[] head = file.read(0, Math.min(HEAD, file.size()));
        boolean foreign = ForeignFormat.isKnown(file.name(), head);
        Format format = foreign ? null : byContent(head, file.size());
        if (format == null && !foreign) {
            format = byName(file.name());
        }
        if (format == null) {
            throw ForeignFormat.of(file.name(), head);
        }
        return format;
    }

    private static @Nullable Format byContent(byte[] head, long size) {
        if (starts(head, "PK\003\004") || starts(head, "PK\005\006")) {
            return Format.ZIP_CHECKPOINT;
        }
        if (TarArchive.begins(head)) {
            return Format.TAR_CHECKPOINT;
        }
        if (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 1 && head[1] <= 5) {
            return Format.LEGACY_CHECKPOINT;
        }
        if (isSafetensors(head, size)) {
            return Format.SAFETENSORS;
        }
        return isOnnx(head) ? Format.ONNX : null;
    }

    private static boolean isSafetensors(byte[] head, long size) {
        if (head.length < 9 || head[8] != '{') {
            return false;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return length > 0 && length <= size - 8;
    }

    /** Field 1 of a model, its version, is a number below 128; a length-delimited or numeric field follows. */
    private static boolean isOnnx(byte[] head) {
        if (head.length < 4 || head[0] != 0x08 || head[1] <= 0) {
            return false;
        }
        int field = head[2] >> 3;
        int kind = head[2] & 7;
        return field >= 2 && field <= 14 && (kind == 2 || kind == 0);
    }

    private static @Nullable Format byName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".safetensors")) {
            return Format.SAFETENSORS;
        }
        return lower.endsWith(".onnx") ? Format.ONNX : null;
    }

    private static boolean starts(byte[] head, String magic) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
    }
}
