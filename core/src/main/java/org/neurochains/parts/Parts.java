package org.neurochains.parts;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Correlation;
import org.neurochains.measure.Interpretation;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NamedNumbers;
import org.neurochains.measure.Pictures;
import org.neurochains.measure.Table;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Point;

/**
 * What the filters of a chain have to do with parts that are known: whether each responds to one, whether together they
 * cover the parts that tell the region's classes apart, and whether saliency maps point at parts. No paper's measure:
 * it needs images whose parts are known.
 *
 * @param filters one for each of the chain's filters
 * @param telling the parts that tell the region's classes apart
 * @param coverage of these parts
 * @param removals how alike network and chain take the loss of a part: r of the falls of their margins
 * @param tellingRemovals the same of the parts that tell the classes apart
 * @param pointing one for each method
 * @param responses of each filter to every part
 */
public record Parts(
        List<PartFilter> filters,
        List<String> telling,
        Measured<PartCoverage> coverage,
        Measured<Correlation> removals,
        Measured<Correlation> tellingRemovals,
        List<PointingGame> pointing,
        List<List<PartResponse>> responses)
        implements MeasureResult {
    private static final int PARTS_SHOWN = 4;

    private static final String NEED_NOT =
            " Chains need not follow: they answer what tells their classes apart, and a part"
                    + " that all of them have does not; nor does KL see how large a margin is where both are sure.";

    public Parts {
        filters = List.copyOf(filters);
        telling = List.copyOf(telling);
        pointing = List.copyOf(pointing);
        responses = List.copyOf(responses);
    }

    /**
     * A filter of the chain.
     *
     * @param strongest its response to the part whose removal changes it most
     */
    public record PartFilter(String name, float score, PartResponse strongest) {}

    /**
     * Measures a chain.
     *
     * @param responses of the network's filters to the parts of the region's images
     * @param seed of the random filters
     */
    public static Measured<Parts> of(ChainOnRegion subject, PartKnowledge known, PartResponses responses, long seed) {
        if (responses.parts().isEmpty()) {
            return Measured.undefined("no part of these images has pictures without it");
        }
        List<PartFilter> filters = new ArrayList<>();
        List<List<PartResponse>> all = new ArrayList<>();
        Map<String, List<Integer>> chain = new LinkedHashMap<>();
        for (ChainOnRegion.Unit unit : subject.units()) {
            if (unit.isFilter()) {
                String layer = unit.layer().name();
                filters.add(new PartFilter(unit.name(), unit.score(), responses.strongest(layer, unit.channel())));
                all.add(responses.of(layer, unit.channel()));
                chain.computeIfAbsent(layer, l -> new ArrayList<>()).add(unit.channel());
            }
        }
        List<String> telling = known.samples().telling().stream()
                .filter(responses.parts()::contains)
                .toList();
        RemovalAgreement agreement = RemovalAgreement.of(subject, known.samples());
        return Measured.of(new Parts(
                filters,
                telling,
                coverage(responses, telling, chain, seed),
                agreement.over(responses.parts()),
                agreement.over(telling),
                known.maps().stream()
                        .map(maps -> PointingGame.of(maps, known.samples()))
                        .toList(),
                all));
    }

    private static Measured<PartCoverage> coverage(
            PartResponses responses, List<String> telling, Map<String, List<Integer>> chain, long seed) {
        if (telling.isEmpty()) {
            return Measured.undefined("no part tells the region's classes apart");
        }
        return Measured.of(PartCoverage.of(responses, telling, chain, seed));
    }

    /** Share of the filters that respond to a part. */
    public double responding() {
        return share(filter -> filter.strongest().responds());
    }

    /** Share of the filters that respond most to a part that tells the classes apart. */
    public double tellingShare() {
        return share(this::respondsToTelling);
    }

    private boolean respondsToTelling(PartFilter filter) {
        return filter.strongest().responds()
                && telling.contains(filter.strongest().part());
    }

    /** Share of the filters whose map lies on the part that they respond to most. */
    public double lying() {
        return share(
                filter -> filter.strongest().responds() && filter.strongest().liesOnPart());
    }

    private double share(Predicate<PartFilter> wanted) {
        return filters.isEmpty() ? 0 : filters.stream().filter(wanted).count() / (double) filters.size();
    }

    @Override
    public Measure measure() {
        return Measure.PARTS;
    }

    @Override
    public String summary() {
        String covered = coverage.isDefined()
                ? text(
                        " The parts that tell the classes apart (%s) have a coverage of %.3f; with as many random filters of the same layers"
                                + " it is %.3f on average (95 %% of the draws: %.3f to %.3f).",
                        String.join(", ", telling),
                        coverage.get().coverage(),
                        coverage.get().random(),
                        coverage.get().low(),
                        coverage.get().high())
                : " Coverage is undefined: " + coverage.reason() + ".";
        StringBuilder text = new StringBuilder(text(
                "Of %d filters, %.0f %% respond to a part, %.0f %% most to a part that tells the classes apart, and %.0f %% lie on their part.",
                filters.size(), 100 * responding(), 100 * tellingShare(), 100 * lying()));
        text.append(covered);
        text.append(taken(removals, "a part")).append(taken(tellingRemovals, "one that tells the classes apart"));
        text.append(removals.isDefined() ? NEED_NOT : "");
        for (PointingGame game : pointing) {
            text.append(text(
                    " %s points at a part in %.0f %% of %d images (by chance %.0f %%).",
                    game.method(),
                    100 * game.part().hits(),
                    game.part().images(),
                    100 * game.part().area()));
        }
        return text.toString();
    }

    private static String taken(Measured<Correlation> agreement, String part) {
        return agreement.isDefined()
                ? text(
                        " Where %s is removed from an image, the chain's margin falls as the network's does with r = %.3f"
                                + " (%d removals).",
                        part, agreement.get().r(), agreement.get().n())
                : "";
    }

    @Override
    public Interpretation meaning() {
        String filtersOf = text(
                "%.0f of %d filters respond most to a part that tells the classes apart (%s)",
                tellingShare() * filters.size(), filters.size(), String.join(", ", telling));
        if (!coverage.isDefined()) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s.", filtersOf)
                    .with("coverage of these parts", "%.3f", coverage.map(PartCoverage::coverage));
        }
        PartCoverage found = coverage.get();
        boolean above = found.coverage() > found.high();
        String chance = above
                ? "more than as many random filters of the same layers would"
                : found.coverage() < found.low()
                        ? "less than as many random filters of the same layers would"
                        : "no more than as many random filters of the same layers might";
        Interpretation meaning = Interpretation.of(
                        above ? Interpretation.Verdict.HOLDS : Interpretation.Verdict.FAILS,
                        "%s; together they cover these parts %s.",
                        filtersOf,
                        chance)
                .with("filters by part", "%s", byPart())
                .with("coverage of these parts", "%.3f", found.coverage())
                .with(
                        "by as many random filters",
                        "%.3f (95 %% of draws: %.3f to %.3f)",
                        found.random(),
                        found.low(),
                        found.high());
        meaning = with(meaning, "falls without them, network's and chain's", tellingRemovals);
        meaning = with(meaning, "falls without any part", removals);
        for (PointingGame game : pointing) {
            meaning = meaning.with(
                    game.method() + " points at a part",
                    "%.0f %% of images (%.0f %% by chance)",
                    100 * game.part().hits(),
                    100 * game.part().area());
        }
        return meaning;
    }

    private static Interpretation with(Interpretation meaning, String name, Measured<Correlation> agreement) {
        return agreement
                .value()
                .map(found -> meaning.with(name, "r = %.3f (%d removals)", found.r(), found.n()))
                .orElse(meaning);
    }

    /** The telling parts that most filters respond to most, such as {@code leather 14, spots 9}. */
    private String byPart() {
        Map<String, Long> counts = filters.stream()
                .filter(this::respondsToTelling)
                .collect(Collectors.groupingBy(
                        filter -> filter.strongest().part(), TreeMap::new, Collectors.counting()));
        String words = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(PARTS_SHOWN)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "none" : words + (counts.size() > PARTS_SHOWN ? ", ..." : "");
    }

    @Override
    public NamedNumbers values() {
        NamedNumbers values = new NamedNumbers()
                .put("filters", filters.size())
                .put("responding", responding())
                .put("respondingToTelling", tellingShare())
                .put("onTheirPart", lying())
                .put("tellingParts", telling.size())
                .put("coverage", coverage.map(PartCoverage::coverage))
                .put("randomCoverage", coverage.map(PartCoverage::random))
                .put("randomCoverageLow", coverage.map(PartCoverage::low))
                .put("randomCoverageHigh", coverage.map(PartCoverage::high))
                .put("coverageRank", coverage.map(PartCoverage::rank))
                .put("removalAgreement", removals.map(Correlation::r))
                .put("tellingRemovalAgreement", tellingRemovals.map(Correlation::r));
        for (PointingGame game : pointing) {
            String prefix = game.method().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            values.put(prefix + "OnPart", game.part().hits())
                    .put(prefix + "PartEnergy", game.part().energy())
                    .put(prefix + "PartArea", game.part().area())
                    .put(prefix + "OnTelling", game.telling().hits())
                    .put(prefix + "TellingEnergy", game.telling().energy())
                    .put(prefix + "TellingArea", game.telling().area());
        }
        return values;
    }

    @Override
    public List<Table> tables() {
        Table table = Table.of(Table.FILTERS, filters)
                .column("filter", PartFilter::name)
                .column("score", PartFilter::score)
                .column("part", filter -> filter.strongest().part())
                .column("effect", filter -> filter.strongest().effect())
                .column("inside", filter -> filter.strongest().inside())
                .column("outside", filter -> filter.strongest().outside())
                .column("responds", filter -> filter.strongest().responds())
                .column("onPart", filter -> filter.strongest().liesOnPart())
                .column("tells", filter -> telling.contains(filter.strongest().part()))
                .build();
        List<Map.Entry<String, PartResponse>> every = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            String name = filters.get(i).name();
            responses.get(i).forEach(response -> every.add(Map.entry(name, response)));
        }
        Table all = Table.of("responses", every)
                .column("filter", Map.Entry::getKey)
                .column("part", one -> one.getValue().part())
                .column("effect", one -> one.getValue().effect())
                .column("inside", one -> one.getValue().inside())
                .column("outside", one -> one.getValue().outside())
                .build();
        return List.of(table, all);
    }

    @Override
    public List<Figure> figures() {
        List<Point> points = filters.stream()
                .map(filter -> new Point(
                        filter.score(),
                        filter.strongest().effect(),
                        filter.name() + " " + filter.strongest().part()))
                .toList();
        return List.of(Pictures.scatter(
                "Scores and the effect of removing a part",
                Axis.linear("score", Axis.DIMENSIONLESS),
                Axis.linear("largest effect of removing a part", Axis.DIMENSIONLESS),
                "filters",
                points));
    }
}
