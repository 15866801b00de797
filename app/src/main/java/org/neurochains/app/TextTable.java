package org.neurochains.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neurochains.Phrase;

/**
 * Rows of text in aligned columns: the first to the left, the others to the left or, where they hold numbers, to the
 * right. A last column of text is broken where a line is wider than {@link Style#WIDTH}.
 */
final class TextTable {
    private static final String GAP = "  ";
    /** Where a last column begins beyond it, too little room is left to break it. */
    private static final int WIDEST = 60;

    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param alignment a character for each column: {@code <} for texts, {@code >} for numbers
     */
    TextTable(String alignment) {
        this.alignment = alignment;
    }

    private boolean right(int column) {
        return alignment.charAt(column) == '>';
    }

    /** Adds a row; missing cells at its end are empty. */
    TextTable row(Object... cells) {
        rows.add(Arrays.stream(cells).map(TextTable::text).toList());
        return this;
    }

    private static String text(Object cell) {
        if (cell instanceof Integer || cell instanceof Long) {
            return Phrase.text("%,d", ((Number) cell).longValue());
        }
        return cell.toString();
    }

    /** Prints the rows. */
    void print(PrintWriter out) {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            int last = 0;
            for (int c = 0; c < row.size(); c++) {
                String space = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? "" : GAP);
                last = line.length();
                line.append(right(c) ? space + row.get(c) : row.get(c) + space);
            }
            broken(line.toString().stripTrailing(), right(row.size() - 1) ? 0 : last)
                    .forEach(out::println);
        }
    }

    /** A line whose last column is text, which goes on below itself where it is too wide. */
    private static List<String> broken(String line, int last) {
        if (line.length() <= Style.WIDTH || last == 0 || last > WIDEST) {
            return List.of(line);
        }
        List<String> lines = Style.wrapped(line.substring(last), last);
        lines.set(0, line.substring(0, last) + lines.get(0).substring(last));
        return lines;
    }
}
