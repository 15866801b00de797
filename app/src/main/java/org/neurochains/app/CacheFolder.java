package org.neurochains.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where what can be made again is kept between runs. */
final class CacheFolder {
    /** The environment's variable that names the folder. */
    static final String VARIABLE = "NEUROCHAINS_CACHE";

    private CacheFolder() {}

    /** Where published weights are kept. */
    static Path models() {
        return usual().resolve("models");
    }

    /** The folder: what {@value #VARIABLE} says, else a place in the user's cache as the system has it. */
    static Path usual() {
        return of(System.getenv(), System.getProperty("user.home", "."), System.getProperty("os.name", ""));
    }

    /**
     * The folder by a system's habits.
     *
     * @param environment the process's variables
     * @param home the user's folder
     * @param system the operating system's name
     */
    static Path of(Map<String, String> environment, String home, String system) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        String name = "neurochains";
        String lower = system.toLowerCase(Locale.ROOT);
        if (!Path.of(home).isAbsolute() && !lower.startsWith("windows")) { // a user without a home
            return Path.of(System.getProperty("java.io.tmpdir"), name + "-cache");
        }
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
