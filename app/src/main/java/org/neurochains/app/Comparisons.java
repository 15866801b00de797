package org.neurochains.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.neurochains.InputException;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.report.ComparisonPage;
import tools.jackson.databind.json.JsonMapper;

/** The files of a comparison. */
final class Comparisons {
    /** The page's file name. */
    static final String PAGE = "compare.html";

    private Comparisons() {}

    /** Writes the page and the document; each replaces an older one as a whole. */
    static void write(ComparisonDocument document, Path page, Path json) {
        ComparisonPage.write(document, page);
        Path partial = json.resolveSibling(json.getFileName() + ".part");
        try {
            Files.write(partial, JsonMapper.shared().writeValueAsBytes(document.json()));
            Files.move(partial, json, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw InputException.of(
                    json.toString(), "cannot be written (" + e.getMessage() + ")", "choose a writable folder", e);
        }
    }
}
