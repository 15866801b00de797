package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.neurochains.Progress;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;

/**
 * Whether scores say what filters matter: each retained channel is removed by itself, and its score compared with what
 * that changes (Fig. 2 right, 8 right, 15 right and 16).
 *
 * @param channels one for each retained channel
 * @param images the number of images
 * @param dead whether the chain's outputs are the same for all of several images, so that nothing can be said of its
 *     filters
 */
public record Faithfulness(List<Channel> channels, int images, boolean dead) implements MeasureResult {
    /** Divergences below it count as this, so that their logarithm is finite. */
    public static final double FLOOR = 1e-12;

    public Faithfulness {
        channels = List.copyOf(channels);
    }

    /**
     * A retained channel and what its removal does, as means over images.
     *
     * @param filter whether it is a filter and not a channel of an identity shortcut
     * @param drop q_chain[y] - q_without[y], y = argmax p_F
     * @param kl KL(chain || without), in nats
     * @param negative share of images for which another class than y wins without it (a negative quotient)
     */
    public record Channel(
            String name, boolean filter, double score, double drop, double kl, Measured<Double> negative) {
        /** Natural logarithm of KL, floored at {@value #FLOOR}. */
        public double logKl() {
            return Math.log(Math.max(FLOOR, kl));
        }
    }

    /** Measures. */
    public static Faithfulness of(ChainOnRegion subject, Progress progress) {
        List<Channel> channels = new ArrayList<>();
        new Removals(subject)
                .all(
                        (unit, outputs) -> channels.add(new Channel(
                                unit.name(),
                                unit.isFilter(),
                                unit.score(),
                                drop(subject, outputs),
                                subject.chainOutputs().divergence(outputs),
                                negative(subject, outputs))),
                        progress);
        return new Faithfulness(
                channels, subject.samples().size(), subject.chainOutputs().constant());
    }

    private static double drop(ChainOnRegion subject, Outputs without) {
        double sum = 0;
        for (int i = 0; i < without.images(); i++) {
            int y = subject.predicted(i);
            sum += subject.chainOutputs().probability(i, y) - without.probability(i, y);
        }
        return sum / without.images();
    }

    private static Measured<Double> negative(ChainOnRegion subject, Outputs without) {
        int negative = 0;
        int defined = 0;
        for (int i = 0; i < without.images(); i++) {
            OptionalDouble quotient = Quotients.of(subject, without, i);
            defined += quotient.isPresent() ? 1 : 0;
            negative += quotient.orElse(0) < 0 ? 1 : 0;
        }
        return defined == 0 ? Measured.undefined("no image has a quotient") : Measured.of((double) negative / defined);
    }

    private List<Channel> filters() {
        return channels.stream().filter(Channel::filter).toList();
    }

    /** Pearson's r between score and drop over the filters. */
    public Measured<Correlation> scoreAndDrop() {
        return correlation(filters(), Channel::drop);
    }

    /** Pearson's r between score and logarithm of KL over the filters. */
    public Measured<Correlation> scoreAndLogKl() {
        return correlation(filters(), Channel::logKl);
    }

    /** Pearson's r between score and share of negative quotients over the filters that have one. */
    public Measured<Correlation> scoreAndNegative() {
        return correlation(judged(), Faithfulness::share);
    }

    private List<Channel> judged() {
        return filters().stream().filter(c -> c.negative.isDefined()).toList();
    }

    private static double share(Channel channel) {
        return channel.negative.get();
    }

    private Measured<Correlation> correlation(List<Channel> some, ToDoubleFunction<Channel> effect) {
        return living(() -> Correlation.pearson(scores(some), effects(some, effect)));
    }

    private Measured<Correlation> ranks(List<Channel> some, ToDoubleFunction<Channel> effect) {
        return living(() -> Correlation.spearman(scores(some), effects(some, effect)));
    }

    private Measured<Correlation> living(Supplier<Measured<Correlation>> correlation) {
        return dead
                ? Measured.undefined("the chain is dead: its outputs are the same for all images")
                : correlation.get();
    }

    private static double[] scores(List<Channel> channels) {
        return channels.stream().mapToDouble(Channel::score).toArray();
    }

    private static double[] effects(List<Channel> channels, ToDoubleFunction<Channel> effect) {
        return channels.stream().mapToDouble(effect).toArray();
    }

