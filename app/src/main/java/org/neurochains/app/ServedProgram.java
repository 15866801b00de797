package org.neurochains.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.app.serve.Example;
import org.neurochains.app.serve.Program;
import org.neurochains.chain.ChainRecord;

/** The program as the web app shows it. */
final class ServedProgram implements Program {
    private final @Nullable Example example = found();

    /** The demo's network and images; null where they do not lie beside the program. */
    private static @Nullable Example found() {
        try {
            DemoData data = DemoData.find();
            return new Example(data.folder(), data.model(), data.folder().resolve("images"));
        } catch (InputException e) {
            return null;
        }
    }

    @Override
    public @Nullable Example example() {
        return example;
    }

    @Override
    public List<Statement> statements(ChainRecord chain) {
        return ChainVerdicts.of(chain).stream()
                .map(each -> new Statement(each.verdict().words(), each.words()))
                .toList();
    }

    /** A command of the same program, its progress and lines going to the caller. */
    @Override
    public int run(List<String> arguments, Progress progress, Consumer<String> messages, StringBuilder result) {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(new Lines(messages)), 0);
        int code = Main.run(Main.commandLine(terminal, progress), terminal, arguments.toArray(String[]::new));
        result.append(out);
        return code;
    }

    /** Hands on whole lines. */
    private static final class Lines extends Writer {
        private final Consumer<String> messages;
        private final StringBuilder line = new StringBuilder();

        Lines(Consumer<String> messages) {
            this.messages = messages;
        }

        @Override
        public void write(char[] text, int from, int count) {
            for (int i = from; i < from + count; i++) {
                if (text[i] == '\n') {
                    messages.accept(line.toString().strip());
                    line.setLength(0);
                } else {
                    line.append(text[i]);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
