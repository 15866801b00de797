package org.neurochains.study;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite files: opening them, and its errors in a user's terms. */
final class StoreFile {
    private static final int PATIENCE_MILLIS = 10_000;

    static {
        // The driver unpacks its library there; a folder of our own, so that what a killed process leaves is found and
        // removed.
        if (System.getProperty("org.sqlite.tmpdir") == null) {
            Path folder =
                    Path.of(System.getProperty("java.io.tmpdir"), "neurochains-" + System.getProperty("user.name"));
            try {
                Files.createDirectories(folder);
                System.setProperty("org.sqlite.tmpdir", folder.toString());
            } catch (IOException e) {
                LoggerFactory.getLogger(StoreFile.class).debug("no folder of our own for SQLite", e);
            }
        }
    }

    private StoreFile() {}

    static Connection openForWriting(Path file) {
        return open(file, config(), "jdbc:sqlite:" + file);
    }

    /** Opens a store that may be in use; in a folder that cannot be written, one that is not. */
    static Connection openForReading(Path file) {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        Path folder = file.toAbsolutePath().getParent();
        boolean frozen = folder != null && !Files.isWritable(folder) && !Files.exists(Path.of(file + "-wal"));
        String url = frozen
                ? "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?immutable=1"
                : "jdbc:sqlite:" + file;
        return open(file, config, url);
    }

    static Connection openEmpty() {
        return open(Path.of("memory"), config(), "jdbc:sqlite::memory:");
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        return config;
    }

    private static Connection open(Path file, SQLiteConfig config, String url) {
        try {
            return config.createConnection(url);
        } catch (SQLException e) {
            throw fault(file, e);
        }
    }

    /** Whether a store has been prepared for results; also finds out whether it can be read. */
    static boolean hasTables(Connection connection, Path file) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM sqlite_master WHERE name = 'trials'")) {
            return rows.next() && rows.getInt(1) > 0;
        } catch (SQLException e) {
            close(connection, file);
            throw fault(file, e);
        }
    }

    /** Lets a file be read that is shorter than it says. */
    static void tolerate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema=ON");
        }
    }

    /** Refuses a store that is cut short or otherwise damaged. */
    static void check(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String answer = rows.next() ? rows.getString(1) : "no answer";
            if (!"ok".equals(answer)) {
                throw damaged(file, answer, null);
            }
        }
    }

    static void close(Connection connection, Path file) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw fault(file, e);
        }
    }

    /** Ends a transaction that failed; a full disk has ended it by itself. */
    static void rollBack(Connection connection, SQLException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true); // else the driver goes on as if the transaction were there
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** What the system or another process does to a store is no bug. */
    static RuntimeException fault(Path file, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        String name = code.name().toUpperCase(Locale.ROOT);
        String message = String.valueOf(e.getMessage());
        if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED")) {
            return InputException.of(
                    file.toString(), "is locked by another process", "close what has it open, then run again", e);
        } else if (name.startsWith("SQLITE_FULL") || outOfSpace(file, name)) {
            return InputException.of(
                    file.toString(),
                    "the disk is full",
                    "free some space, then run again: finished trials are kept",
                    e);
        } else if (name.startsWith("SQLITE_CORRUPT") || name.startsWith("SQLITE_NOTADB")) {
            return damaged(file, message, e);
        } else if (name.startsWith("SQLITE_READONLY")
                || name.startsWith("SQLITE_CANTOPEN")
                || name.startsWith("SQLITE_PERM")) {
            return InputException.of(
                    file.toString(), "cannot be opened or written (" + message + ")", "run where you may write", e);
        } else if (name.startsWith("SQLITE_IOERR")) {
            return InputException.of(
                    file.toString(), "the system refuses it (" + message + ")", "check the disk, then run again", e);
        } else if (message.contains("no such table") || message.contains("no such column")) {
            return damaged(file, message, e);
        }
        return new IllegalStateException(file + ": " + message, e);
    }

    private static boolean outOfSpace(Path file, String name) {
        if (!name.startsWith("SQLITE_IOERR")) {
            return false;
        }
        try {
            return Files.getFileStore(file).getUsableSpace() < 1 << 16;
        } catch (IOException e) {
            return false;
        }
    }

    private static InputException damaged(Path file, String reason, @Nullable SQLException e) {
        String remedy = "'study run " + parameter("repair") + "' keeps what can be read of it and runs the rest again";
        return e == null
                ? InputException.of(file.toString(), "is damaged (" + reason + ")", remedy)
                : InputException.of(file.toString(), "is damaged (" + reason + ")", remedy, e);
    }
}
