package org.neurochains.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256 digests. */
public final class Sha256 {
    private static final int PIECE = 1 << 16;

    private Sha256() {}

    /** The digest in hexadecimal digits. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(digest(content));
    }

    /**
     * The digest of all that a stream holds, in hexadecimal digits.
     *
     * @param progress hears after each piece how many bytes have been read
     */
    public static String of(InputStream stream, LongConsumer progress) throws IOException {
        MessageDigest digest = sha256();
        byte[] piece = new byte[PIECE];
        long done = 0;
        for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
            digest.update(piece, 0, count);
            done += count;
            progress.accept(done);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest itself. */
    public static byte[] digest(byte[] content) {
        return sha256().digest(content);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
