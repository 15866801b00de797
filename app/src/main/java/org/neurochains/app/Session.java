package org.neurochains.app;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Engine;

/** What one run of a command works with: the common options, the terminal and its progress. */
final class Session implements AutoCloseable {
    private final CommonOptions options;
    private final Terminal terminal;
    private final PrintWriter out;
    private final Progress progress;
    private final int threads;
    private final boolean whole;

    private Session(CommonOptions options, Terminal terminal, PrintWriter out, Progress progress, boolean whole) {
        this.whole = whole;
        this.options = options;
        this.terminal = terminal;
        this.out = out;
        this.threads = options.threads();
        this.progress = progress;
    }

    /**
     * Checks the common options and starts the log.
     *
     * @param listener hears of the progress instead of the terminal; null where none does
     * @throws InputException if an option is out of range or the log cannot be written
     */
    static Session open(
            CommonOptions options, Terminal terminal, BooleanSupplier cancelled, @Nullable Progress listener) {
        Progress own =
                options.quiet ? Progress.silent(cancelled) : new ProgressBar(terminal, cancelled, System::nanoTime);
        Progress progress = listener == null ? own : listener;
        Session session = new Session(options, terminal, terminal.out(), progress, true);
        Logs.start(options, terminal);
        return session;
    }

    /** Where results go. */
    PrintWriter out() {
        return out;
    }

    /** Prints where a result is: as the document, where JSON is wanted, or as a path. */
    void print(Path place, Object document) {
        if (json()) {
            Json.print(out, document);
        } else {
            out.println(place.toAbsolutePath().normalize());
        }
    }

    /** How results look. */
    Style style() {
        return terminal.style();
    }

    /** The same session for a step of a command: it has no closing of its own, and as JSON no results. */
    Session ofStep() {
        PrintWriter results = json() ? new PrintWriter(Writer.nullWriter()) : out;
        return new Session(options, terminal, results, progress, false);
    }

    /** Whether the command is one by itself, and says at its end where its files are and what comes next. */
    boolean whole() {
        return whole;
    }

    /** Tells the user something that is no result; silent with {@code --quiet}. */
    void message(String line) {
        if (!options.quiet) {
            terminal.message("neurochains: " + line);
        }
    }

    /** The same for a line of its own, such as a command. */
    void line(String line) {
        if (!options.quiet) {
            terminal.message(line);
        }
    }

    /** Where long work reports to, and what Ctrl-C cancels. */
    Progress progress() {
        return progress;
    }

    int threads() {
        return threads;
    }

    /** The seed, 0 where none is given. */
    long seed() {
        return seed(0);
    }

    /** The seed, another one where none is given. */
    long seed(long otherwise) {
        Long given = options.seed;
        return given == null ? otherwise : given;
    }

    boolean seedGiven() {
        return options.seed != null;
    }

    boolean json() {
        return options.json;
    }

    /** Loads the tensor engine and gives it the threads; call before the first tensor. */
    void useEngine() {
        Engine.useThreads(threads);
    }

    @Override
    public void close() {
        if (progress instanceof ProgressBar bar) {
            bar.end();
        }
        terminal.close();
        Logs.stop();
    }
}
