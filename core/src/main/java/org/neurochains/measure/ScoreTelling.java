package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.chain.ChainRecord;

/**
 * How much a chain's scores say of what its filters matter, in words that grade with the correlation of the two.
 *
 * @param verdict {@link Interpretation.Verdict#OPEN} where there are too few filters to tell
 * @param words without a full stop
 * @param numbers the correlation with its interval, or why there is none
 */
public record ScoreTelling(Interpretation.Verdict verdict, String words, String numbers) {
    /** The correlation from which on scores say what matters. */
    static final double MUCH = .7;

    /** The correlation from which on they say so in part. */
    static final double PART = .4;

    private static final double CHANCE = .05;

    private static final String UNTOLD = "Whether scores say what matters cannot be told";

    /** Grades the rank correlation of |score| and effect, of all that is scored and whose effect is known. */
    public static ScoreTelling of(ChainRecord chain) {
        List<Double> sizes = new ArrayList<>();
        List<Double> effects = new ArrayList<>();
        for (ChainRecord.Layer layer : chain.layers()) {
            for (ChainRecord.RetainedFilter filter : layer.filters()) {
                if (filter.effect() != null) {
                    sizes.add((double) Math.abs(filter.score()));
                    effects.add(filter.effect());
                }
            }
        }
        return of(
                Correlation.spearman(numbers(sizes), numbers(effects)),
                "rank correlation ",
                chain.result().shortcutChannels() == 0 ? "filters" : "filters and shortcut channels");
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Grades a correlation of scores with what removals cost.
     *
     * @param name of the correlation, such as {@code "r = "}
     * @param units what is scored, in the plural
     */
    public static ScoreTelling of(Measured<Correlation> correlation, String name, String units) {
        if (!correlation.isDefined()) {
            String reason =
                    correlation.reason().replace("values of x", "scores").replace("values of y", "removals' costs");
            return new ScoreTelling(Interpretation.Verdict.OPEN, UNTOLD, reason);
        }
        Correlation found = correlation.get();
        Interval interval = found.interval().value().orElse(new Interval(found.r(), found.r()));
        String numbers = text("%s%.2f%s", name, found.r(), interval(found));
        boolean apart = shown(found) && (interval.low() > 0 || interval.high() < 0);
        if (!apart && (found.n() <= 3 || Math.max(interval.high(), -interval.low()) >= PART)) {
            return new ScoreTelling(Interpretation.Verdict.OPEN, UNTOLD + " from " + found.n() + " " + units, numbers);
        }
        double r = apart ? found.r() : 0;
        return new ScoreTelling(
                verdict(r), words(r) + " here", "between a score and what the removal costs, " + numbers);
    }

    /** The words with the numbers. */
    public String sentence() {
        return words + ": " + numbers + ".";
    }

    /** Three points lie on a line too easily; elsewhere chance decides where it is known. */
    private static boolean shown(Correlation found) {
        return found.n() > 3 && found.pValue().value().map(p -> p < CHANCE).orElse(true);
    }

    private static Interpretation.Verdict verdict(double r) {
        return r >= MUCH
                ? Interpretation.Verdict.HOLDS
                : r >= PART ? Interpretation.Verdict.PARTLY : Interpretation.Verdict.FAILS;
    }

    private static String words(double r) {
        if (r == 0) {
            return "Scores do not say what matters";
        }
        return r < 0
                ? "Scores mislead, the smaller ones matter more"
                : r >= MUCH
                        ? "Scores say what matters"
                        : r >= PART ? "Scores say in part what matters" : "Scores say little of what matters";
    }

    private static String interval(Correlation found) {
        return found.interval()
                .value()
                .map(both -> text(" (95 %% interval %.2f to %.2f)", both.low(), both.high()))
                .orElse("");
    }
}
