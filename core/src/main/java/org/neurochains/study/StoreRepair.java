package org.neurochains.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Sha256;
import org.neurochains.study.StoreSchema.StoredTable;

/** Saves from a damaged store the trials all of whose rows can still be read. */
record StoreRepair(Path file, int trials) {
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
        Connection to = StoreFile.openForWriting(target);
        try {
            create(to, plan);
            Connection from;
            try {
                from = StoreFile.openForWriting(file);
                StoreFile.tolerate(from);
            } catch (InputException | SQLException e) {
                return 0;
            }
            int kept = 0;
            for (int trial = 0; trial < trials; trial++) {
                kept += copy(trial, from, to) ? 1 : 0;
            }
            closeDamaged(from);
            return kept;
        } catch (SQLException e) {
            throw StoreFile.fault(target, e);
        } finally {
            StoreFile.close(to, target);
        }
    }

    private static void closeDamaged(Connection from) {
        try {
            from.close();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the damaged store does not close", e));
        }
    }

    private static void create(Connection to, String plan) throws SQLException {
        List<String> statements = new ArrayList<>(List.of("PRAGMA journal_mode=DELETE"));
        StoreSchema.TABLES.forEach(table -> statements.add(table.creation()));
        statements.addAll(StoreSchema.OTHERS);
        statements.add("INSERT INTO study VALUES ('plan', '" + plan + "')");
        statements.add("INSERT INTO study VALUES ('version', '" + StoreSchema.VERSION + "')");
        for (String sql : statements) {
            try (var statement = to.createStatement()) {
                statement.execute(sql);
            }
        }
        to.setAutoCommit(false);
    }

    /** Copies a trial if every row that it should have is there. */
    private static boolean copy(int trial, Connection from, Connection to) throws SQLException {
        List<List<@Nullable Object>> rows;
        List<List<@Nullable Object>> images;
        List<List<@Nullable Object>> filters;
        List<List<@Nullable Object>> chains;
        try {
            rows = rows(from, "trials", trial);
            images = rows(from, "images", trial);
            filters = rows(from, "filters", trial);
            chains = rows(from, "chains", trial);
        } catch (SQLException e) {
            return false;
        }
        if (rows.size() != 1 || !isWhole(rows.get(0), images.size(), filters.size(), chains.size())) {
            return false;
        }
        insert(to, StoreSchema.TRIALS, rows);
        insert(to, StoreSchema.IMAGES, images);
        insert(to, StoreSchema.FILTERS, filters);
        for (List<@Nullable Object> chain : chains) {
            try (PreparedStatement statement = to.prepareStatement("INSERT INTO chains VALUES (?,?)")) {
                statement.setObject(1, chain.get(0));
                statement.setObject(2, chain.get(1));
                statement.executeUpdate();
            }
        }
        to.commit();
        return true;
    }

    private static boolean isWhole(List<@Nullable Object> row, int images, int filters, int chains) {
        List<String> columns = List.copyOf(StoreSchema.TRIALS.columns().keySet());
        return number(row.get(columns.indexOf("images"))) == images
                && number(row.get(columns.indexOf("filterRows"))) == filters
                && chains == ("done".equals(row.get(columns.indexOf("state"))) ? 1 : 0);
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

    private static void insert(Connection to, StoredTable table, List<List<@Nullable Object>> rows)
            throws SQLException {
        try (PreparedStatement statement = to.prepareStatement(table.insertion())) {
            for (List<@Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setObject(i + 1, row.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
