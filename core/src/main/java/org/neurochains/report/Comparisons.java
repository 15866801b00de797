package org.neurochains.report;

import java.nio.file.Path;
import org.neurochains.WholeFile;
import tools.jackson.databind.json.JsonMapper;

/** The files of a comparison. */
public final class Comparisons {
    /** The page's file name. */
    public static final String PAGE = "compare.html";

    private Comparisons() {}

    /** Writes the page and the document; each replaces an older one as a whole. */
    static void write(ComparisonDocument document, Path page, Path json) {
        ComparisonPage.write(document, page);
        WholeFile.write(json, JsonMapper.shared().writeValueAsBytes(document.json()));
    }
}
