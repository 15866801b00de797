package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.chain.Baseline;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Subnetwork;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Series;
import org.neurochains.tensor.Scope;

/**
 * The chain beside chains of as many filters and shortcut channels, with the same groups bypassed, that were chosen
 * more simply (Fig. 12): by the size of feature maps, by their contribution, at random; the scores of each tuned in the
 * same way.
 *
 * @param rows the chain, then the baselines
 */
record Baselines(List<Row> rows) implements MeasureResult {
    private static final int BINS = 20;

    public Baselines {
        rows = List.copyOf(rows);
    }

    /**
     * A chain.
     *
     * @param key short name
     * @param dead whether its outputs are the same for all of several images
     * @param unseen share of equal predictions on the region's unseen neighbours
     */
    public record Row(
            String key, String title, Subnetwork.Size size, Fidelity fidelity, boolean dead, Measured<Double> unseen) {
        /** The title and, where the size is not the chain's, the size; and whether it is dead. */
        String titleBeside(Row chain) {
            String remark = remark(chain);
            return remark.isEmpty() ? title : title + " (" + remark + ")";
        }

        /** The size, where it is not the chain's, and whether it is dead; empty where there is nothing to say. */
        private String remark(Row chain) {
            List<String> more = new ArrayList<>();
            if (size.filters() != chain.size.filters() || size.shortcutChannels() != chain.size.shortcutChannels()) {
                more.add(sized(size));
            }
            if (dead) {
                more.add("dead: one output for all images");
            }
            return String.join("; ", more);
        }

        private double kl() {
            return fidelity.kl();
        }

        private DoubleStream kls() {
            return fidelity.images().stream().mapToDouble(Fidelity.Image::kl);
        }

        private static String sized(Subnetwork.Size size) {
            return size.filters() + " filters, " + size.shortcutChannels() + " shortcut channels";
        }
    }

