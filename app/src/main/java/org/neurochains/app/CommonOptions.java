package org.neurochains.app;

import static org.neurochains.InputException.requireInRange;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class CommonOptions {
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "Processor cores to use (default: all).")
    @Nullable Integer threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "Seed of everything drawn at random (default: 0).")
    @Nullable Long seed;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as one JSON document.")
    boolean json;

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Print results and errors only: no progress, no warnings.")
    boolean quiet;

    @Option(names = "-v", scope = ScopeType.INHERIT, description = "Say more about what is done; -vv says still more.")
    boolean[] verbose = {};

    @Option(
            names = "--log",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Append a detailed log to this file (default: none is kept).")
    @Nullable Path log;

    /**
     * The number of threads to use.
     *
     * @throws InputException if the option is out of range
     */
    int threads() {
        Integer chosen = threads;
        if (chosen == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        requireInRange(chosen >= 1 && chosen <= MOST_THREADS, "--threads", chosen, "1 to " + MOST_THREADS);
        return chosen;
    }
}
