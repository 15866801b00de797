package org.neurochains.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A text inside a page: UTF-8, compressed (zlib, RFC 1950), as base64. A page of a hundred pictures takes half the
 * bytes, since every JPEG repeats the same tables and every JSON object the same names.
 */
final class PackedText {
    private PackedText() {}

    /** Packs what {@code text} writes. */
    static void write(Writer out, Consumer<Writer> text) {
        Deflater deflater = new Deflater();
        try (Writer packed = new BufferedWriter(
                new OutputStreamWriter(
                        new DeflaterOutputStream(Base64.getEncoder().wrap(new Ascii(out)), deflater, 1 << 16),
                        StandardCharsets.UTF_8),
                1 << 16)) {
            text.accept(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
    }

    /** Bytes below 128 as characters; the writer stays open. */
    private static final class Ascii extends OutputStream {
        private final Writer out;

        private Ascii(Writer out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(new String(bytes, from, count, StandardCharsets.US_ASCII));
        }
    }
}
