package org.neurochains.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where what can be made again is kept between runs. */
final class CacheFolder {
    /** The environment's variable that names the folder. */
    static final String VARIABLE = "NEUROCHAINS_CACHE";

    private CacheFolder() {}

    /** The folder: what {@value #VARIABLE} says, else a place in the user's cache as the system has it. */
    static Path usual() {
        return of(System.getenv(), System.getProperty("user.home", "."), System.getProperty("os.name", ""));
    }

    static Path of(Map<String, String> environment, String home, String system) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        String name = "neurochains";
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return local.isBlank() ? Path.of(home, "AppData", "Local", name) : Path.of(local, name);
        } else if (lower.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", name);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isBlank() ? Path.of(home, ".cache", name) : Path.of(xdg, name);
    }
}