    @Override
    public String summary() {
        List<Channel> filters = filters();
        if (filters.isEmpty()) {
            return "The chain retains no filter.";
        }
        Channel worst =
                filters.stream().max(Comparator.comparingDouble(Channel::drop)).orElseThrow();
        return text(
                "%d filters removed one at a time, on %d images.%s Score and probability drop: %s. Score and ln KL: %s."
                        + " The largest drop is %.3f, without %s.",
                filters.size(),
                images,
                dead ? " The chain is dead: its outputs are the same for all images." : "",
                Pictures.note(scoreAndDrop()),
                Pictures.note(scoreAndLogKl()),
                worst.drop,
                worst.name);
    }

    @Override
    public Interpretation meaning() {
        List<Channel> filters = filters();
        if (filters.isEmpty()) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "The chain retains no filter.");
        }
        Channel worst =
                filters.stream().max(Comparator.comparingDouble(Channel::drop)).orElseThrow();
        ScoreTelling telling = ScoreTelling.of(scoreAndDrop(), "r = ", "filters");
        return Interpretation.of(telling.verdict(), "%s", telling.sentence())
                .and(
                        "The filter that matters most is %s: without it the probability of the network's class falls by %.3f.",
                        worst.name, worst.drop)
                .with(
                        "score and fall of the probability",
                        "r = %.3f",
                        scoreAndDrop().map(Correlation::r))
                .with(
                        "score and ln KL without the filter",
                        "r = %.3f",
                        scoreAndLogKl().map(Correlation::r))
                .with(
                        "mean fall without one filter",
                        "%.3f of probability",
                        Summary.of(effects(filters, Channel::drop)).map(Summary::mean));
    }

    @Override
    public NamedNumbers values() {
        List<Channel> filters = filters();
        NamedNumbers values = new NamedNumbers().put("filters", filters.size()).put("dead", dead ? 1 : 0);
        put(values, "scoreDrop", scoreAndDrop(), ranks(filters, Channel::drop));
        put(values, "scoreLogKl", scoreAndLogKl(), ranks(filters, Channel::logKl));
        put(values, "scoreNegative", scoreAndNegative(), ranks(judged(), Faithfulness::share));
        return values.put(
                        "withShortcutsScoreDropR",
                        correlation(channels, Channel::drop).map(Correlation::r))
                .put("meanDrop", Summary.of(effects(filters, Channel::drop)).map(Summary::mean))
                .put("largestDrop", Summary.of(effects(filters, Channel::drop)).map(Summary::high))
                .put(
                        "meanNegativeShare",
                        Summary.of(effects(judged(), Faithfulness::share)).map(Summary::mean));
    }

    private static void put(
            NamedNumbers values, String name, Measured<Correlation> pearson, Measured<Correlation> spearman) {
        values.put(name + "R", pearson.map(Correlation::r))
                .put(name + "P", chance(pearson))
                .put(name + "Distinct", pearson.map(Correlation::distinct))
                .put(name + "Spearman", spearman.map(Correlation::r))
                .put(name + "SpearmanP", chance(spearman));
    }

    private static Measured<Double> chance(Measured<Correlation> found) {
        return found.isDefined() ? found.get().pValue() : Measured.undefined(found.reason());
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.of(Table.FILTERS, channels)
                .column("filter", Channel::name)
                .column("kind", channel -> channel.filter ? "filter" : "shortcut")
                .column("score", Channel::score)
                .column("drop", Channel::drop)
                .column("kl", Channel::kl)
                .column("logKl", Channel::logKl)
                .column("negativeShare", channel -> channel.negative.value().orElse(null))
                .build());
    }

    @Override
    public List<Figure> figures() {
        Axis drop = Axis.linear("fall of p of the network's class", Axis.DIMENSIONLESS);
        Axis kl = Axis.linear("ln KL(chain || without the filter)", Axis.DIMENSIONLESS);
        Axis share = Axis.linear("share of images with a negative quotient", Axis.DIMENSIONLESS);
        return List.of(
                scatter("Score and probability drop of each filter", drop, filters(), Channel::drop),
                scatter("Score and divergence of each filter", kl, filters(), Channel::logKl),
                scatter("Score and share of negative quotients of each filter", share, judged(), Faithfulness::share));
    }

    private Figure scatter(String title, Axis y, List<Channel> some, ToDoubleFunction<Channel> effect) {
        Axis score = Axis.linear("score", Axis.DIMENSIONLESS);
        List<Point> points = some.stream()
                .map(c -> new Point(c.score, effect.applyAsDouble(c), c.name))
                .toList();
        return dead
                ? Chart.of(title, score, y)
                        .note("Pearson r undefined: "
                                + correlation(some, effect).reason())
                        .with(new Series.Points("filters", points))
                : Pictures.scatter(title, score, y, "filters", points);
    }
}