    /** Measures; the scores of all baselines are tuned as the options say. */
    public static Measured<Baselines> of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("chain", "the chain", subject, options, progress));
        Subnetwork.Size size = subject.subnetwork().size(subject.network());
        if (size.filters() == 0) {
            return Measured.of(new Baselines(rows));
        }
        Map<String, Baseline> baselines = baselines(subject, size, options);
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

    private static Map<String, Baseline> baselines(
            ChainOnRegion subject, Subnetwork.Size size, MeasureOptions options) {
        BaselineOptions.Tuning tuning = options.tuning();
        BaselineOptions usual = BaselineOptions.of(Baseline.Choice.RANDOM, size.filters())
                .withTuning(tuning == null ? BaselineOptions.Tuning.ADAM : tuning)
                .with()
                .shortcutChannels(size.shortcutChannels())
                .bypassed(subject.subnetwork().bypassed())
                .seed(options.seed())
                .build();
        BaselineOptions own = usual.like(subject.subnetwork().retention());
        Map<String, Baseline> baselines = new LinkedHashMap<>();
        baselines.put("magnitude", new Baseline(usual.withChoice(Baseline.Choice.MAGNITUDE)));
        baselines.put("magnitudeOwnCounts", new Baseline(own.withChoice(Baseline.Choice.MAGNITUDE)));
        baselines.put("contribution", new Baseline(usual.withChoice(Baseline.Choice.CONTRIBUTION)));
        baselines.put("random", new Baseline(usual));
        return baselines;
    }

    private static ChainOnRegion other(ChainOnRegion subject, Subnetwork subnetwork) {
        ChainOnRegion other = ChainOnRegion.of(subject.network(), subnetwork, subject.samples(), subject.microBatch());
        return subject.pool().isPresent() ? other.with(subject.pool().get()) : other;
    }

    private static String title(String key) {
        return switch (key) {
            case "magnitude" -> "magnitude, as many in each layer";
            case "magnitudeOwnCounts" -> "magnitude, the chain's numbers";
            default -> key;
        };
    }

    private static Row row(String key, String title, ChainOnRegion subject, MeasureOptions options, Progress progress) {
        Fidelity fidelity = Fidelity.of(subject);
        Subnetwork.Size size = subject.subnetwork().size(subject.network());
        Measured<Stability> stability = Stability.of(subject, options, progress);
        Measured<Double> unseen = stability.isDefined()
                ? stability.get().curve().atLast(NeighbourCurve.Point::agreement)
                : Measured.undefined(stability.reason());
        return new Row(key, title, size, fidelity, subject.chainOutputs().constant(), unseen);
    }

    @Override
    public String summary() {
        Row chain = rows.get(0);
        if (rows.size() == 1) {
            return "The chain retains no filter, so there is nothing to compare.";
        }
        StringBuilder text = new StringBuilder(text(
                "With %s each, mean KL and agreement on the region: the chain %.3f, %.0f %%",
                Row.sized(chain.size), chain.fidelity.kl(), 100 * chain.fidelity.agreement()));
        rows.stream()
                .skip(1)
                .forEach(row -> text.append(text(
                        "; %s %.3f, %.0f %%",
                        row.titleBeside(chain), row.fidelity.kl(), 100 * row.fidelity.agreement())));
        return text.append('.').toString();
    }

    @Override
    public Interpretation meaning() {
        Row chain = rows.get(0);
        Row best =
                rows.stream().skip(1).min(Comparator.comparingDouble(Row::kl)).orElse(chain);
        if (rows.size() == 1) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        boolean closest = chain.kl() < best.kl();
        Interpretation meaning = Interpretation.of(
                closest ? Interpretation.Verdict.HOLDS : Interpretation.Verdict.FAILS,
                "With as many filters and shortcut channels, %s the chain does: KL %.3f, and %.3f for the best of %d other choices (%s).",
                closest
                        ? "no simpler choice follows the network as closely as"
                        : "a simpler choice follows the network as closely as",
                chain.kl(),
                best.kl(),
                rows.size() - 1,
                best.titleBeside(chain));
        for (Row row : rows) {
            meaning = meaning.with(
                    row.titleBeside(chain), "KL %.3f, same answer %.0f %%", row.kl(), 100 * row.fidelity.agreement());
        }
        return meaning;
    }

    @Override
    public NamedNumbers values() {
        NamedNumbers values = new NamedNumbers();
        for (Row row : rows) {
            values.put(row.key + "Filters", row.size.filters())
                    .put(row.key + "ShortcutChannels", row.size.shortcutChannels())
                    .put(row.key + "Layers", row.size.layers())
                    .put(row.key + "Dead", row.dead ? 1 : 0)
                    .put(row.key + "Kl", row.fidelity.kl())
                    .put(row.key + "Agreement", row.fidelity.agreement())
                    .put(row.key + "ProbabilityDrop", row.fidelity.drop())
                    .put(row.key + "UnseenAgreement", row.unseen);
        }
        return values;
    }

    @Override
    public List<Table> tables() {
        List<Fidelity.Image> first = rows.get(0).fidelity.images();
        Table.Columns<Integer> images = Table.of(
                        Table.IMAGES, IntStream.range(0, first.size()).boxed().toList())
                .column("file", i -> first.get(i).file());
        rows.forEach(row ->
                images.column(row.key + "Kl", i -> row.fidelity.images().get(i).kl()));
        Table chains = Table.of("chains", rows)
                .column("chain", Row::title)
                .column("filters", row -> row.size.filters())
                .column("shortcutChannels", row -> row.size.shortcutChannels())
                .column("layers", row -> row.size.layers())
                .column("kl", Row::kl)
                .column("agreement", row -> row.fidelity.agreement())
                .column("probabilityDrop", row -> row.fidelity.drop())
                .column("unseenAgreement", row -> row.unseen.value().orElse(null))
                .build();
        return List.of(chains, images.build());
    }

    @Override
    public List<Figure> figures() {
        Row chain = rows.get(0);
        List<Figure> histograms = new ArrayList<>();
        double most = rows.stream().flatMapToDouble(Row::kls).max().orElse(0);
        for (Row row : rows) {
            Chart histogram = Pictures.histogram(
                            row.title,
                            Axis.linear("KL(network || chain) of an image", "nats"),
                            "images",
                            Histogram.of(row.kls().toArray(), BINS, 0, Math.max(most, 1e-9)))
                    .sized(420, 260);
            String remark = row.remark(chain);
            histograms.add(remark.isEmpty() ? histogram : histogram.note(remark));
        }
        return List.of(agreement(chain), new Panels("Divergence of each image", histograms, 2));
    }

    private Figure agreement(Row chain) {
        Chart chart = Chart.of(
                        "The chain and other choices of as many filters and shortcut channels",
                        Axis.categories(
                                "choice of filters",
                                rows.stream().map(row -> row.title).toList()),
                        Axis.linear("share of equal predictions", Axis.DIMENSIONLESS)
                                .between(0, 1))
                .note(Row.sized(chain.size) + " each, where nothing else is said")
                .sized(760, 420)
                .with(new Series.Group(
                        "region",
                        rows.stream()
                                .map(row -> Series.Height.of(row.fidelity.agreement()))
                                .toList()));
        for (Row row : rows) {
            String remark = row.remark(chain);
            chart = remark.isEmpty() ? chart : chart.note(row.title + ": " + remark);
        }
        return rows.stream().noneMatch(row -> row.unseen.isDefined())
                ? chart
                : chart.with(new Series.Group(
                        "unseen neighbours",
                        rows.stream()
                                .map(row -> row.unseen.isDefined()
                                        ? Series.Height.of(row.unseen.get())
                                        : Series.Height.none())
                                .toList()));
    }
}
