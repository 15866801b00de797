package org.neurochains.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where stack traces go that no --log names a file for. */
final class LogFolder {
    private LogFolder() {}

    /** This user's folder, whether it exists or not. */
    static Path ofUser() {
        return of(System.getProperty("os.name"), System.getProperty("user.home"), System.getenv());
    }

    /**
     * The folder by a system's habits.
     *
     * @param home the user's folder; anything but an absolute path counts as none
     */
    static Path of(String system, String home, Map<String, String> environment) {
        String os = system.toLowerCase(Locale.ROOT);
        String local = environment.get(os.startsWith("windows") ? "LOCALAPPDATA" : "XDG_STATE_HOME");
        if (local != null && Path.of(local).isAbsolute()) {
            return Path.of(local, "neurochains", "log");
        }
        if (!Path.of(home).isAbsolute()) {
            return temporary();
        }
        return os.startsWith("mac")
                ? Path.of(home, "Library", "Logs", "neurochains")
                : Path.of(home, ".local", "state", "neurochains", "log");
    }

    /** Writes a new file in the folder, or in that for temporary files where the folder cannot be written. */
    static Path write(Path folder, String text) throws IOException {
        try {
            Files.createDirectories(folder);
            return writeNew(folder, text);
        } catch (IOException e) {
            return writeNew(temporary(), text);
        }
    }

    private static Path writeNew(Path folder, String text) throws IOException {
        Path file = Files.createTempFile(folder, "neurochains-", ".log").toAbsolutePath();
        try {
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
