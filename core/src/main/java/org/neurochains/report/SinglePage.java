package org.neurochains.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.neurochains.InputException;
import org.neurochains.file.Sha256;
import org.neurochains.file.WholeFile;

/**
 * One HTML file with its style, its script and its data inside; it loads nothing from elsewhere.
 *
 * @param shell the resource with the page's markup and places for the other parts
 * @param style the resource with what is special in its style
 * @param script the module that the page starts with
 */
record SinglePage(String shell, String style, String script) {

    /** Where the shell takes its parts; the worker's script is a text that only the page's own script starts. */
    private static final Pattern PLACE = Pattern.compile("/\\*(STYLE|DOCUMENT|WORKER|SCRIPT)\\*/");

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @param data writes one JSON document; it stands in the page packed
     * @throws InputException if the file cannot be written
     */
    void write(Path file, Consumer<Writer> data) {
        WholeFile.write(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            write(writer, data);
            writer.flush();
        });
    }

    private void write(Writer writer, Consumer<Writer> data) throws IOException {
        String joined = "\n" + Modules.join(script, SinglePage::resource);
        String markup = resource(shell).replace("SCRIPT-HASH", hash(joined));
        Matcher place = PLACE.matcher(markup);
        int written = 0;
        while (place.find()) {
            writer.write(markup, written, place.start() - written);
            written = place.end();
            switch (place.group(1)) {
                case "STYLE" -> writer.write(resource("common.css") + resource("touch.css") + resource(style));
                case "DOCUMENT" -> pack(writer, data);
                case "WORKER" -> writer.write(Modules.join("worker.js", SinglePage::resource));
                default -> writer.write(joined);
            }
        }
        writer.write(markup.substring(written));
    }

    /**
     * Packs what {@code text} writes: UTF-8, compressed (zlib, RFC 1950), as base64. A page of a hundred pictures takes
     * half the bytes, since every JPEG repeats the same tables and every JSON object the same names.
     */
    private static void pack(Writer out, Consumer<Writer> text) {
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

    /** The digest by which the page's security policy admits its one script and no other. */
    private static String hash(String script) {
        byte[] digest = Sha256.digest(script.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    static String resource(String name) {
        try (InputStream stream = SinglePage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the page's source " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
