package org.neurochains.report;

import java.nio.file.Path;
import org.neurochains.InputException;

/**
 * Writes a chain as one HTML file: style, script and data are inside, and the page loads nothing from elsewhere.
 *
 * <pre>{@code
 * Report.write(
 *         ReportDocument.of(chainJson)
 *                 .topology(layers)
 *                 .images(List.of(PageImage.of(file, label, Picture.of("jpeg", bytes))))
 *                 .build(),
 *         folder.resolve("report.html"));
 * }</pre>
 */
public final class Report {
    private static final SinglePage PAGE = new SinglePage("page.html", "page.css", "main.js");

    private Report() {}

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @throws InputException if the file cannot be written
     */
    public static void write(ReportDocument document, Path file) {
        PAGE.write(file, writer -> DocumentWriter.write(document, writer));
    }
}
