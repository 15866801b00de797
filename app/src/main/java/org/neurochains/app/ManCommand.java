package org.neurochains.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.neurochains.NeuroChains;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of all commands, as roff. */
@Command(name = "generate-man", description = "Prints the manual page: neurochains generate-man | man -l -")
final class ManCommand extends Subcommand {

    @Override
    protected int run(Session session) {
        PrintWriter out = session.out();
        CommandLine root = spec.root().commandLine();
        out.println(".TH NEUROCHAINS 1 \"\" \"NeuroChains " + NeuroChains.version() + "\"");
        out.println(".SH NAME");
        out.println(
                "neurochains \\- " + text(root.getCommandSpec().usageMessage().description()));
        out.println(".SH SYNOPSIS");
        out.println(".B neurochains\nCOMMAND [OPTION...]");
        out.println(".SH COMMON OPTIONS");
        options(root.getCommandSpec(), out, true);
        commands(root, out);
        out.println(".SH EXIT STATUS");
        out.println("0 done; 1 internal error; 2 wrong usage; 3 bad input; 4 done, but short of the goal; 130"
                + " interrupted.");
        return ExitCode.DONE;
    }

    private static void commands(CommandLine parent, PrintWriter out) {
        for (CommandLine command : List.copyOf(parent.getSubcommands().values())) {
            CommandSpec each = command.getCommandSpec();
            if (each.usageMessage().hidden()) {
                continue;
            }
            out.println(".SH " + escaped(each.qualifiedName()).toUpperCase(java.util.Locale.ROOT));
            out.println(text(each.usageMessage().description()));
            each.positionalParameters()
                    .forEach(p -> entry("\\fI" + escaped(p.paramLabel()) + "\\fR", p.description(), out));
            options(each, out, false);
            example(command, out);
            commands(command, out);
        }
    }

    /** The options that a command has of its own, or those that it hands down. */
    private static void options(CommandSpec command, PrintWriter out, boolean inherited) {
        for (OptionSpec option : command.options()) {
            boolean common = option.inherited() || command.parent() == null;
            if (!option.hidden() && common == inherited && !option.usageHelp() && !option.versionHelp()) {
                String names = List.of(option.names()).stream()
                        .map(n -> "\\fB" + escaped(n) + "\\fR")
                        .collect(Collectors.joining(", "));
                String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
                entry(names + value, option.description(), out);
            }
        }
    }

    private static void entry(String head, String[] description, PrintWriter out) {
        out.println(".TP\n" + head + "\n" + text(description));
    }

    private static void example(CommandLine command, PrintWriter out) {
        List<String> lines = new ArrayList<>();
        Examples.of(command).forEach(e -> lines.add("# " + e.purpose() + "\n" + e.line()));
        if (!lines.isEmpty()) {
            out.println(".PP\n.nf\n" + escaped(String.join("\n", lines)) + "\n.fi");
        }
    }

    private static String text(String[] lines) {
        return escaped(String.join(" ", lines));
    }

    /** Backslashes and hyphens mean something to roff, and so does a point that begins a line. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }
}
