package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpPageTest {
    private static CommandLine commandLine() {
        return Main.commandLine(new Screen(0).terminal(), () -> false);
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().distinct().flatMap(HelpPageTest::all));
    }

    @TestFactory
    Stream<DynamicTest> fitsIntoEightyColumns() {
        return all(commandLine())
                .map(command -> DynamicTest.dynamicTest(
                        command.getCommandSpec().qualifiedName(),
                        () -> assertThat(command.getUsageMessage().lines())
                                .allMatch(line -> line.length() <= Style.WIDTH)
                                .noneMatch(line -> line.contains("\u001b"))));
    }

    @TestFactory
    Stream<DynamicTest> everyValueHasADefaultOrIsNeeded() {
        return all(commandLine())
                .flatMap(command -> command.getCommandSpec().options().stream()
                        .filter(option -> option.arity().max() > 0 && !option.required())
                        .filter(option -> !List.of("--budget", "--from").contains(option.longestName()))
                        .map(option -> DynamicTest.dynamicTest(
                                command.getCommandSpec().qualifiedName() + " " + option.longestName(),
                                () -> assertThat(String.join(" ", option.description()))
                                        .matches(".*(default|\\((paper|shrink): ).*"))));
    }

    @Test
    void theOptionsOfExtractStandInTheirGroups() {
        String help = Run.of("extract", "--help").out();
        List<String> headings = help.lines()
                .filter(line -> line.matches("\\S.*:"))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
        assertThat(headings)
                .containsExactly(
                        "Examples",
                        "Model",
                        "Images",
                        OptionGroup.SIZE.heading(),
                        OptionGroup.FURTHER_IMAGES.heading(),
                        OptionGroup.PAPER.heading(),
                        OptionGroup.BASELINES.heading(),
                        "Output",
                        "Every command");
        assertThat(group(help, OptionGroup.PAPER))
                .contains("--lambda=X", "--fine-tune-lr=X")
                .doesNotContain("--budget");
        assertThat(group(help, OptionGroup.SIZE)).contains("--budget=N", "--max-kl=T", "--solver=NAME");
        assertThat(group(help, OptionGroup.BASELINES)).contains("--like=DIR");
        assertThat(help).contains("Usage: neurochains extract --model FILE --images DIR --out DIR [OPTION...]");
    }

    private static String group(String help, OptionGroup group) {
        int from = help.indexOf(group.heading() + ":");
        int to = help.indexOf(System.lineSeparator().repeat(2), from);
        return help.substring(from, to);
    }

    @Test
    void theHelpOfEveryCommandHasAllItsOptions() {
        all(commandLine())
                .forEach(command -> assertThat(command.getUsageMessage())
                        .contains(command.getCommandSpec().options().stream()
                                .filter(option -> !option.hidden())
                                .map(OptionSpec::longestName)
                                .toList()));
    }

    @Test
    void longCommandsAreContinuedAsTheShellReadsThem() {
        String command =
                "neurochains extract --model resnet20.th --images photos --image-list region.txt --solver paper --out chain";
        List<String> lines = HelpPage.shell(command);
        assertThat(lines).hasSize(2).allMatch(line -> line.length() <= Style.WIDTH);
        assertThat(lines.get(0)).endsWith(" \\");
        assertThat(String.join("\n", lines).replaceAll("\\s*\\\\\\n\\s*", " ").strip())
                .isEqualTo(command);
    }
}
