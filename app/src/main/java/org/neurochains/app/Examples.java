package org.neurochains.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The examples at the end of each command's help, from one file. */
final class Examples {
    private static final String FILE = "examples.txt";

    /**
     * One command line.
     *
     * @param purpose what it does, in a few words
     * @param line as it is typed
     */
    record Example(String purpose, String line) {}

    private Examples() {}

    /** All examples in order. */
    static List<Example> all() {
        List<Example> examples = new ArrayList<>();
        String purpose = "";
        for (String line : text().lines().toList()) {
            if (line.startsWith("#")) {
                purpose = line.substring(1).strip();
            } else if (!line.isBlank()) {
                examples.add(new Example(purpose, line.strip()));
            }
        }
        return examples;
    }

    /** Those of one command. */
    static List<Example> of(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName() + " ";
        return all().stream()
                .filter(example -> (example.line() + " ").startsWith(name))
                .toList();
    }

    private static String text() {
        try (InputStream in = Examples.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("no " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
