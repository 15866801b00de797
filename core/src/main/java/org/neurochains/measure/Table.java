package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Phrase;

/**
 * Rows of what a measure found, such as one for each image or filter.
 *
 * @param name {@code images}, {@code filters} and the like; part of a file's name
 * @param columns names of the cells, the first one names the row
 * @param rows cells: texts, numbers, truth values, or null where there is nothing
 */
public record Table(String name, List<String> columns, List<List<@Nullable Object>> rows) {
    /** The table of a row for each image of the region; its first column is {@code file}. */
    public static final String IMAGES = "images";

    /** The table of a row for each retained channel; its first column is {@code filter}. */
    public static final String FILTERS = "filters";

    /** Copies the rows; refuses rows of another length and numbers that are not finite. */
    public Table {
        columns = List.copyOf(columns);
        List<List<@Nullable Object>> copies = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "table " + name + ": a row of " + row.size() + " cells under " + columns.size() + " columns");
            }
            row.forEach(cell -> requireFinite(name, cell));
            copies.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        rows = List.copyOf(copies);
    }

    private static void requireFinite(String name, @Nullable Object cell) {
        if (cell instanceof Number number && !Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("table " + name + " holds " + number);
        }
    }

    /** Starts a table of a row for each of some things; its columns follow. */
    public static <T> Columns<T> of(String name, List<T> things) {
        return new Columns<>(name, things, new ArrayList<>(), new ArrayList<>());
    }

    /** A table whose columns are named one after the other, each with what stands in it. */
    public record Columns<T>(
            String table,
            List<T> things,
            List<String> names,
            List<Function<? super T, ? extends @Nullable Object>> cells) {
        public Columns<T> column(String name, Function<? super T, ? extends @Nullable Object> cell) {
            names.add(name);
            cells.add(cell);
            return this;
        }

        public Table build() {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (T thing : things) {
                List<@Nullable Object> row = new ArrayList<>();
                cells.forEach(cell -> row.add(cell.apply(thing)));
                rows.add(row);
            }
            return new Table(table, names, rows);
        }
    }

    /** As comma-separated values (RFC 4180) with a header; numbers in full precision, nothing where there is none. */
    public String csv() {
        return Stream.concat(Stream.of(columns), rows.stream())
                .map(row -> csv(row) + "\r\n")
                .collect(Collectors.joining());
    }

    /** Values separated by commas, nothing for null; texts with commas, quotes or line ends are quoted. */
    public static String csv(Collection<? extends @Nullable Object> cells) {
        return cells.stream().map(Table::field).collect(Collectors.joining(","));
    }

    private static String field(@Nullable Object cell) {
        String text = cell == null ? "" : cell.toString();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The cells as people read them: numbers to four digits, {@code -} where there is nothing. */
    public List<List<String>> text() {
        return rows.stream().map(row -> row.stream().map(Table::text).toList()).toList();
    }

    /** A value as people read it. */
    public static String text(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            return truth ? "yes" : "no";
        }
        return value == null ? "-" : value.toString();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return value == 0 || (size >= 1e-3 && size < 1e6) ? Phrase.text("%.4f", value) : Phrase.text("%.3e", value);
    }
}
