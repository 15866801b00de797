package org.neurochains.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Sha256;

/** Saves from a damaged store the trials all of whose rows can still be read. */
record StoreRepair(Path file, int trials) {
    /** The tables with a trial's rows, and how these are put in. */
    private static final Map<String, String> INSERTIONS = insertions();

    /**
     * Replaces a store by what can be read of it; the damaged file is kept as trials.db.damaged.
     *
     * @return how many trials are kept
     * @throws InputException if the folder cannot be written
     */
    static int repair(StudyFolder folder) {
        if (!Files.exists(folder.store())) {
            return 0;
        }
        StoreRepair repair = new StoreRepair(folder.store(), folder.plan().trials());
        Path fresh = folder.path().resolve("repaired");
        try {
            Files.createDirectories(fresh);
            int kept = repair.copyTo(fresh.resolve(StudyFolder.STORE), Sha256.of(StudyJson.bytes(folder.plan())));
            repair.swap(fresh);
            return kept;
        } catch (IOException e) {
            throw InputException.of(
                    folder.path().toString(), "cannot be written (" + e + ")", "repair where you may write", e);
        }
    }

    private void swap(Path fresh) throws IOException {
        Files.move(file, Path.of(file + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        for (String rest : List.of("-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + rest));
        }
        Files.move(fresh.resolve(StudyFolder.STORE), file);
        Files.delete(fresh);
    }

    private int copyTo(Path target, String plan) throws IOException {
        Files.deleteIfExists(target);
        try (TrialStore fresh = new TrialStore(target, StoreFile.openForWriting(target))) {
            fresh.create();
            fresh.identify(plan);
            Connection to = fresh.connection();
            to.setAutoCommit(false);
            return copyAll(to);
        } catch (SQLException e) {
            throw StoreFile.fault(target, e);
        }
    }

    /** How many trials the damaged store gives; none where it cannot even be opened. */
    private int copyAll(Connection to) throws SQLException {
        try (Connection from = StoreFile.openForWriting(file)) {
            if (!isTolerated(from)) {
                return 0;
            }
            int kept = 0;
            for (int trial = 0; trial < trials; trial++) {
                kept += copy(trial, from, to) ? 1 : 0;
            }
            return kept;
        } catch (InputException e) {
            return 0;
        }
    }

    private static boolean isTolerated(Connection from) {
        try {
            StoreFile.tolerate(from);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static Map<String, String> insertions() {
        Map<String, String> insertions = new LinkedHashMap<>();
        StoreSchema.TABLES.forEach(table -> insertions.put(table.name(), table.insertion()));
        insertions.put("chains", "INSERT INTO chains VALUES (?,?)");
        return insertions;
    }

    /** Copies a trial if every row that it should have is there. */
    private static boolean copy(int trial, Connection from, Connection to) throws SQLException {
        Map<String, List<List<@Nullable Object>>> found = new LinkedHashMap<>();
        try {
            for (String table : INSERTIONS.keySet()) {
                found.put(table, rows(from, table, trial));
            }
        } catch (SQLException e) {
            return false;
        }
        if (!isWhole(found)) {
            return false;
        }
        for (Map.Entry<String, List<List<@Nullable Object>>> table : found.entrySet()) {
            TrialStore.insertAll(to, String.valueOf(INSERTIONS.get(table.getKey())), table.getValue());
        }
        to.commit();
        return true;
    }

    private static boolean isWhole(Map<String, List<List<@Nullable Object>>> found) {
        List<List<@Nullable Object>> rows = found.getOrDefault("trials", List.of());
        if (rows.size() != 1) {
            return false;
        }
        List<@Nullable Object> row = rows.get(0);
        List<String> columns = List.copyOf(StoreSchema.TRIALS.columns().keySet());
        return number(row.get(columns.indexOf("images"))) == count(found, "images")
                && number(row.get(columns.indexOf("filterRows"))) == count(found, "filters")
                && count(found, "chains") == ("done".equals(row.get(columns.indexOf("state"))) ? 1 : 0);
    }

    private static int count(Map<String, List<List<@Nullable Object>>> found, String table) {
        return found.getOrDefault(table, List.of()).size();
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : -1;
    }

    private static List<List<@Nullable Object>> rows(Connection from, String table, int trial) throws SQLException {
        List<List<@Nullable Object>> all = new ArrayList<>();
        try (PreparedStatement query = from.prepareStatement("SELECT * FROM " + table + " WHERE trial = ?")) {
            query.setInt(1, trial);
            try (ResultSet rows = query.executeQuery()) {
                int width = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<@Nullable Object> row = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        row.add(rows.getObject(i));
                    }
                    all.add(row);
                }
            }
        }
        return all;
    }
}
