package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What a measure's numbers mean for one chain, in words for people.
 *
 * @param verdict whether what the measure asks for holds
 * @param sentence what it means, with the numbers that say so
 * @param rows the few numbers to be seen beside it
 */
public record Interpretation(Verdict verdict, String sentence, List<Row> rows) {
    /** Share of images from which on a chain's answers count as the network's. */
    static final double NEARLY_ALL = .95;

    /** Share of images from which on they count so in part. */
    static final double MOST = .8;

    public Interpretation {
        rows = List.copyOf(rows);
    }

    /** Whether what a measure asks for holds. */
    public enum Verdict {
        HOLDS("holds"),
        /** It holds for a part of the images or filters. */
        PARTLY("holds in part"),
        FAILS("does not hold"),
        /** The numbers decide nothing. */
        OPEN("");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** In words; empty where the numbers decide nothing. */
        public String words() {
            return words;
        }

        /** By the share of images where it holds. */
        static Verdict of(double share) {
            return share >= NEARLY_ALL ? HOLDS : share >= MOST ? PARTLY : FAILS;
        }
    }

    /** A number with a name that needs no explanation. */
    public record Row(String name, String value) {}

    /** Words without rows. */
    public static Interpretation of(Verdict verdict, String format, Object... values) {
        return new Interpretation(verdict, text(format, values), List.of());
    }

    /** With a row more. */
    public Interpretation with(String name, String format, Object... values) {
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(name, text(format, values)));
        return new Interpretation(verdict, sentence, more);
    }

    /** With a row more where there is something to show. */
    public <T> Interpretation with(String name, String format, Measured<T> value) {
        return value.isDefined() ? with(name, format, value.get()) : with(name, "none: %s", value.reason());
    }

    /** With a sentence more. */
    Interpretation and(String format, Object... values) {
        return new Interpretation(verdict, sentence + " " + text(format, values), rows);
    }
}
