package org.neurochains.app.serve;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;

/** What the app shows of the program: its commands, what it says of a chain, and what comes with it. */
public interface Program {
    /**
     * Runs a command of the command line within this process, to its end.
     *
     * @param arguments the command's name and options
     * @param progress hears of its steps and may cancel it
     * @param messages gets each line that it says
     * @param result gets what it prints
     * @return the exit code
     */
    int run(List<String> arguments, Progress progress, Consumer<String> messages, StringBuilder result);

    /**
     * What holds of a chain or not.
     *
     * @param verdict such as "holds in part"
     */
    record Statement(String verdict, String words) {}

    /** What is said of a chain, the same as the command line says; empty where nothing is known. */
    default List<Statement> statements(ChainRecord chain) {
        return List.of();
    }

    /** What comes with the program; null where nothing does. */
    default @Nullable Example example() {
        return null;
    }
}
