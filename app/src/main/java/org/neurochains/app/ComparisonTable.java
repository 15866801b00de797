package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.ChainOverlap;
import org.neurochains.measure.Correlation;
import org.neurochains.measure.LayerChance;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.Overlap;
import org.neurochains.report.ComparisonDocument;

/** A comparison of chains, for people. */
record ComparisonTable(ComparisonDocument document, PrintWriter out) {
    private static final int LARGEST_MATRIX = 12;
    private static final int MOST_NAMES = 40;
    private static final double UNLIKELY = .05;

    void print() {
        ChainComparison comparison = document.comparison();
        chains(comparison.chains());
        out.println();
        trust(comparison.chains());
        out.println();
        if (comparison.chains().size() == 2) {
            pair(comparison.pairs().get(0));
        } else {
            overlaps(comparison);
        }
        consistency(comparison);
        document.leftOut().forEach(text -> Style.wrapped("left out: " + text, 0).forEach(out::println));
    }

    private void chains(List<NamedChain> chains) {
        TextTable table =
                new TextTable("><<>>>>>").row("", "chain", "classes", "images", "filters", "shortcuts", "layers", "KL");
        for (int i = 0; i < chains.size(); i++) {
            ChainRecord chain = chains.get(i).record();
            table.row(
                    i + 1,
                    chains.get(i).name(),
                    String.join(", ", chain.region().classes()),
                    chain.region().images().size(),
                    chain.result().filters(),
                    chain.result().shortcutChannels(),
                    chain.result().layers(),
                    text("%.4f", chain.result().kl()));
        }
        table.print(out);
    }

    /** How far each can be relied on; dashes where that is not known. */
    private void trust(List<NamedChain> chains) {
        TextTable table = new TextTable(">>>>>>")
                .row("", "unseen images", "same answer", "at least", "largest score", "score and effect");
        for (int i = 0; i < chains.size(); i++) {
            ChainRecord.Result result = chains.get(i).record().result();
            HeldOut heldOut = result.heldOut();
            ChainRecord.Trust trust = result.trust();
            Double correlation = trust == null ? null : trust.scoreEffectCorrelation();
            table.row(
                    i + 1,
                    heldOut == null ? "-" : heldOut.images(),
                    heldOut == null ? "-" : text("%.1f %%", 100 * heldOut.agreement()),
                    heldOut == null ? "-" : text("%.1f %%", 100 * heldOut.lowerBound()),
                    trust == null ? "-" : text("%.1f", trust.largestScore()),
                    correlation == null ? "-" : text("r = %.2f", correlation));
        }
        table.print(out);
    }

    private void pair(ChainOverlap pair) {
        Overlap filters = pair.filters();
        LayerChance layered = pair.chance();
        TextTable table = new TextTable("<<")
                .row("shared filters", shared(filters))
                .row("intersection over union", share(filters.intersectionOverUnion()))
                .row("by chance, any filters", chance(filters.expected().orElse(0), filters.chance()))
                .row("by chance, as many in each layer", chance(layered.expected(), layered.chance()))
                .row("shortcut channels", shared(pair.shortcuts()))
                .row("rank correlation of effects", ranks(pair.effectRanks()))
                .row("rank correlation of scores", ranks(pair.scoreRanks()))
                .row("images in both regions", String.valueOf(pair.sharedImages()));
        @Nullable List<List<Double>> kl = document.klOnRegions();
        if (kl != null) {
            table.row("KL of 1 on the region of 2", text("%.4f", kl.get(0).get(1)));
            table.row("KL of 2 on the region of 1", text("%.4f", kl.get(1).get(0)));
        }
        Style.wrapped(verdict(pair), 0).forEach(out::println);
        out.println();
        table.print(out);
        out.println();
        layers(pair);
        names();
    }

    private static String shared(Overlap overlap) {
        return text("%d of %d and %d", overlap.shared(), overlap.first(), overlap.second());
    }

    private static String chance(double expected, double chance) {
        return text("%.1f shared, p = %.3g", expected, chance);
    }

    private static String verdict(ChainOverlap pair) {
        Overlap filters = pair.filters();
        double chance = pair.chance().chance();
        return text(
                "They share %d filters, %s two chains with as many in each layer would by chance (p = %.2g).",
                filters.shared(), chance < UNLIKELY ? "more than" : "no more than", chance);
    }

