package org.neurochains.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Histogram;
import org.neurochains.measure.Pictures;
import org.neurochains.measure.Robustness;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.study.ReportFigures.Line;
import org.neurochains.study.ReportFigures.Section;
import org.neurochains.study.ReportRows.Variant;

/** The figures of a study's report that count images. */
record ReportHistograms(List<Variant> variants) {
    private static final int BINS = 40;

    /** Baselines beside a chain, by the names that its measure gives them. */
    private static final Map<String, String> BASELINES = new LinkedHashMap<>();

    static {
        BASELINES.put("magnitude", "magnitude, as many in each layer");
        BASELINES.put("magnitudeOwnCounts", "magnitude, the chain's numbers");
        BASELINES.put("contribution", "contribution");
        BASELINES.put("random", "random");
    }

    Section quotients() {
        List<Line> lines = new ArrayList<>();
        List<Figure> charts = new ArrayList<>();
        for (Variant v : variants) {
            double[] values = v.quotient.finite();
            lines.add(ReportFigures.overImages(v, "quotient (Eq. 9)", v.quotient.all()));
            double[] negative = Arrays.stream(v.quotient.all())
                    .map(q -> Double.isFinite(q) ? q < 0 ? 1 : 0 : q)
                    .toArray();
            lines.add(ReportFigures.overImages(v, "share of negative quotients", negative)
                    .share());
            Axis quotient = Axis.linear("quotient", Axis.DIMENSIONLESS);
            charts.add(Pictures.histogram(v.label(), quotient, "images", Histogram.of(values, BINS, -2, 2)));
        }
        return new Section(
                "Fig. 8 left",
                "Quotient: how much of the network's margin the chain keeps",
                "Eq. 9 of each image: 1 keeps the whole margin, below 0 another class wins.",
                charts.isEmpty() ? null : new Panels("Quotient", charts, 2),
                lines);
    }

    Section robustness() {
        List<Line> lines = new ArrayList<>();
        List<Figure> panels = new ArrayList<>();
        for (Variant v : variants) {
            for (Robustness.Change change : Robustness.Change.values()) {
                for (boolean ofChain : new boolean[] {false, true}) {
                    String quantity = "p(true class) in the " + (ofChain ? "chain, " : "network, ") + change.title();
                    lines.addAll(ReportFigures.meanWithin(v, quantity, "robustness." + change.key(ofChain), 0, 1));
                }
            }
            if (v.ofImages("robustness." + Robustness.Change.CLEAN.key(true)).length > 0) {
                panels.add(Robustness.histograms(
                        v.label(), (change, ofChain) -> v.ofImages("robustness." + change.key(ofChain))));
            }
        }
        return new Section(
                "Fig. 5",
                "Robustness: clean and attacked images",
                "Attacks made on the network, which the chain then sees, too (the paper's transfer case); ours: on the chain itself.",
                panels.isEmpty() ? null : new Panels("Probability of the true class", panels, 1),
                lines);
    }

    /** KL of each image, for every solver and for the baselines beside its chains, on one axis. */
    Section sizes() {
        List<Line> lines = new ArrayList<>();
        Map<String, double[]> kls = new LinkedHashMap<>();
        for (Variant v : variants) {
            for (String name : List.of("filters", "shortcutChannels", "layers", "bypassed")) {
                lines.add(ReportFigures.mean(v, words(name), v.values(name)).within(0, Double.POSITIVE_INFINITY));
            }
            lines.add(ReportFigures.mean(v, "KL, nats", v.values("kl")).within(0, Double.POSITIVE_INFINITY));
            kls.put(v.label(), v.imageKl.finite());
            BASELINES.forEach((key, title) -> {
                double[] values = v.ofImages("baselines." + key + "Kl");
                if (values.length > 0) {
                    String label = title + ", beside " + v.label();
                    kls.put(label, values);
                    for (String name : List.of("Filters", "ShortcutChannels", "Layers", "Kl")) {
                        double[] found = v.values("baselines." + key + name);
                        lines.add(ReportLines.mean(label, name.equals("Kl") ? "KL, nats" : words(name), found)
                                .within(0, Double.POSITIVE_INFINITY));
                    }
                }
            });
        }
        return new Section(
                "Fig. 12",
                "Divergence: solvers, and other choices of as many filters and shortcut channels",
                "The paper compares with as many filters of largest feature maps: on VGG-19 in each layer, 180 in total.",
                histograms(kls),
                lines);
    }

    private static String words(String name) {
        return switch (name) {
            case "shortcutChannels", "ShortcutChannels" -> "shortcut channels";
            case "bypassed" -> "bypassed groups";
            default -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        };
    }

    private static @Nullable Figure histograms(Map<String, double[]> kls) {
        double most =
                kls.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0);
        List<Figure> charts = new ArrayList<>();
        kls.forEach((label, values) -> {
            Axis kl = Axis.linear("KL(network || chain) of an image", "nats");
            Chart chart = Pictures.histogram(label, kl, "images", Histogram.of(values, BINS, 0, Math.max(most, 1e-9)));
            charts.add(chart.sized(480, 300));
        });
        return charts.isEmpty() ? null : new Panels("Divergence of each image", charts, 2);
    }
}
