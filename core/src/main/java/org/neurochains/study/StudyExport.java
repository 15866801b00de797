package org.neurochains.study;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.WholeFile;
import org.neurochains.measure.Table;
import org.neurochains.study.StoreSchema.StoredTable;
import tools.jackson.databind.JsonNode;

/**
 * Writes a study's tables: trials, images and filters, each row where its number puts it. Columns that differ between
 * equal runs end in Seconds, Time or Host.
 */
public final class StudyExport {
    private final TrialStore store;

    private StudyExport(TrialStore store) {
        this.store = store;
    }

    /** How tables are written. */
    public enum TableFormat {
        /** Comma-separated values with a line of names, as RFC 4180. */
        CSV,
        /** A JSON object a line. */
        JSONL
    }

    /**
     * Writes the tables into a folder.
     *
     * @return the files
     * @throws InputException if the store cannot be read or the folder not written
     */
    public static List<Path> write(StudyFolder folder, TableFormat format, Path target) {
        try (TrialStore store = TrialStore.read(folder)) {
            StudyExport export = new StudyExport(store);
            Files.createDirectories(target);
            List<Path> files = new ArrayList<>();
            for (StoredTable table : StoreSchema.TABLES) {
                files.add(export.write(table, format, target));
            }
            return files;
        } catch (IOException e) {
            throw WholeFile.unwritable(target, e);
        }
    }

    private Path write(StoredTable table, TableFormat format, Path target) {
        String name = table.name() + "." + format.name().toLowerCase(Locale.ROOT);
        return WholeFile.write(target.resolve(name), out -> {
            BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            Lines lines = new Lines(writer, format, columns(table));
            lines.head();
            store.query("SELECT * FROM " + table.name() + " ORDER BY " + table.order(), lines::row);
            writer.flush();
        });
    }

    /** Columns with their types; in the place of the column of further numbers, one for each of them. */
    private Map<String, String> columns(StoredTable table) {
        Map<String, String> columns = new LinkedHashMap<>();
        table.columns().forEach((name, type) -> {
            if (name.equals(StoreSchema.VALUES)) {
                furtherNumbers(table).forEach(number -> columns.put(number, StoreSchema.VALUES));
            } else {
                columns.put(name, type);
            }
        });
        return columns;
    }

    private Iterable<String> furtherNumbers(StoredTable table) {
        TreeSet<String> names = new TreeSet<>(NaturalOrder.COMPARATOR);
        store.query(
                "SELECT DISTINCT key FROM " + table.name() + ", json_each(" + table.name() + "." + StoreSchema.VALUES
                        + ")",
                row -> names.add(row.getString(1)));
        return names;
    }

    /** Writes rows. */
    private record Lines(BufferedWriter out, TableFormat format, Map<String, String> columns) {
        void head() throws IOException {
            if (format == TableFormat.CSV) {
                out.write(String.join(",", columns.keySet()));
                out.write("\n");
            }
        }

        void row(ResultSet row) throws SQLException {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            JsonNode numbers = null;
            for (Map.Entry<String, String> column : columns.entrySet()) {
                if (column.getValue().equals(StoreSchema.VALUES)) {
                    numbers = numbers == null ? numbers(row) : numbers;
                    JsonNode number = numbers.get(column.getKey());
                    values.put(column.getKey(), number == null || !number.isNumber() ? null : number.doubleValue());
                } else {
                    values.put(column.getKey(), value(row, column.getKey(), column.getValue()));
                }
            }
            try {
                write(values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JsonNode numbers(ResultSet row) throws SQLException {
            String text = row.getString(StoreSchema.VALUES);
            return StudyJson.MAPPER.readTree(text == null ? "{}" : text);
        }

        private static @Nullable Object value(ResultSet row, String name, String type) throws SQLException {
            Object value = row.getObject(name);
            return value != null && type.equals("BOOLEAN") ? row.getInt(name) != 0 : value;
        }

        private void write(Map<String, @Nullable Object> values) throws IOException {
            out.write(
                    format == TableFormat.JSONL
                            ? StudyJson.MAPPER.writeValueAsString(values)
                            : Table.csv(values.values()));
            out.write("\n");
        }
    }
}
