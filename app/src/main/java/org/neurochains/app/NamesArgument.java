package org.neurochains.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import picocli.CommandLine.Option;

/** The option that takes names of filters, as the page saves them. */
final class NamesArgument {
    @Option(
            names = "--names",
            paramLabel = "FILE",
            description = "Names of filters, as the page saves them; kept in chain.json (default: its own).")
    @Nullable Path names;

    /** Takes them into a chain's folder, where there are any. */
    void take(Path folder, Session session) {
        if (names != null) {
            int taken = NeuroChains.name(folder, names);
            session.message(taken + (taken == 1 ? " filter is" : " filters are") + " named by " + names);
        }
    }
}
