package org.neurochains.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a command ends for people: where its files are, and what to do next. */
record Closing(PrintWriter out) {
    private static final Set<String> OWN = Set.of("--chain", "--no-report");

    /** Says where a file or folder is, on a line that a terminal makes a link of. */
    Closing place(String name, Path path) {
        out.println(name + ": " + path.toAbsolutePath().normalize());
        return this;
    }

    /** Says what to do next, and how it is typed. */
    void next(String purpose, String command) {
        out.println("Next, " + purpose + ":");
        HelpPage.shell(command).forEach(out::println);
    }

    /** Says what to do next where no command follows. */
    void next(String advice) {
        Style.wrapped("Next: " + advice, 0).forEach(out::println);
    }

    /**
     * A command on a chain's folder, with the model and the images of the command that was typed.
     *
     * @param typed the command that was typed
     */
    static String command(String name, Path folder, CommandSpec typed) {
        Set<String> known = Objects.requireNonNull(typed.root().subcommands().get(name), name)
                .getCommandSpec()
                .optionsMap()
                .keySet();
        Set<String> common = typed.root().optionsMap().keySet();
        StringBuilder line = new StringBuilder("neurochains " + name + " --chain " + quoted(folder.toString()));
        for (OptionSpec option : typed.commandLine().getParseResult().matchedOptions()) {
            String text = option.longestName();
            if (known.contains(text) && !common.contains(text) && !OWN.contains(text)) {
                List<String> values = option.originalStringValues();
                line.append(' ').append(text).append(' ').append(quoted(String.join(",", values)));
            }
        }
        return line.toString();
    }

    /** As a shell takes it for one word. */
    static String quoted(String word) {
        return word.matches("[\\w./:,=+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
