package org.neurochains.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a saved chain. */
final class ChainArguments {
    @Option(names = "--chain", paramLabel = "DIR", required = true, description = "The folder that extract wrote.")
    Path folder;
}
