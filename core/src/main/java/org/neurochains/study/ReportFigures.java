package org.neurochains.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Histogram;
import org.neurochains.measure.Pictures;
import org.neurochains.measure.Summary;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Estimate;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;
import org.neurochains.study.ReportRows.Variant;

/** The figures of a study's report, each with its numbers. What was not measured makes no figure. */
final class ReportFigures {
    private static final int MOST_POINTS = 1500;
    private static final int BINS = 40;
    private static final int MOST_NEIGHBOURS = 100;

    private final List<Variant> variants;

    ReportFigures(List<Variant> variants) {
        this.variants = variants.stream().filter(v -> !v.trials.isEmpty()).toList();
    }

    /**
     * A part of the page.
     *
     * @param place in the paper, such as {@code Fig. 3 and 14}; empty for a figure of our own
     * @param paper what stands there in the paper
     * @param figure null where nothing was measured for it
     */
    record Section(
            String place,
            String title,
            String paper,
            @Nullable Figure figure,
            List<Line> lines) {
        /** The same with what was measured. */
        Section with(@Nullable Figure found, List<Line> numbers) {
            return new Section(place, title, paper, found, numbers);
        }
    }

    /**
     * A number of a section.
     *
     * @param value null where it is undefined
     * @param low of its 95 % interval; null where it has none
     */
    record Line(
            String solver,
            String quantity,
            int n,
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high,
            String remark) {}

    List<Section> all() {
        List<Section> sections = new ArrayList<>();
        sections.add(fidelity());
        sections.add(scatter(
                "Fig. 2 right and 15 right",
                "Score against the fall of the class's probability when the filter is removed",
                "One filter is removed at a time: q_chain[y] - q_without[y] against its score, with Pearson's r.",
                "fall of the probability",
                v -> v.removalDrop.all()));
        sections.add(scatter(
                "Fig. 16",
                "Score against ln KL(chain || chain without the filter)",
                "One filter is removed at a time: the divergence of the outputs against its score.",
                "ln KL",
                v -> v.removalLogKl.all()));
        sections.add(stability());
        sections.add(robustness());
        sections.add(quotients());
        sections.add(scatter(
                "Fig. 8 right",
                "Score against the share of images whose quotient turns negative without the filter",
                "One filter is removed at a time: how often another class wins then, against its score.",
                "share of images",
                v -> v.negative.all()));
        sections.add(patterns());
        sections.add(sizes());
        sections.add(dead());
        sections.add(time());
        sections.addAll(ReportOverlap.sections(variants));
        return sections;
    }

