package org.neurochains.report;

import java.nio.file.Path;

/** Writes a comparison of chains as one HTML file. */
public final class ComparisonPage {
    /** The page's file name. */
    public static final String FILE = "compare.html";

    private static final SinglePage PAGE = new SinglePage("compare.html", "compare.css", "compare.js");

    private ComparisonPage() {}

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @throws org.neurochains.InputException if the file cannot be written
     */
    public static void write(ComparisonDocument document, Path file) {
        PAGE.write(file, writer -> DocumentWriter.write(document.forPage(), writer));
    }
}
