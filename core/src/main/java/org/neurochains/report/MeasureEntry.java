package org.neurochains.report;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measure's pictures with the numbers they show.
 *
 * @param name short name: {@code fidelity}
 * @param title one line
 * @param summary what was found, in a sentence with its numbers
 * @param pictures whole SVG documents; shown as images, so nothing in them runs
 * @param columns the table's header
 * @param rows the table's cells, as text
 * @param verdict whether what the measure asks for holds: {@code holds}, {@code holds in part}, {@code does not hold};
 *     empty where the numbers decide nothing, null in files of older versions
 */
@RecordBuilder
record MeasureEntry(
        String name,
        String title,
        String summary,
        List<String> pictures,
        List<String> columns,
        List<List<String>> rows,
        @Nullable String verdict)
        implements MeasureEntryBuilder.With {
    /** Copies the lists and checks that each row is as long as the header. */
    public MeasureEntry {
        pictures = List.copyOf(pictures);
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "measure " + name + ": a row of " + row.size() + " cells under " + columns.size() + " columns");
            }
        }
    }
}