    private Section fidelity() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            lines.add(mean(v, "p(network) - p(chain), images", v.drop.finite()));
            lines.add(mean(v, "KL, nats, images", v.imageKl.finite()));
            lines.add(mean(v, "agreement, images", v.agrees.finite()));
        }
        return new Section(
                "Fig. 2 left, 13 and 15 left",
                "Fidelity: what the network's class loses in the chain",
                "p_F[y] - p_chain[y], y = argmax p_F, of each image; there, 10 images of each of 2 classes with p >= 0.95.",
                panels("Fidelity", v -> histogram(v.label(), "p(network) - p(chain)", v.drop.finite(), -1, 1)),
                lines);
    }

    private Section quotients() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            double[] values = v.quotient.finite();
            lines.add(mean(v, "quotient (Eq. 9)", values));
            double[] negative =
                    java.util.Arrays.stream(values).map(q -> q < 0 ? 1 : 0).toArray();
            lines.add(mean(v, "share of negative quotients", negative));
        }
        return new Section(
                "Fig. 8 left",
                "Quotient: how much of the network's margin the chain keeps",
                "Eq. 9 of each image: 1 keeps the whole margin, below 0 another class wins.",
                panels("Quotient", v -> histogram(v.label(), "quotient", v.quotient.finite(), -2, 2)),
                lines);
    }

    private static Chart histogram(String title, String quantity, double[] values, double low, double high) {
        return Pictures.histogram(
                title, Axis.linear(quantity, Axis.DIMENSIONLESS), "images", "", Histogram.of(values, BINS, low, high));
    }

    private Section stability() {
        Chart chart = Chart.of(
                "Agreement on the K nearest unseen neighbours",
                Axis.count("K", Axis.DIMENSIONLESS),
                Axis.linear("share of equal predictions", Axis.DIMENSIONLESS).between(0, 1));
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            List<Estimate> estimates = new ArrayList<>();
            for (int k = 1; k <= MOST_NEIGHBOURS; k++) {
                double[] values = v.values("stability.agreement" + k);
                if (values.length > 0) {
                    Summary summary = Summary.of(values).get();
                    estimates.add(new Estimate(
                            k, summary.mean(), summary.sampleDeviation().orElse(0)));
                    lines.add(mean(v, "agreement, K = " + k, values));
                }
            }
            chart = estimates.isEmpty() ? chart : chart.withCurve(v.label(), estimates);
        }
        return new Section(
                "Fig. 3 and 14",
                "Stability: agreement with the network on unseen neighbours",
                "Agreement with the network on unseen images, the K nearest in penultimate space.",
                lines.isEmpty() ? null : chart.note("mean and standard deviation over regions"),
                lines);
    }

    private Section robustness() {
        List<String> names = List.of("Clean", "FgsmOnNetwork", "PgdOnNetwork", "FgsmOnChain", "PgdOnChain");
        List<String> shown = List.of("clean", "FGSM on F", "PGD on F", "FGSM on chain", "PGD on chain");
        Chart chart = Chart.of(
                "Probability of the true class",
                Axis.categories("images", shown),
                Axis.linear("mean over regions", Axis.DIMENSIONLESS).between(0, 1));
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            for (String who : List.of("network", "chain")) {
                List<Series.Height> heights = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    double[] values = v.values("robustness." + who + names.get(i));
                    lines.addAll(
                            values.length == 0
                                    ? List.of()
                                    : List.of(mean(v, "p(true class) in the " + who + ", " + shown.get(i), values)));
                    heights.add(Summary.of(values)
                            .value()
                            .map(s -> Series.Height.of(s.mean(), s.deviation()))
                            .orElse(Series.Height.none()));
                }
                boolean wanted = who.equals("chain") || v == variants.get(0);
                chart = wanted
                        ? chart.with(new Series.Group(who.equals("chain") ? "chain, " + v.label() : "network", heights))
                        : chart;
            }
        }
        return new Section(
                "Fig. 5",
                "Robustness: clean and attacked images",
                "Attacks made on the network, which the chain then sees, too (the paper's transfer case); ours: on the chain itself.",
                lines.isEmpty() ? null : chart,
                lines);
    }

    private Section patterns() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            for (String name : List.of("featureDistance", "patternDistance", "featureAgreement", "patternAgreement")) {
                double[] values = v.values("relu-patterns." + name);
                lines.addAll(values.length == 0 ? List.of() : List.of(mean(v, name, values)));
            }
        }
        Chart chart = Chart.of(
                "Agreement on neighbours of both kinds",
                Axis.categories("neighbours", List.of("penultimate features", "first-layer ReLU patterns")),
                Axis.linear("share of equal predictions", Axis.DIMENSIONLESS).between(0, 1));
        for (Variant v : variants) {
            List<Series.Height> heights = new ArrayList<>();
            for (String name : List.of("featureAgreement", "patternAgreement")) {
                heights.add(Summary.of(v.values("relu-patterns." + name))
                        .value()
                        .map(s -> Series.Height.of(s.mean(), s.deviation()))
                        .orElse(Series.Height.none()));
            }
            chart = chart.with(new Series.Group(v.label(), heights));
        }
        return new Section(
                "Fig. 9",
                "ReLU patterns: neighbours by the first layer's pattern and by penultimate features",
                "Distance and agreement on neighbours by first-layer ReLU patterns (Hamming) and by penultimate features.",
                lines.isEmpty() ? null : chart,
                lines);
    }

    private Section sizes() {
        List<Line> lines = new ArrayList<>();
        Chart chart = Chart.of("Size and KL of each chain", Axis.log("filters", "1"), Axis.log("KL", "nats"));
        for (Variant v : variants) {
            lines.add(mean(v, "filters", v.values("filters")));
            lines.add(mean(v, "KL, nats", v.values("kl")));
            lines.add(mean(v, "layers", v.values("layers")));
            lines.add(mean(v, "bypassed groups", v.values("bypassed")));
            List<Point> points = new ArrayList<>();
            int step = Math.max(1, v.trials.size() / MOST_POINTS);
            for (int i = 0; i < v.trials.size(); i += step) {
                var trial = v.trials.get(i);
                points.add(new Point(
                        trial.numbers().getOrDefault("filters", 0.0),
                        Math.max(1e-9, trial.numbers().getOrDefault("kl", 0.0)),
                        trial.classes()));
            }
            chart = chart.with(new Series.Points(v.label(), points));
        }
        return new Section(
                "Fig. 12",
                "Size against KL: solvers and baselines of the same number of filters",
                "The paper compares with as many filters of largest feature maps: on VGG-19 in each layer, 180 in total.",
                variants.isEmpty() ? null : chart,
                lines);
    }

    private Section dead() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            double[] values = v.values("dead.deadShare");
            lines.addAll(values.length == 0 ? List.of() : List.of(mean(v, "dead share of retained filters", values)));
        }
        return new Section(
                "", "Dead share: retained filters that never fire in the network on the region", "", null, lines);
    }

    private Section time() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            lines.add(mean(v, "seconds to solve", v.values("solveSeconds")));
            lines.add(mean(v, "seconds to measure", v.values("measureSeconds")));
            lines.add(mean(v, "full passes", v.values("fullPasses")));
        }
        return new Section("", "Time of each trial", "", null, lines);
    }

    private @Nullable Figure panels(String title, Function<Variant, Chart> chart) {
        List<Figure> charts = new ArrayList<>();
        variants.forEach(v -> charts.add(chart.apply(v)));
        return charts.isEmpty() ? null : new Panels(title, charts, 2);
    }

    /** A mean over values of a solver's trials, images or filters. */
    static Line mean(Variant variant, String quantity, double... values) {
        return ReportLines.mean(variant.label(), quantity, values);
    }

    private Section scatter(String place, String title, String paper, String y, Function<Variant, double[]> effect) {
        Section frame = new Section(place, title, paper, null, List.of());
        return ReportScatter.scores(frame, variants, Axis.linear(y, Axis.DIMENSIONLESS), effect);
    }
}
