package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;
import org.neurochains.measure.Interval;
import org.neurochains.measure.Robustness.Change;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Point;
import org.neurochains.plot.Range;
import org.neurochains.plot.Series;
import org.neurochains.study.ReportFigures.Section;

/** What the figures of a study of six regions draw: chains of 3 to 8 filters, two images each. */
class ReportFiguresTest {
    private static final int REGIONS = 6;

    @TempDir
    Path folder;

    private List<Section> sections = List.of();

    @BeforeEach
    void study() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2 * REGIONS);
        try (TrialStore store = TrialStore.write(study)) {
            for (int region = 0; region < REGIONS; region++) {
                store.add(trial(study.plan(), region));
            }
        }
        try (TrialStore store = TrialStore.read(study)) {
            sections = new ReportFigures(ReportRows.read(study.plan(), store).variants()).all();
        }
    }

    /** A chain of region + 3 filters; its images lose .1 and .01 region, with KL e^-3 and e^-region. */
    private static TrialResult trial(StudyPlan plan, int region) {
        StudyPlan.Trial trial = plan.trial(2 * region);
        int filters = region + 3;
        List<TrialResult.FilterRow> rows = new ArrayList<>();
        for (int i = 0; i < filters; i++) {
            double score = 1 + i * .5;
            Map<String, Double> effects = Map.of(
                    "faithfulness.drop",
                    .2 * score + .05 * ((i + region) % 3),
                    "faithfulness.logKl",
                    -score,
                    "faithfulness.negativeShare",
                    (i * i + region) % 5 / 10.0);
            rows.add(new TrialResult.FilterRow("L0", 0, i, "convolution", score, null, effects));
        }
        Map<String, Double> values = new HashMap<>(Map.of("bypassed", 0.0, "baselines.randomFilters", filters + 1.0));
        for (int k = 1; k <= 2; k++) {
            values.put("relu-patterns.featureDistance" + k, 1.0 * k + region);
            values.put("relu-patterns.patternDistance" + k, 5.0 * k);
        }
        values.put("relu-patterns.featureDistance", 2.0);
        values.put("stability.agreement1", .5 + .05 * region);
        values.put("heldOut.agreement", .9 + .02 * region);
        values.put("heldOut.kl", .1);
        values.put("heldOut.lowerBound", .8);
        values.put("trust.holdsOnUnseen", region < 2 ? 0. : 1);
        values.put("trust.largestScore", 2. + region);
        values.put("trust.scoresNearOne", .9);
        List<TrialResult.ImageRow> images = List.of(
                image(0, .8, Math.exp(-3), Map.of("baselines.randomKl", 1.0)),
                image(1, .9 - .01 * region, Math.exp(-region), Map.of("baselines.randomKl", 2.0)));
        ChainRecord.Result result = SampleRecord.result()
                .kl(.01)
                .filters(filters)
                .totalFilters(8)
                .shortcutChannels(4)
                .layers(1)
                .build();
        return TrialResult.of(trial)
                .classes(List.of("red", "green"))
                .result(result)
                .values(values)
                .images(images)
                .filters(rows)
                .chain(new byte[] {1})
                .run(new TrialResult.Run(.1, .1, "here", "2026-01-01T00:00:00Z"))
                .build();
    }

    private static TrialResult.ImageRow image(int position, double chain, double kl, Map<String, Double> more) {
        Map<String, Double> values = new HashMap<>(more);
        for (Change change : Change.values()) {
            values.put("robustness." + change.key(false), change == Change.CLEAN ? .9 : .02);
            values.put("robustness." + change.key(true), change == Change.CLEAN ? .9 : position == 0 ? .52 : .98);
        }
        return new TrialResult.ImageRow(
                position, position + ".png", "0" + position, "red", "red", .9, chain, kl, true, chain / .9, values);
    }

    private Section section(String place) {
        return sections.stream()
                .filter(s -> s.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    private List<Chart> charts(String place) {
        Panels panels = (Panels) Objects.requireNonNull(section(place).figure());
        return panels.figures().stream().map(Chart.class::cast).toList();
    }

    private static <T extends Series> T only(Chart chart, Class<T> type) {
        return chart.series().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachImageStandsAgainstItsChainsFilters() {
        List<Point> drops = only(charts("Fig. 2 left and 15 left").get(0), Series.Points.class)
                .points();
        List<Point> divergences =
                only(charts("Fig. 13").get(0), Series.Points.class).points();

        assertThat(drops).hasSize(2 * REGIONS);
        assertThat(drops.get(2)).satisfies(point -> {
            assertThat(point.x()).isEqualTo(4);
            assertThat(point.y()).isCloseTo(.1, within(1e-12));
        });
        assertThat(drops.get(11)).satisfies(point -> {
            assertThat(point.x()).isEqualTo(8);
            assertThat(point.y()).isCloseTo(.05, within(1e-12));
        });
        assertThat(divergences.get(11).y()).isCloseTo(-5, within(1e-12));
        assertThat(only(charts("Fig. 13").get(0), Series.Contours.class)).isNotNull();
    }

    /** numpy.polyfit and scipy.stats.pearsonr of the same 33 filters. */
    @Test
    void theLineIsOfAllFiltersAndItsBandOfDrawnChains() {
        Chart chart = charts("Fig. 2 right and 15 right").get(0);

        List<Point> ends = only(chart, Series.Line.class).points();
        assertThat(ends.get(0).x()).isEqualTo(1);
        assertThat(ends.get(0).y()).isCloseTo(0.25199231877100353, within(1e-9));
        assertThat(ends.get(1).x()).isEqualTo(4.5);
        assertThat(ends.get(1).y()).isCloseTo(0.9464474315890546, within(1e-9));
        Series.Span first = only(chart, Series.Band.class).spans().get(0);
        assertThat(first.low()).isLessThan(ends.get(0).y());
        assertThat(first.high()).isGreaterThan(ends.get(0).y());
        assertThat(section("Fig. 2 right and 15 right").lines().get(0).value())
                .isCloseTo(0.9786058290436259, within(1e-9));
        assertThat(only(chart, Series.Contours.class)).isNotNull();
        // A line: no p, and an r of exactly 1 whatever chains are drawn.
        assertThat(section("Fig. 16").lines().get(0).value()).isCloseTo(-1, within(1e-12));
    }

    @Test
    void probabilitiesUnderAttackAreHistogramsNetworkBesideChain() {
        Panels all = (Panels) Objects.requireNonNull(section("Fig. 5").figure());
        List<Chart> charts = ((Panels) all.figures().get(0))
                .figures().stream().map(Chart.class::cast).toList();

        assertThat(charts).hasSize(2 * Change.values().length);
        assertThat(charts.get(2).title()).isEqualTo("network: FGSM on the network");
        // numpy.histogram([.02] * 12, 20, (0, 1)), numpy.histogram([.52, .98] * 6, 20, (0, 1))
        assertThat(heights(charts.get(2)).get(0)).isEqualTo(12);
        assertThat(heights(charts.get(3)).get(10)).isEqualTo(6);
        assertThat(heights(charts.get(3)).get(19)).isEqualTo(6);
        assertThat(charts)
                .allSatisfy(chart ->
                        assertThat(chart.y().fixed().orElseThrow().high()).isCloseTo(12.6, within(1e-9)));
    }

    private static List<Double> heights(Chart chart) {
        return only(chart, Series.Bars.class).bars().stream()
                .map(Series.Bar::height)
                .toList();
    }

    @Test
    void divergencesOfSolversAndBaselinesShareAnAxis() {
        List<Chart> charts = charts("Fig. 12");

        assertThat(charts).extracting(Chart::title).containsExactly("shrink", "random, beside shrink");
        // numpy.histogram([1, 2] * 6, 40, (0, 2))
        assertThat(heights(charts.get(1)).get(20)).isEqualTo(6);
        assertThat(heights(charts.get(1)).get(39)).isEqualTo(6);
        assertThat(only(charts.get(0), Series.Bars.class).bars().get(39).to()).isEqualTo(2);
        assertThat(section("Fig. 12").lines())
                .anySatisfy(line -> {
                    assertThat(line.quantity()).isEqualTo("shortcut channels");
                    assertThat(line.value()).isEqualTo(4);
                })
                .anySatisfy(line -> {
                    assertThat(line.solver()).isEqualTo("random, beside shrink");
                    assertThat(line.quantity()).isEqualTo("filters");
                    assertThat(line.value()).isEqualTo(6.5);
                });
    }

    /** The chains' shares of the network's .9: .8 six times, and .9 to .85; numpy.histogram(q, 40, (-2, 2)). */
    @Test
    void quotientsAreAHistogramOfImages() {
        List<Double> counts = heights(charts("Fig. 8 left").get(0));

        assertThat(counts.get(28)).isEqualTo(6);
        assertThat(counts.get(29)).isEqualTo(5);
        assertThat(counts.get(30)).isEqualTo(1);
        assertThat(counts.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(2 * REGIONS);
        assertThat(section("Fig. 8 left").lines().get(1).value()).isZero();
    }

    /** scipy.stats.pearsonr and spearmanr of the same 33 filters. */
    @Test
    void scoresStandAgainstNegativeQuotients() {
        List<Point> points =
                only(charts("Fig. 8 right").get(0), Series.Points.class).points();

        assertThat(points).hasSize(33).contains(new Point(2.5, .4)); // the fourth filter of the first chain
        assertThat(section("Fig. 8 right").lines().get(0).value()).isCloseTo(0.06609398975633242, within(1e-12));
        assertThat(section("Fig. 8 right").lines().get(1).value()).isCloseTo(0.0641964020980995, within(1e-12));
    }

    /** numpy.mean and std(ddof=1), scipy.stats.t.interval of .5, .55, ... .75. */
    @Test
    void agreementHasItsMeanAndDeviationOverRegions() {
        Chart chart = (Chart) Objects.requireNonNull(section("Fig. 3 and 14").figure());
        Series.Span span = only(chart, Series.Band.class).spans().get(0);
        ReportFigures.Line line = section("Fig. 3 and 14").lines().get(0);

        assertThat(only(chart, Series.Line.class).points()).containsExactly(new Point(1, .625));
        assertThat(span.high() - span.low()).isCloseTo(2 * 0.09354143466934851, within(1e-12));
        assertThat(interval(line).low()).isCloseTo(0.5268342846509838, within(1e-9));
        assertThat(interval(line).high()).isCloseTo(0.7231657153490162, within(1e-9));
    }

    /** np.mean, scipy.stats.t.interval(.95, 5, np.mean(y), sem(y)) of .9, .92, ... 1; shares end at 1. */
    @Test
    void whatChainsDoOnHeldOutImages() {
        List<ReportFigures.Line> lines = sections.stream()
                .filter(section -> section.title().startsWith("Held-out images"))
                .findFirst()
                .orElseThrow()
                .lines();

        assertThat(lines)
                .extracting(ReportFigures.Line::quantity)
                .containsExactly(
                        "agreement on held-out images",
                        "its 95 % lower bound",
                        "share of chains that hold on unseen images",
                        "KL on held-out images, nats",
                        "largest score",
                        "share of scores in [0.5, 2]");
        assertThat(lines.get(0).value()).isCloseTo(.95, within(1e-12));
        assertThat(interval(lines.get(0)).low()).isCloseTo(0.9107337138603934, within(1e-9));
        assertThat(interval(lines.get(0)).high()).isCloseTo(0.9892662861396065, within(1e-9));
        assertThat(lines.get(2).value()).isCloseTo(4 / 6., within(1e-12));
        assertThat(lines.get(3).remark()).isEqualTo("no interval: all values are equal");
        assertThat(lines.get(4).value()).isCloseTo(4.5, within(1e-12));
    }

    /** statsmodels.OLS(y, np.ones(12)).fit(cov_type="cluster", use_t=True) of two images of each of six chains. */
    @Test
    void meansOverImagesHaveTheIntervalOfTheirChains() {
        ReportFigures.Line line = section("Fig. 2 left and 15 left").lines().get(0);

        assertThat(line.n()).isEqualTo(2 * REGIONS);
        assertThat(line.value()).isCloseTo(.0625, within(1e-12));
        assertThat(interval(line).low()).isCloseTo(0.05268343, within(1e-7));
        assertThat(interval(line).high()).isCloseTo(0.07231657, within(1e-7));
        assertThat(line.remark()).endsWith("images of 6 chains");
    }

    /** Means over regions of k + 0..5 and of 5 k. */
    @Test
    void distancesOfBothKindsOfNeighbours() {
        List<Series.Line> lines = charts("Fig. 9").get(0).series().stream()
                .filter(Series.Line.class::isInstance)
                .map(Series.Line.class::cast)
                .toList();

        assertThat(lines.get(0).points()).extracting(Point::y).containsExactly(3.5, 4.5);
        assertThat(lines.get(1).points()).extracting(Point::y).containsExactly(5.0, 10.0);
    }

    @Test
    void chartsOfSolversShareAnAxis() {
        Axis axis = Axis.linear("filters", Axis.DIMENSIONLESS);

        Range shared = ReportScatter.common(axis, List.of(new double[] {10, 20}, new double[] {50, Double.NaN, 110}))
                .fixed()
                .orElseThrow();
        assertThat(shared.low()).as("counts begin at zero").isZero();
        assertThat(shared.high()).isEqualTo(116);
        Range apart = ReportScatter.common(axis, List.of(new double[] {-100, 0}))
                .fixed()
                .orElseThrow();
        assertThat(apart).isEqualTo(new Range(-106, 6));
        assertThat(ReportScatter.common(axis, List.of(new double[] {3, 3}))).isEqualTo(axis);
        assertThat(ReportScatter.common(axis, List.of(new double[] {Double.NaN}, new double[0])))
                .isEqualTo(axis);
    }

    @Test
    void anIntervalEndsWhereItsQuantityDoes() {
        ReportFigures.Line line = ReportLines.mean("shrink", "agreement", .5, 1, 1);
        assertThat(interval(line).high()).isGreaterThan(1);
        assertThat(interval(line.share()).high()).isEqualTo(1);
        assertThat(interval(line.share()).low()).isEqualTo(interval(line).low());
        assertThat(ReportLines.mean("shrink", "agreement", 1).share().interval())
                .isNull();
        assertThat(ReportLines.overPairs("shrink", "overlap", .4).remark()).isEqualTo("a single value");
    }

    private static Interval interval(ReportFigures.Line line) {
        return Objects.requireNonNull(line.interval());
    }
}
