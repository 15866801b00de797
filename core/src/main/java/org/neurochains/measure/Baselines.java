package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.chain.Baseline;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Subnetwork;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Series;
import org.neurochains.tensor.Scope;

/**
 * The chain beside chains of as many filters that were chosen more simply (Fig. 12): by the size of feature maps, by their contribution, at
 * random; the scores of each tuned in the same way.
 *
 * @param rows the chain, then the baselines
 */
public record Baselines(List<Row> rows) implements Finding {
    /** Copies the list. */
    public Baselines {
        rows = List.copyOf(rows);
    }

    /**
     * A chain.
     *
     * @param key short name
     * @param kl mean KL(F || chain), in nats
     * @param agreement share of equal predictions on the region
     * @param drop mean fall of p[y]
     * @param unseen share of equal predictions on the region's unseen neighbours
     */
    public record Row(
            String key,
            String title,
            int filters,
            int shortcutChannels,
            double kl,
            double agreement,
            double drop,
            Measured<Double> unseen) {}

    /** Measures; the scores of all baselines are tuned as the options say. */
    public static Measured<Baselines> of(Subject subject, MeasureOptions options, Progress progress) {
        int budget = subject.subnetwork().size(subject.network()).filters();
        if (budget == 0) {
            return Measured.of(new Baselines(List.of(row("chain", "the chain", subject, options, progress))));
        }
        BaselineOptions usual =
                BaselineOptions.of(budget).with(options.tuning()).withSeed(options.seed());
        List<Row> rows = new ArrayList<>();
        rows.add(row("chain", "the chain", subject, options, progress));
        Map<String, Baseline> baselines = new LinkedHashMap<>();
        baselines.put("magnitude", new Baseline(Baseline.Choice.MAGNITUDE, usual));
        baselines.put(
                "magnitudeOwnCounts",
                new Baseline(
                        Baseline.Choice.MAGNITUDE,
                        usual.like(subject.subnetwork().retention())));
        baselines.put("contribution", new Baseline(Baseline.Choice.CONTRIBUTION, usual));
        baselines.put("random", new Baseline(Baseline.Choice.RANDOM, usual));
        try (Scope scope = Scope.open()) {
            Problem problem = Problem.of(subject.network(), subject.samples().batch(), subject.microBatch());
            for (Map.Entry<String, Baseline> each : baselines.entrySet()) {
                progress.check();
                try (Scope inner = Scope.open()) {
                    Subnetwork subnetwork =
                            each.getValue().solve(problem, progress).subnetwork();
                    rows.add(row(each.getKey(), title(each.getKey()), other(subject, subnetwork), options, progress));
                }
            }
        }
        return Measured.of(new Baselines(rows));
    }

    private static Subject other(Subject subject, Subnetwork subnetwork) {
        Subject other = Subject.of(subject.network(), subnetwork, subject.samples(), subject.microBatch());
        return subject.pool().isPresent() ? other.with(subject.pool().get()) : other;
    }

    private static String title(String key) {
        return switch (key) {
            case "magnitude" -> "magnitude, as many in each layer";
            case "magnitudeOwnCounts" -> "magnitude, the chain's numbers";
            default -> key;
        };
    }

    private static Row row(String key, String title, Subject subject, MeasureOptions options, Progress progress) {
        Fidelity fidelity = Fidelity.of(subject);
        Subnetwork.Size size = subject.subnetwork().size(subject.network());
        Measured<Stability> stability = Stability.of(subject, options, progress);
        Measured<Double> unseen = !stability.isDefined()
                ? Measured.undefined(stability.reason())
                : stability.get().neighbours() == 0
                        ? Measured.undefined("there is no unseen neighbour")
                        : Measured.of(stability.get().agreement(stability.get().neighbours()));
        return new Row(
                key,
                title,
                size.filters(),
                size.shortcutChannels(),
                fidelity.kl(),
                fidelity.agreement(),
                fidelity.drop(),
                unseen);
    }

    @Override
    public String name() {
        return "baselines";
    }

    @Override
    public String title() {
        return "Baselines: other choices of as many filters";
    }

    @Override
    public String summary() {
        Row chain = rows.get(0);
        if (rows.size() == 1) {
            return "The chain retains no filter, so there is nothing to compare.";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "With at most %d filters, mean KL and agreement on the region: the chain %.3f, %.0f %%",
                chain.filters,
                chain.kl,
                100 * chain.agreement));
        rows.stream()
                .skip(1)
                .forEach(row -> text.append(
                        String.format(Locale.ROOT, "; %s %.3f, %.0f %%", row.title, row.kl, 100 * row.agreement)));
        return text.append('.').toString();
    }

    @Override
    public Meaning meaning() {
        Row chain = rows.get(0);
        Row best =
                rows.stream().skip(1).min(Comparator.comparingDouble(Row::kl)).orElse(chain);
        if (rows.size() == 1) {
            return Meaning.of(Meaning.Verdict.OPEN, "%s", summary());
        }
        boolean closest = chain.kl < best.kl;
        Meaning meaning = Meaning.of(
                closest ? Meaning.Verdict.HOLDS : Meaning.Verdict.FAILS,
                "With as many filters, %s the chain does: KL %.3f, and %.3f for the best of %d other choices (%s).",
                closest
                        ? "no simpler choice follows the network as closely as"
                        : "a simpler choice follows the network as closely as",
                chain.kl,
                best.kl,
                rows.size() - 1,
                best.title);
        for (Row row : rows) {
            meaning = meaning.with(row.title, "KL %.3f, same answer %.0f %%", row.kl, 100 * row.agreement);
        }
        return meaning;
    }

    @Override
    public Values values() {
        Values values = new Values();
        for (Row row : rows) {
            values.put(row.key + "Filters", row.filters)
                    .put(row.key + "Kl", row.kl)
                    .put(row.key + "Agreement", row.agreement)
                    .put(row.key + "ProbabilityDrop", row.drop)
                    .put(row.key + "UnseenAgreement", row.unseen);
        }
        return values;
    }

    @Override
    public List<Table> tables() {
        Table.Builder table = Table.of(
                "chains",
                "chain",
                "filters",
                "shortcutChannels",
                "kl",
                "agreement",
                "probabilityDrop",
                "unseenAgreement");
        for (Row row : rows) {
            table.row(
                    row.title,
                    row.filters,
                    row.shortcutChannels,
                    row.kl,
                    row.agreement,
                    row.drop,
                    row.unseen.value().orElse(null));
        }
        return List.of(table.build());
    }

    @Override
    public List<Figure> figures() {
        List<String> names = rows.stream().map(Row::title).toList();
        Chart chart = Chart.of(
                        "The chain and other choices of as many filters",
                        Axis.categories("choice of filters", names),
                        Axis.linear("share of equal predictions", Axis.DIMENSIONLESS)
                                .between(0, 1))
                .note("At most " + rows.get(0).filters + " filters each")
                .sized(760, 420)
                .with(new Series.Group(
                        "region",
                        rows.stream()
                                .map(row -> Series.Height.of(row.agreement))
                                .toList()));
        boolean unseen = rows.stream().anyMatch(row -> row.unseen.isDefined());
        return List.of(
                unseen
                        ? chart.with(new Series.Group(
                                "unseen neighbours",
                                rows.stream()
                                        .map(row -> row.unseen.isDefined()
                                                ? Series.Height.of(row.unseen.get())
                                                : Series.Height.none())
                                        .toList()))
                        : chart);
    }
}
