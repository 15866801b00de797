package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * Every command shows examples, and every command line in the help and in the documents is one that the program takes.
 */
class ExamplesTest {
    private static CommandLine commandLine() {
        return Main.commandLine(new Screen(0).terminal(), () -> false);
    }

    /** The commands that do something, not those that only hold others. */
    private static Stream<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? Stream.of(command)
                : command.getSubcommands().values().stream().distinct().flatMap(ExamplesTest::leaves);
    }

    @TestFactory
    Stream<DynamicTest> everyCommandHasExamplesInItsHelp() {
        return leaves(commandLine())
                .filter(c -> !c.getCommandName().equals("help"))
                .map(command -> DynamicTest.dynamicTest(
                        command.getCommandSpec().qualifiedName(),
                        () -> assertThat(command.getUsageMessage())
                                .contains("Examples:")
                                .contains("\n  " + command.getCommandSpec().qualifiedName())));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsTaken() {
        return leaves(commandLine())
                .flatMap(command -> Examples.of(command).stream())
                .map(e -> DynamicTest.dynamicTest(e.line(), () -> assertTaken(e.line())));
    }

    /** Indented lines and lines of fenced blocks that begin with the program's name, continued lines joined. */
    @TestFactory
    Stream<DynamicTest> everyCommandInTheDocumentsIsTaken() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        return pages().stream()
                .flatMap(page -> commands(page)
                        .map(line ->
                                DynamicTest.dynamicTest(root.relativize(page) + ": " + line, () -> assertTaken(line))));
    }

    /** README and the documents. */
    static List<Path> pages() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root.resolve("README.md")),
                            docs.filter(f -> f.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** The commands of a page in their order. */
    static Stream<String> commands(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .replaceAll("\\\\\\R\\s*", "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.matches("(\\./)?(bin/)?neurochains [a-z-].*"))
                    .map(line -> line.replaceAll("^(\\./)?(bin/)?", "").replaceAll("\\s*[#|>].*", ""));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertTaken(String line) {
        List<String> words = List.of(line.split("\\s+"));
        if (words.contains("--help")) {
            return;
        }
        assertThatCode(() ->
                        commandLine().parseArgs(words.subList(1, words.size()).toArray(new String[0])))
                .doesNotThrowAnyException();
    }

    @Test
    void theManualNamesEveryCommandAndOption() {
        String manual = Run.of("generate-man").out();

        assertThat(manual).startsWith(".TH NEUROCHAINS 1").contains("\\fB\\-\\-threads\\fR", "\\fB\\-\\-max\\-kl\\fR");
        leaves(commandLine())
                .map(c -> c.getCommandSpec().qualifiedName())
                .filter(name -> !name.endsWith(" help"))
                .forEach(name -> assertThat(manual).containsIgnoringCase("\n.SH " + name.replace("-", "\\-")));
    }
}
