package org.neurochains.app;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a saved chain. */
final class ChainArguments {
    @Option(names = "--chain", paramLabel = "DIR", required = true, description = "The folder that extract wrote.")
    @Nullable Path chain;

    Path folder() {
        return Objects.requireNonNull(chain, "--chain is required");
    }
}
