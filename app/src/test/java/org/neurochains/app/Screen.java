package org.neurochains.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A terminal whose output a test reads. */
final class Screen {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Terminal terminal;

    Screen(int columns) {
        terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), columns);
    }

    Terminal terminal() {
        return terminal;
    }

    /** Everything written to standard output so far. */
    String out() {
        return out.toString();
    }

    /** Everything written to standard error so far. */
    String err() {
        return err.toString();
    }

    /** What a viewer sees of standard error: each carriage return starts the line anew. */
    String seen() {
        StringBuilder seen = new StringBuilder();
        for (String line : err().split("\n", -1)) {
            StringBuilder shown = new StringBuilder();
            for (String part : line.split("\r", -1)) {
                shown.replace(0, Math.min(part.length(), shown.length()), part);
            }
            seen.append(seen.isEmpty() ? "" : "\n").append(shown.toString().stripTrailing());
        }
        return seen.toString();
    }
}
