package org.neurochains.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How a command's help is laid out: what it does, examples, what it must be given, then its options in groups. */
final class HelpPage {
    private static final String EXAMPLES = "examples";
    private static final String CONTINUED = " \\";

    private HelpPage() {}

    /** Lays out the help of a command and of all below it. */
    static void layOut(CommandLine command, Style style) {
        command.getSubcommands().values().forEach(each -> layOut(each, style));
        command.setColorScheme(Help.defaultColorScheme(style == Style.PLAIN ? Help.Ansi.OFF : Help.Ansi.ON));
        command.getHelpSectionMap().put(EXAMPLES, help -> examples(command, style));
        command.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "%n".formatted() + style.strong("Usage: "));
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> usage(command.getCommandSpec()));
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> options(help, style));
        command.setHelpSectionKeys(List.of(
                UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                EXAMPLES,
                UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                UsageMessageSpec.SECTION_KEY_FOOTER));
    }

    private static String examples(CommandLine command, Style style) {
        boolean root = command.getParent() == null;
        List<Examples.Example> examples =
                Examples.of(command).subList(0, root ? 1 : Examples.of(command).size());
        if (examples.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("%n%s%n".formatted(style.strong("Examples:")));
        for (Examples.Example example : examples) {
            text.append("  ").append(style.faint("# " + example.purpose())).append(System.lineSeparator());
            shell(example.line()).forEach(line -> text.append(line).append(System.lineSeparator()));
        }
        return text.toString();
    }

    /** A command as it is typed, broken before options where it is too wide. */
    static List<String> shell(String command) {
        List<String> lines = new ArrayList<>();
        String line = "  ";
        for (String part : command.split(" (?=--)", -1)) {
            boolean first = line.isBlank();
            if (!first && line.length() + 1 + part.length() + CONTINUED.length() > Style.WIDTH) {
                lines.add(line + CONTINUED);
                line = "      " + part;
            } else {
                line += (first ? "" : " ") + part;
            }
        }
        lines.add(line);
        return lines;
    }

    /** What must be given; the rest is behind [OPTION...]. */
    private static String usage(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName()));
        for (PositionalParamSpec each : command.positionalParameters()) {
            String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
            words.add(each.required() ? label : "[" + label + "]");
        }
        if (!command.subcommands().isEmpty()) {
            words.add("COMMAND");
        }
        command.options().stream()
                .filter(OptionSpec::required)
                .map(option -> option.longestName() + " " + option.paramLabel())
                .forEach(words::add);
        words.add("[OPTION...]");
        return Style.wrapped(String.join(" ", words), 7).stream()
                        .collect(Collectors.joining(System.lineSeparator()))
                        .strip()
                + System.lineSeparator();
    }

    private static String options(Help help, Style style) {
        Map<OptionGroup, List<OptionSpec>> groups = help.commandSpec().options().stream()
                .filter(option -> !option.hidden())
                .collect(Collectors.groupingBy(OptionGroup::of, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        groups.forEach((group, options) -> {
            Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
            layout.addOptions(options, help.createDefaultParamLabelRenderer());
            text.append("%n%s%n".formatted(style.strong(group.heading() + ":"))).append(layout);
        });
        return text.toString();
    }
}
