package org.neurochains.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command of the command line.
 *
 * <p>An {@link org.neurochains.InputException} ends it with exit code 3, a {@link java.util.concurrent.CancellationException} with
 * 130, anything else thrown counts as a bug.
 */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /**
     * Does the work.
     *
     * @return an {@link ExitCode}
     */
    protected abstract int run(Session session) throws Exception;

    /** The command line as it was typed, without the program's name. */
    protected final List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    @Override
    public final Integer call() throws Exception {
        Main main = (Main) spec.root().userObject();
        try (Session session = main.openSession()) {
            return run(session);
        }
    }
}
