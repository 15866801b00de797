package org.neurochains.app;

import java.io.PrintWriter;
import java.util.List;
import org.neurochains.measure.Finding;
import org.neurochains.measure.Meaning;

/** What measures found, for people: what it means in a sentence, then the few numbers that say so. */
final class MeaningPrinter {
    private static final int INDENT = 2;

    private MeaningPrinter() {}

    /** Prints the findings in their order, an empty line between them. */
    static void print(List<? extends Finding> findings, PrintWriter out, Style style) {
        boolean first = true;
        for (Finding finding : findings) {
            if (!first) {
                out.println();
            }
            first = false;
            print(finding, out, style);
        }
    }

    private static void print(Finding finding, PrintWriter out, Style style) {
        Meaning meaning = finding.meaning();
        out.println(style.heading(finding.measure().text(), finding.measure().claim(), meaning.verdict()));
        Style.wrapped(meaning.sentence(), INDENT).forEach(out::println);
        TextTable table = new TextTable("<<");
        meaning.rows().forEach(row -> table.row("    " + row.name(), row.value()));
        table.print(out);
    }
}
