package org.neurochains.app;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Interpretation;

/** How results look: with colour and symbols on a terminal that may have them, in plain words elsewhere. */
enum Style {
    /** Words alone: files, pipes, and wherever NO_COLOR is set. */
    PLAIN,
    /** ANSI colours and a symbol for each verdict. */
    COLOUR;

    /** Columns that every line of prose fits into. */
    static final int WIDTH = 80;

    /** Columns that the longest verdict and a gap take. */
    private static final int VERDICT = 15;

    private static final String RESET = "\u001b[0m";

    /**
     * The style of standard output.
     *
     * @param terminal whether it is a terminal
     * @param noColour the variable NO_COLOR: any text but an empty one forbids colour (no-color.org)
     */
    static Style of(boolean terminal, @Nullable String noColour) {
        return terminal && (noColour == null || noColour.isEmpty()) ? COLOUR : PLAIN;
    }

    /** What a reader's eye is to find. */
    String strong(String text) {
        return this == PLAIN ? text : "\u001b[1m" + text + RESET;
    }

    /** What a reader may pass over. */
    String faint(String text) {
        return this == PLAIN ? text : "\u001b[2m" + text + RESET;
    }

    /**
     * A heading with what was found of it.
     *
     * @param claim what the verdict is about; may be empty
     */
    String heading(String name, String claim, Interpretation.Verdict verdict) {
        if (verdict == Interpretation.Verdict.OPEN) {
            return strong(name);
        }
        String about = claim.isEmpty() ? "" : " (" + claim + ")";
        if (this == PLAIN) {
            return name + about + ": " + verdict.words();
        }
        String colour = colour(verdict);
        return colour + symbol(verdict) + RESET + " " + strong(name) + about + "  " + colour + verdict.words() + RESET;
    }

    /** A verdict as the first of two columns, what it is about beside it. */
    List<String> statement(Interpretation.Verdict verdict, String words) {
        String said = verdict == Interpretation.Verdict.OPEN ? "not known" : verdict.words();
        List<String> lines = wrapped(words, VERDICT);
        String padded = String.format("%-" + VERDICT + "s", said);
        String first = this == PLAIN
                ? padded
                : verdict == Interpretation.Verdict.OPEN ? faint(padded) : colour(verdict) + padded + RESET;
        lines.set(0, first + lines.get(0).substring(VERDICT));
        return lines;
    }

    private static String symbol(Interpretation.Verdict verdict) {
        return verdict == Interpretation.Verdict.HOLDS
                ? "\u2713"
                : verdict == Interpretation.Verdict.PARTLY ? "!" : "\u2717";
    }

    private static String colour(Interpretation.Verdict verdict) {
        return verdict == Interpretation.Verdict.HOLDS
                ? "\u001b[32m"
                : verdict == Interpretation.Verdict.PARTLY ? "\u001b[33m" : "\u001b[31m";
    }

    /**
     * Text broken into lines of at most {@value #WIDTH} columns, each after an indent; a longer word has a line of its
     * own, and a number keeps its per cent sign.
     */
    static List<String> wrapped(String text, int indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+(?!%)", -1)) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > WIDTH) {
                lines.add(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(" ".repeat(indent) + line);
        return lines;
    }
}
