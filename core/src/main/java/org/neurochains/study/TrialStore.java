package org.neurochains.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Sha256;
import org.neurochains.image.Accuracy;
import org.neurochains.study.StoreSchema.StoredTable;

/**
 * The results of a study in one SQLite file.
 *
 * <p>One process writes, others may read meanwhile. All rows of a trial are written in one transaction and replace what
 * the trial had, so that a trial is there as a whole, once, or not at all, however a process ends.
 */
record TrialStore(Path file, Connection connection) implements AutoCloseable {
    private static final String ACCURACY = "accuracy";

    /**
     * Opens a study's store for writing, and makes it where it is missing.
     *
     * @throws InputException if it cannot be written, is damaged, or belongs to another plan
     */
    static TrialStore write(StudyFolder folder) {
        Path file = folder.store();
        Connection connection = StoreFile.openForWriting(file);
        try {
            TrialStore store = new TrialStore(file, connection);
            store.prepare(Sha256.of(StudyJson.bytes(folder.plan())));
            return store;
        } catch (SQLException e) {
            StoreFile.close(connection, file);
            throw StoreFile.fault(file, e);
        } catch (RuntimeException e) {
            StoreFile.close(connection, file);
            throw e;
        }
    }

    /**
     * Opens a study's store for reading; empty where nothing has been run.
     *
     * @throws InputException if it cannot be read or is damaged
     */
    public static TrialStore read(StudyFolder folder) {
        Path file = folder.store();
        if (Files.exists(file)) {
            Connection connection = StoreFile.openForReading(file);
            if (StoreFile.hasTables(connection, file)) {
                return new TrialStore(file, connection);
            }
            StoreFile.close(connection, file);
        }
        return empty(file);
    }

    /** What a study has whose first run has not got as far as its tables. */
    private static TrialStore empty(Path file) {
        TrialStore store = new TrialStore(file, StoreFile.openEmpty());
        try {
            store.create();
            return store;
        } catch (SQLException e) {
            store.close();
            throw StoreFile.fault(file, e);
        }
    }

    private void prepare(String plan) throws SQLException {
        StoreFile.check(file, connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
        }
        transaction(() -> {
            create();
            identify(plan);
            update("DELETE FROM underWay", List.of());
        });
    }

    /** Notes whose results these are, or refuses those of another plan. */
    void identify(String plan) throws SQLException {
        String known = value("plan");
        if (known == null) {
            put("plan", plan);
            put("version", Integer.toString(StoreSchema.VERSION));
        } else if (!known.equals(plan)) {
            throw InputException.of(
                    file.toString(),
                    "belongs to another " + StudyFolder.PLAN,
                    "put that plan back, or plan anew elsewhere");
        } else if (!Integer.toString(StoreSchema.VERSION).equals(value("version"))) {
            throw InputException.of(
                    file.toString(), "was written by another version", "run the study with that version, or plan anew");
        }
    }

    /** Makes the tables that are missing. */
    void create() throws SQLException {
        for (StoredTable table : StoreSchema.TABLES) {
            update(table.creation(), List.of());
        }
        for (String other : StoreSchema.OTHERS) {
            update(other, List.of());
        }
    }

    private void put(String name, String value) throws SQLException {
        update("INSERT OR REPLACE INTO study VALUES (?,?)", List.of(name, value));
    }

    private @Nullable String value(String name) {
        String[] found = new String[1];
        query("SELECT value FROM study WHERE name = '" + name + "'", row -> found[0] = row.getString(1));
        return found[0];
    }

    /**
     * Writes a trial, in place of what it had.
     *
     * @throws InputException if the disk is full or another process holds the store; nothing of the trial is written
     *     then
     */
    synchronized void add(TrialResult trial) {
        transaction(() -> {
            remove(trial.trial());
            update(StoreSchema.TRIALS.insertion(), StoreSchema.row(trial));
            insertAll(
                    connection,
                    StoreSchema.IMAGES.insertion(),
                    trial.images().stream()
                            .map(image -> StoreSchema.row(trial.trial(), image))
                            .toList());
            insertAll(
                    connection,
                    StoreSchema.FILTERS.insertion(),
                    trial.filters().stream()
                            .map(filter -> StoreSchema.row(trial.trial(), filter))
                            .toList());
            if (trial.done()) {
                update("INSERT OR REPLACE INTO chains VALUES (?,?)", List.of(trial.trial(), trial.chain()));
            }
        });
    }

    /** Changes to the store that happen together or not at all. */
    @FunctionalInterface
    private interface Changes {
        void make() throws SQLException;
    }

    private void transaction(Changes changes) {
        try {
            connection.setAutoCommit(false);
            changes.make();
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            StoreFile.rollBack(connection, e);
            throw StoreFile.fault(file, e);
        }
    }

    private void remove(int trial) throws SQLException {
        for (String table : List.of("images", "filters", "chains", "underWay")) {
            update("DELETE FROM " + table + " WHERE trial = ?", List.of(trial));
        }
    }

    /** Keeps the network's accuracy. */
    synchronized void putAccuracy(Accuracy accuracy) {
        transaction(() -> put(ACCURACY, accuracy.correct() + "/" + accuracy.images()));
    }

    /** The network's accuracy; null where it has not been measured. */
    synchronized @Nullable Accuracy accuracy() {
        String found = value(ACCURACY);
        if (found == null) {
            return null;
        }
        String[] numbers = found.split("/", -1);
        return new Accuracy(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
    }

    /** Notes that a trial is under way. */
    synchronized void start(int trial) {
        transaction(() -> update("INSERT OR REPLACE INTO underWay VALUES (?)", List.of(trial)));
    }

    private void update(String sql, List<? extends @Nullable Object> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, row);
            statement.executeUpdate();
        }
    }

    static void insertAll(Connection connection, String sql, List<? extends List<@Nullable Object>> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<@Nullable Object> row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable Object> row) throws SQLException {
        for (int i = 0; i < row.size(); i++) {
            statement.setObject(i + 1, row.get(i));
        }
    }

    /** The numbers of the trials that need not be run. */
    synchronized BitSet finished(boolean failedToo) {
        BitSet numbers = new BitSet();
        query(
                "SELECT trial FROM trials" + (failedToo ? "" : " WHERE state = 'done'"),
                row -> numbers.set(row.getInt(1)));
        return numbers;
    }

    /** Calls back for each row of a query, in order. */
    synchronized void query(String sql, RowReader reader) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        } catch (SQLException e) {
            throw StoreFile.fault(file, e);
        }
    }

    /** Numbers of trials by state: done, failed; and running, as far as the store knows. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("done", 0);
        counts.put("failed", 0);
        query("SELECT state, COUNT(*) FROM trials GROUP BY state", row -> counts.put(row.getString(1), row.getInt(2)));
        query("SELECT COUNT(*) FROM underWay", row -> counts.put("running", row.getInt(1)));
        return counts;
    }

    /** A trial's chain.json; null where it has none. */
    public synchronized byte @Nullable [] chain(int trial) {
        byte[][] found = new byte[1][];
        query("SELECT json FROM chains WHERE trial = " + trial, row -> found[0] = row.getBytes(1));
        return found[0] == null ? null : Zipped.undo(found[0]);
    }

    /** Takes a row of a query. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    @Override
    public synchronized void close() {
        StoreFile.close(connection, file);
    }
}
