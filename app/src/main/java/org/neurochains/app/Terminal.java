package org.neurochains.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where results and messages go: results to {@link #out()}, messages and the one line of status below them to
 * {@link #err()}.
 *
 * <p>Safe for use by several threads. Both streams are UTF-8 whatever the locale, so that files of results are the same
 * everywhere.
 */
final class Terminal {
    /** Width in columns of the terminal that standard error is; absent or 0 where it is none. Set by the launcher. */
    static final String COLUMNS_PROPERTY = "neurochains.columns";

    /** Present where standard output is a terminal that can show colours. Set by the launcher. */
    static final String COLOUR_PROPERTY = "neurochains.colour";

    private final PrintWriter out;
    private final PrintWriter err;
    private final int columns;
    private final Style style;
    private final @Nullable Results results;
    private String status = "";

    /**
     * A terminal of any two streams.
     *
     * @param columns width of a terminal that can rewrite its last line; 0 where {@code err} is a file or a pipe
     */
    Terminal(PrintWriter out, PrintWriter err, int columns) {
        this(out, err, columns, Style.PLAIN, null);
    }

    private Terminal(PrintWriter out, PrintWriter err, int columns, Style style, @Nullable Results results) {
        this.out = out;
        this.err = err;
        this.columns = columns;
        this.style = style;
        this.results = results;
    }

    /** The streams of this process. */
    static Terminal ofProcess() {
        Results results = new Results();
        return new Terminal(
                writer(results),
                writer(new FileOutputStream(FileDescriptor.err)),
                Math.max(0, Integer.getInteger(COLUMNS_PROPERTY, 0)),
                Style.of(System.getProperty(COLOUR_PROPERTY) != null, System.getenv("NO_COLOR")),
                results);
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
    }

    /** Standard output, which remembers why the system refused it: a writer that prints only says that it did. */
    private static final class Results extends FilterOutputStream {
        private @Nullable IOException fault;

        Results() {
            super(new FileOutputStream(FileDescriptor.out));
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                fault = e;
                throw e;
            }
        }
    }

    /**
     * Why results could not be written, in the system's words; null where they could, or where nobody wants to read on.
     */
    @Nullable String lostResults() {
        out.flush();
        IOException fault = results == null ? null : results.fault;
        String reason = fault == null ? null : String.valueOf(fault.getMessage());
        return reason == null || reason.contains("Broken pipe") || reason.contains("pipe is being closed")
                ? null
                : reason;
    }

    /** For results. */
    PrintWriter out() {
        return out;
    }

    /** For messages in bulk, such as usage help; single lines go through {@link #message}. */
    PrintWriter err() {
        return err;
    }

    /** How results look. */
    Style style() {
        return style;
    }

    /** Whether the status line can be rewritten. */
    boolean interactive() {
        return columns > 0;
    }

    /** Prints a line above the status line. */
    synchronized void message(String line) {
        clear();
        err.println(line);
        err.print(status);
        err.flush();
    }

    /** Replaces the status line; an empty text removes it. Does nothing where lines cannot be rewritten. */
    synchronized void status(String text) {
        if (!interactive()) {
            return;
        }
        clear();
        status = text.length() < columns ? text : text.substring(0, columns - 1);
        err.print(status);
        err.flush();
    }

    /** Writes out what is buffered, without the status line. */
    synchronized void close() {
        status("");
        out.flush();
        err.flush();
    }

    private void clear() {
        if (!status.isEmpty()) {
            err.print("\r" + " ".repeat(status.length()) + "\r");
        }
    }
}
