package org.neurochains.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.neurochains.InputException;

/**
 * Writes a chain as one HTML file: style, script and data are inside, and the page loads nothing from elsewhere.
 *
 * <pre>{@code
 * Report.write(
 *         ReportDocument.of(chainJson)
 *                 .topology(layers)
 *                 .image(RegionImage.of(file, label, Picture.of("jpeg", bytes)))
 *                 .build(),
 *         folder.resolve("report.html"));
 * }</pre>
 */
public final class Report {
    private static final String SCRIPT = "main.js";

    private Report() {}

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @throws InputException if the file cannot be written
     */
    public static void write(ReportDocument document, Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (Writer writer = new BufferedWriter(Files.newBufferedWriter(partial), 1 << 16)) {
                write(document, writer);
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw InputException.of(
                    file.toString(), "cannot be written (" + e.getMessage() + ")", "choose a writable folder", e);
        }
    }

    private static void write(ReportDocument document, Writer writer) throws IOException {
        String script = "\n" + Modules.join(SCRIPT, Report::resource);
        String shell = resource("page.html");
        int style = shell.indexOf("/*STYLE*/");
        int data = shell.indexOf("/*DOCUMENT*/");
        int code = shell.indexOf("/*SCRIPT*/");
        writer.write(shell.substring(0, style).replace("SCRIPT-HASH", hash(script)));
        writer.write(resource("page.css"));
        writer.write(shell.substring(style + "/*STYLE*/".length(), data));
        DocumentWriter.write(document, new Unclosed(writer));
        writer.write(shell.substring(data + "/*DOCUMENT*/".length(), code));
        writer.write(script);
        writer.write(shell.substring(code + "/*SCRIPT*/".length()));
    }

    /** A writer that stays open when the JSON is done. */
    private static final class Unclosed extends java.io.FilterWriter {
        private Unclosed(Writer writer) {
            super(writer);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** The digest by which the page's security policy admits its one script and no other. */
    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Report.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the page's source " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
