package org.neurochains.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/** The JSON document inside a page. */
public final class PageDocument {
    private static final String OPEN = "<script type=\"text/plain\" id=\"document\">";

    private PageDocument() {}

    /** The document's text. */
    public static String of(Path page) {
        try {
            return of(Files.readString(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document's text in a page's markup. */
    public static String of(String markup) {
        int start = markup.indexOf(OPEN) + OPEN.length();
        byte[] packed = Base64.getDecoder().decode(markup.substring(start, markup.indexOf("</script>", start)));
        try (InflaterInputStream text = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
