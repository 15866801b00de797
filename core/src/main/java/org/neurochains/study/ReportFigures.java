package org.neurochains.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Faithfulness;
import org.neurochains.measure.Interval;
import org.neurochains.measure.Summary;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Estimate;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Series;
import org.neurochains.study.ReportRows.Variant;

/** The figures of a study's report, each with its numbers. What was not measured makes no figure. */
final class ReportFigures {
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

        /** Numbers of our own, without a figure. */
        static Section ofNumbers(String title, List<Line> lines) {
            return new Section("", title, "", null, lines);
        }
    }

    /**
     * A number of a section.
     *
     * @param value null where it is undefined
     * @param interval its 95 % interval; null where it has none
     */
    record Line(
            String solver,
            String quantity,
            int n,
            @Nullable Double value,
            @Nullable Interval interval,
            String remark) {
        /** A number without an interval. */
        static Line of(String solver, String quantity, int n, double value, String remark) {
            return new Line(solver, quantity, n, value, null, remark);
        }

        /** A number that is undefined, and why. */
        static Line undefined(String solver, String quantity, int n, String reason) {
            return new Line(solver, quantity, n, null, null, reason);
        }

        /** The same with an interval that does not leave the values that the quantity can have. */
        Line within(double least, double most) {
            if (interval == null) {
                return this;
            }
            Interval possible = new Interval(Math.max(least, interval.low()), Math.min(most, interval.high()));
            return new Line(solver, quantity, n, value, possible, remark);
        }

        /** The same of a share, from 0 to 1. */
        Line share() {
            return within(0, 1);
        }
    }

    List<Section> all() {
        List<Section> sections = new ArrayList<>();
        ReportHistograms histograms = new ReportHistograms(variants);
        sections.add(fidelity());
        sections.add(divergence());
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
        sections.add(histograms.robustness());
        sections.add(histograms.quotients());
        sections.add(scatter(
                "Fig. 8 right",
                "Score against the share of images whose quotient turns negative without the filter",
                "One filter is removed at a time: how often another class wins then, against its score.",
                "share of images",
                v -> v.negative.all()));
        sections.add(patterns());
        sections.add(histograms.sizes());
        sections.add(unseen());
        sections.add(dead());
        sections.add(time());
        sections.addAll(ReportOverlap.sections(variants));
        return sections;
    }

    /** Each image, what it loses against the number of its chain's filters. */
    private Section images(Section frame, Axis y, Function<Variant, double[]> loss) {
        List<Figure> charts = new ArrayList<>();
        Axis filters = ReportScatter.common(
                Axis.linear("filters of the chain", Axis.DIMENSIONLESS),
                variants.stream().map(v -> v.imageFilters.all()).toList());
        Axis losses = ReportScatter.common(y, variants.stream().map(loss).toList());
        for (Variant v : variants) {
            charts.add(ReportScatter.cloud(v.label(), filters, losses, "images", v.imageFilters.all(), loss.apply(v)));
        }
        return frame.with(charts.isEmpty() ? null : new Panels(frame.title(), charts, 2), frame.lines());
    }

    private Section fidelity() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            lines.add(overImages(v, "p(network) - p(chain), images", v.drop.all()));
            lines.add(overImages(v, "agreement, images", v.agrees.all()).share());
        }
        Section frame = new Section(
                "Fig. 2 left and 15 left",
                "Fidelity: what the network's class loses in the chain, by the chain's size",
                "p_F[y] - p_chain[y], y = argmax p_F, of each image; there, 10 images of each of 2 classes with p >= 0.95.",
                null,
                lines);
        return images(frame, Axis.linear("p(network) - p(chain)", Axis.DIMENSIONLESS), v -> v.drop.all());
    }

    private Section divergence() {
        List<Line> lines = new ArrayList<>();
        variants.forEach(v ->
                lines.add(overImages(v, "KL, nats, images", v.imageKl.all()).within(0, Double.POSITIVE_INFINITY)));
        Section frame = new Section(
                "Fig. 13",
                "Divergence of each image, by the chain's size",
                "How far the chain's outputs are from the network's on each image.",
                null,
                lines);
        return images(
                frame,
                Axis.linear("ln KL(network || chain)", Axis.DIMENSIONLESS),
                v -> Arrays.stream(v.imageKl.all())
                        .map(kl -> Math.log(Math.max(Faithfulness.FLOOR, kl)))
                        .toArray());
    }

    private Section stability() {
        Chart chart = Chart.of(
                "Agreement on the K nearest unseen neighbours",
                Axis.count("K", Axis.DIMENSIONLESS),
                Axis.linear("share of equal predictions", Axis.DIMENSIONLESS).between(0, 1));
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            for (int k = 1; k <= MOST_NEIGHBOURS; k++) {
                lines.addAll(meanWithin(v, "agreement, K = " + k, "stability.agreement" + k, 0, 1));
            }
            chart = withCurve(chart, "stability.agreement", v.label(), List.of(v));
        }
        return new Section(
                "Fig. 3 and 14",
                "Stability: agreement with the network on unseen neighbours",
                "Agreement with the network on unseen images, the K nearest in penultimate space.",
                lines.isEmpty() ? null : chart.note("mean and standard deviation over regions"),
                lines);
    }

    private Section patterns() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            for (String name : List.of("featureDistance", "patternDistance", "featureAgreement", "patternAgreement")) {
                double most = name.endsWith("Agreement") ? 1 : Double.POSITIVE_INFINITY;
                lines.addAll(meanWithin(v, name, "relu-patterns." + name, 0, most));
            }
        }
        Chart distances = Chart.of(
                        "Distance of the K nearest unseen images of both kinds",
                        Axis.count("K", Axis.DIMENSIONLESS),
                        Axis.linear("mean L2 distance of penultimate features", Axis.DIMENSIONLESS))
                .note("mean and standard deviation over the trials of all solvers, which see the same images");
        distances = withCurve(distances, "relu-patterns.featureDistance", "by penultimate features");
        distances = withCurve(distances, "relu-patterns.patternDistance", "by ReLU patterns");
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
                lines.isEmpty() ? null : new Panels("Neighbours of both kinds", List.of(distances, chart), 2),
                lines);
    }

    private Chart withCurve(Chart chart, String name, String label) {
        return withCurve(chart, name, label, variants);
    }

    /** The chart with a number that the trials of some solvers have for each K. */
    private static Chart withCurve(Chart chart, String name, String label, List<Variant> variants) {
        List<Estimate> estimates = new ArrayList<>();
        for (int k = 1; k <= MOST_NEIGHBOURS; k++) {
            String number = name + k;
            double[] values = variants.stream()
                    .flatMapToDouble(v -> Arrays.stream(v.values(number)))
                    .toArray();
            Summary summary = Summary.of(values).value().orElse(null);
            if (summary != null) {
                estimates.add(new Estimate(
                        k, summary.mean(), summary.sampleDeviation().orElse(0)));
            }
        }
        return estimates.isEmpty() ? chart : chart.withCurve(label, estimates);
    }

    private Section unseen() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            String heldOut = TrialMeasures.HELD_OUT;
            String trust = TrialMeasures.TRUST;
            double any = Double.POSITIVE_INFINITY;
            lines.addAll(meanWithin(v, "agreement on held-out images", heldOut + "agreement", 0, 1));
            lines.addAll(meanWithin(v, "its 95 % lower bound", heldOut + "lowerBound", 0, 1));
            lines.addAll(meanWithin(v, "share of chains that hold on unseen images", trust + "holdsOnUnseen", 0, 1));
            lines.addAll(meanWithin(v, "KL on held-out images, nats", heldOut + "kl", 0, any));
            lines.addAll(meanWithin(v, "largest score", trust + "largestScore", 0, any));
            lines.addAll(meanWithin(v, "share of scores in [0.5, 2]", trust + "scoresNearOne", 0, 1));
            lines.addAll(
                    meanWithin(v, "rank correlation of |score| and effect", trust + "scoreEffectCorrelation", -1, 1));
        }
        return Section.ofNumbers(
                "Held-out images of the region's classes, scores, and what these say of effects", lines);
    }

    private Section dead() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            lines.addAll(meanWithin(v, "dead share of retained filters", "dead.deadShare", 0, 1));
        }
        return Section.ofNumbers("Dead share: retained filters that never fire in the network on the region", lines);
    }

    private Section time() {
        List<Line> lines = new ArrayList<>();
        for (Variant v : variants) {
            lines.add(mean(v, "seconds to solve", v.values("solveSeconds")));
            lines.add(mean(v, "seconds to measure", v.values("measureSeconds")));
            lines.add(mean(v, "full passes", v.values("fullPasses")));
        }
        return Section.ofNumbers("Time of each trial", lines);
    }

    /** A mean over a solver's images. */
    static Line overImages(Variant variant, String quantity, double... values) {
        return ReportLines.overImages(variant.label(), quantity, values, variant.imageTrial.all());
    }

    /** The mean over a solver's trials of a number that lies between bounds; none where no trial has it. */
    static List<Line> meanWithin(Variant variant, String quantity, String number, double least, double most) {
        double[] values = variant.values(number);
        return values.length == 0
                ? List.of()
                : List.of(mean(variant, quantity, values).within(least, most));
    }

    /** A mean over values of a solver's trials. */
    static Line mean(Variant variant, String quantity, double... values) {
        return ReportLines.mean(variant.label(), quantity, values);
    }

    private Section scatter(String place, String title, String paper, String y, Function<Variant, double[]> effect) {
        String scores = paper + " A score is what its filter is multiplied by; what a filter matters is its effect.";
        Section frame = new Section(place, title, scores, null, List.of());
        return ReportScatter.scores(frame, variants, Axis.linear(y, Axis.DIMENSIONLESS), effect);
    }
}
