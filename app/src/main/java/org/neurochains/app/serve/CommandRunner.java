package org.neurochains.app.serve;

import java.util.List;
import java.util.function.Consumer;
import org.neurochains.Progress;

/** Runs a command of the command line within this process. */
public interface CommandRunner {
    /**
     * Runs it to its end.
     *
     * @param arguments the command's name and options
     * @param progress hears of its steps and may cancel it
     * @param messages gets each line that it says
     * @param result gets what it prints
     * @return the exit code
     */
    int run(List<String> arguments, Progress progress, Consumer<String> messages, StringBuilder result);
}
