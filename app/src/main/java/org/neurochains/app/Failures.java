package org.neurochains.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.NeuroChains;
import org.neurochains.file.WholeFile;
import org.neurochains.tensor.EngineException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into one line on standard error and an exit code. */
record Failures(Terminal terminal) implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException fault, String[] args) {
        CommandLine command = fault.getCommandLine();
        say(usageFault(fault, command) + "; try '" + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    /** A mistyped option comes before a missing one, which is often the same. */
    private static String usageFault(ParameterException fault, CommandLine command) {
        List<String> unmatched = fault instanceof UnmatchedArgumentException strange
                ? strange.getUnmatched()
                : command.getUnmatchedArguments();
        boolean missing = fault instanceof MissingParameterException || fault instanceof UnmatchedArgumentException;
        if (missing && !unmatched.isEmpty()) {
            return unknown(new UnmatchedArgumentException(command, unmatched), unmatched.get(0), command);
        }
        String message = String.valueOf(fault.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String unknown(UnmatchedArgumentException fault, String text, CommandLine command) {
        boolean commands = !command.getSubcommands().isEmpty();
        String kind = fault.isUnknownOption() ? "option" : commands ? "command" : "argument";
        List<String> near = fault.getSuggestions().stream().limit(2).toList();
        String suggestion = near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)";
        return "unknown " + kind + " '" + text + "'" + suggestion;
    }

    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        return handle(fault, command, parsed.originalArgs().toArray(new String[0]));
    }

    /** Says what went wrong, and returns the exit code. */
    int handle(Throwable fault, CommandLine command, String... args) {
        if (fault instanceof InputException input) {
            say(input.message(Failures::option));
            return ExitCode.INPUT;
        }
        if (fault instanceof CancellationException) {
            say("interrupted");
            return ExitCode.INTERRUPTED;
        }
        String fileFault = fileFault(fault);
        if (fileFault != null) {
            say(fileFault);
            return ExitCode.INPUT;
        }
        say(summary(fault) + "; " + writeTrace(fault, log(command), args));
        return ExitCode.BUG;
    }

    /** What a parameter of the library is called on the command line: {@code --per-class} for {@code perClass}. */
    static String option(String parameter) {
        return "--" + parameter.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private void say(String text) {
        terminal.message("neurochains: " + text.replaceAll("\\R+", " "));
    }

    /** The system refused a file: no bug of ours. */
    private static @Nullable String fileFault(Throwable fault) {
        Throwable cause = fault instanceof UncheckedIOException wrapped ? wrapped.getCause() : fault;
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder; give one that exists";
        }
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied; give a place that you may read and write";
        }
        if (cause instanceof FileSystemException refused) {
            String reason = refused.getReason();
            return refused.getFile() + ": " + (reason == null ? "the system refuses it" : reason)
                    + "; give another place";
        }
        if (cause instanceof IOException full && WholeFile.full(full)) {
            return "a disk is full (" + full.getMessage() + "); free some space, or choose another disk";
        }
        return null;
    }

    private static String summary(Throwable fault) {
        if (fault instanceof OutOfMemoryError || (fault instanceof EngineException engine && engine.outOfMemory())) {
            return "out of memory (" + fault.getMessage() + "); take fewer or smaller images";
        }
        if (fault instanceof LinkageError) {
            Throwable root = fault;
            for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
                root = next;
            }
            return "the tensor engine does not load on this system (" + System.getProperty("os.name") + ", "
                    + System.getProperty("os.arch") + "): " + root.getMessage();
        }
        return "internal error: " + fault;
    }

    private static @Nullable Path log(CommandLine command) {
        Object root = command.getCommandSpec().root().userObject();
        return root instanceof Main main ? main.options.log : null;
    }

    private static String writeTrace(Throwable fault, @Nullable Path log, String... args) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        writer.println(Instant.now() + " neurochains " + NeuroChains.version() + " " + List.of(args));
        for (String property : List.of("java.vm.name", "java.version", "os.name", "os.version", "os.arch")) {
            writer.println(property + ": " + System.getProperty(property));
        }
        fault.printStackTrace(writer);
        writer.flush();
        try {
            if (log == null) {
                return "the stack trace is in " + LogFolder.write(LogFolder.ofUser(), text.toString());
            }
            Files.writeString(
                    log, text.toString(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return "the stack trace is in " + log.toAbsolutePath();
        } catch (IOException e) {
            return "no log file can be written (" + e.getMessage() + "); stack trace: " + text;
        }
    }
}
