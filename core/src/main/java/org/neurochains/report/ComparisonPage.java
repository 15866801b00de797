package org.neurochains.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** Writes a comparison of chains as one HTML file. */
public final class ComparisonPage {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final SinglePage PAGE = new SinglePage("compare.html", "compare.css", "compare.js");

    private ComparisonPage() {}

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @throws org.neurochains.InputException if the file cannot be written
     */
    public static void write(ComparisonDocument document, Path file) {
        // In JSON "<" stands in texts alone, and there an escape means the same without ending the script element.
        String json = MAPPER.writeValueAsString(document.withEdges()).replace("<", "\\u003c");
        PAGE.write(file, writer -> {
            try {
                writer.write(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
