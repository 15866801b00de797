package org.neurochains.app;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code neurochains}. */
@Command(
        name = "neurochains",
        description = "Finds the few filters and layers of a convolutional network that decide a set of images.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.INHERIT,
        usageHelpWidth = Style.WIDTH,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nArguments:%n",
        subcommands = {
            DemoCommand.class,
            InspectCommand.class,
            PredictCommand.class,
            ExtractCommand.class,
            ExplainCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            CompareCommand.class,
            StudyCommand.class,
            ServeCommand.class,
            ModelsCommand.class,
            DrawCommand.class,
            DoctorCommand.class,
            HelpCommand.class,
            GenerateCompletion.class,
            ManCommand.class
        })
public final class Main implements Runnable {
    /** The version, for people. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"neurochains " + NeuroChains.version()};
        }
    }

    @Mixin
    final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;
    private final BooleanSupplier cancelled;
    private final @Nullable Progress listener;

    private Main(Terminal terminal, BooleanSupplier cancelled, @Nullable Progress listener) {
        this.terminal = terminal;
        this.cancelled = cancelled;
        this.listener = listener;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        if (args.length == 1 && args[0].equals("--version")) {
            terminal.out().println("neurochains " + NeuroChains.version());
            terminal.close();
            System.exit(terminal.lostResults() == null ? ExitCode.DONE : ExitCode.INPUT);
        }
        Interrupt interrupt = Interrupt.listen(() -> terminal.message("neurochains: stopping at the next step"));
        runAndExit(commandLine(terminal, interrupt::requested), terminal, interrupt, args);
    }

    /**
     * Runs a command and ends the process with its exit code; where Ctrl-C is ending it already, with that of Ctrl-C.
     */
    static void runAndExit(CommandLine commandLine, Terminal terminal, Interrupt interrupt, String... args) {
        int code = run(commandLine, terminal, args);
        interrupt.finish();
        System.exit(code);
    }

    /** The whole command line, on a terminal, with a way to cancel the running command. */
    static CommandLine commandLine(Terminal terminal, BooleanSupplier cancelled) {
        return wire(new CommandLine(new Main(terminal, cancelled, null)), terminal);
    }

    /** The same for a program that hears of the progress itself, and cancels through it. */
    static CommandLine commandLine(Terminal terminal, Progress listener) {
        return wire(new CommandLine(new Main(terminal, listener::cancelled, listener)), terminal);
    }

    /** Ties a command line, with the subcommands it has by now, to a terminal. */
    static CommandLine wire(CommandLine commandLine, Terminal terminal) {
        Failures failures = new Failures(terminal);
        HelpPage.layOut(commandLine, terminal.style());
        return commandLine
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /** Runs a command; whatever it throws becomes an exit code and a message. */
    static int run(CommandLine commandLine, Terminal terminal, String... args) {
        try {
            int code = commandLine.execute(args);
            String lost = terminal.lostResults();
            if (lost != null) {
                terminal.message("neurochains: standard output: cannot be written (" + lost
                        + "); free some space, or send it elsewhere");
            }
            return lost == null || code == ExitCode.BUG ? code : ExitCode.INPUT;
        } catch (Throwable e) {
            return new Failures(terminal).handle(e, commandLine, args);
        } finally {
            terminal.close();
        }
    }

    /** The options, checked, with the terminal. */
    Session openSession() {
        return Session.open(options, terminal, cancelled, listener);
    }

    /** The same command line anew, on the same terminal. */
    CommandLine another() {
        return wire(new CommandLine(new Main(terminal, cancelled, listener)), terminal);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
