package org.neurochains.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command of the command line.
 *
 * <p>An {@link org.neurochains.InputException} ends it with exit code 3, a
 * {@link java.util.concurrent.CancellationException} with 130, anything else thrown counts as a bug.
 */
abstract class Subcommand implements Callable<Integer> {
    /** The command with the options that were typed. */
    @Spec
    CommandSpec spec;

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

    /** Another command of the same program, with its arguments, to be run within this one. */
    protected final Subcommand parse(List<String> arguments) {
        CommandLine.ParseResult result = main().another().parseArgs(arguments.toArray(String[]::new));
        return (Subcommand) result.subcommand().commandSpec().userObject();
    }

    @Override
    public final Integer call() throws Exception {
        try (Session session = main().openSession()) {
            return run(session);
        }
    }

    private Main main() {
        return (Main) spec.root().userObject();
    }
}
