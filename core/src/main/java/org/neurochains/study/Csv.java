package org.neurochains.study;

import org.jspecify.annotations.Nullable;

/** Cells of comma-separated values. */
final class Csv {
    private Csv() {}

    /** A value's text; nothing for null. Texts with commas, quotes or line ends are quoted. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