    private static String ranks(Measured<Correlation> ranks) {
        return ranks.isDefined()
                ? text(
                        "%.3f (of what both have, %s)",
                        ranks.get().r(), ranks.get().chance())
                : "none: " + ranks.reason();
    }

    private void layers(ChainOverlap pair) {
        TextTable table = new TextTable("<>>>>>>").row("layer", "shared", "first", "second", "of", "expected", "p");
        for (ChainOverlap.LayerOverlap layer : pair.layers()) {
            Overlap overlap = layer.overlap();
            if (overlap.first() + overlap.second() > 0) {
                table.row(
                        layer.layer(),
                        overlap.shared(),
                        overlap.first(),
                        overlap.second(),
                        overlap.population(),
                        text("%.2f", overlap.expected().orElse(0)),
                        text("%.3g", overlap.chance()));
            }
        }
        table.print(out);
    }

    /** The filters of each side, a line each. */
    private void names() {
        List<String> first =
                ChainComparison.retained(document.comparison().chains().get(0));
        List<String> second =
                ChainComparison.retained(document.comparison().chains().get(1));
        out.println();
        line("shared", first.stream().filter(second::contains).toList());
        line("only in 1", first.stream().filter(name -> !second.contains(name)).toList());
        line("only in 2", second.stream().filter(name -> !first.contains(name)).toList());
    }

    private void line(String title, List<String> names) {
        int more = names.size() - MOST_NAMES;
        String all = title + ": "
                + (names.isEmpty() ? "none" : String.join(" ", names.subList(0, Math.min(names.size(), MOST_NAMES))))
                + (more > 0 ? " and " + more + " more, in the page and with --json" : "");
        Style.wrapped(all, 0).forEach(out::println);
    }

    private void overlaps(ChainComparison comparison) {
        int n = comparison.chains().size();
        if (n <= LARGEST_MATRIX) {
            out.println("intersection over union of filters");
            matrix(
                    n,
                    (i, j) -> i.equals(j)
                            ? "1"
                            : share(comparison.pair(i, j).filters().intersectionOverUnion()));
        } else {
            nearest(comparison);
        }
        @Nullable List<List<Double>> kl = document.klOnRegions();
        if (kl != null && n <= LARGEST_MATRIX) {
            out.println();
            out.println("KL of the row's chain on the column's region");
            matrix(n, (i, j) -> text("%.3f", kl.get(i).get(j)));
        }
    }

    private void matrix(int n, BiFunction<Integer, Integer, String> cell) {
        TextTable table = new TextTable(">".repeat(n + 1)).row(row("", n, j -> j + 1));
        for (int i = 0; i < n; i++) {
            int place = i;
            table.row(row(i + 1, n, j -> cell.apply(place, j)));
        }
        table.print(out);
    }

    private static Object[] row(Object title, int n, IntFunction<Object> cell) {
        return Stream.concat(Stream.of(title), IntStream.range(0, n).mapToObj(cell))
                .toArray();
    }

    private void nearest(ChainComparison comparison) {
        TextTable table = new TextTable("><>>").row("", "shares most with", "overlap", "mean overlap");
        int n = comparison.chains().size();
        for (int i = 0; i < n; i++) {
            int best = i == 0 ? 1 : 0;
            double sum = 0;
            for (int j = 0; j < n; j++) {
                if (i != j) {
                    sum += overlap(comparison, i, j);
                    best = overlap(comparison, i, j) > overlap(comparison, i, best) ? j : best;
                }
            }
            table.row(
                    i + 1,
                    comparison.chains().get(best).name(),
                    text("%.3f", overlap(comparison, i, best)),
                    text("%.3f", sum / (n - 1)));
        }
        table.print(out);
    }

    private static double overlap(ChainComparison comparison, int i, int j) {
        return comparison.pair(i, j).filters().intersectionOverUnion().orElse(0);
    }

    private void consistency(ChainComparison comparison) {
        if (comparison.chains().size() > 2 && !comparison.consistency().isEmpty()) {
            out.println();
            TextTable table = new TextTable("<>>>>").row("same classes", "chains", "mean overlap", "in all", "in any");
            comparison
                    .consistency()
                    .forEach(group -> table.row(
                            String.join(", ", group.classes()),
                            group.chains().size(),
                            text("%.3f", group.meanOverlap()),
                            group.inAll(),
                            group.inAny()));
            table.print(out);
        }
    }

    private static String share(OptionalDouble value) {
        return value.isPresent() ? text("%.3f", value.getAsDouble()) : "none: both are empty";
    }
}
