package org.neurochains.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.ChainOverlap;
import org.neurochains.measure.Correlation;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.Overlap;

/**
 * A comparison as one JSON document; docs/reference/compare.md describes it.
 *
 * @param klOnRegions KL in nats of the chain of the row on the images of the chain of the column; null where it was
 *     left out
 * @param leftOut what could not be compared, and why
 * @param samples what single images' chains say; null for any other comparison
 * @param evidence what the page shows of each chain's filters, in the chains' order; empty for none
 */
public record ComparisonDocument(
        ChainComparison comparison,
        @Nullable List<List<Double>> klOnRegions,
        List<String> leftOut,
        @Nullable SampleAnswers samples,
        List<ComparedEvidence> evidence) {
    /** The schema's name, first member of the JSON form. */
    public static final String SCHEMA = "neurochains/comparison/1";

    /** The page's usual file name. */
    public static final String FILE = "compare.html";

    private static final SinglePage PAGE = new SinglePage("compare.html", "compare.css", "compare.js");

    private static final int EDGES = 300;

    public ComparisonDocument {
        leftOut = List.copyOf(leftOut);
        evidence = List.copyOf(evidence);
    }

    /** A comparison of which nothing is shown beside the records. */
    public ComparisonDocument(
            ChainComparison comparison,
            @Nullable List<List<Double>> klOnRegions,
            List<String> leftOut,
            @Nullable SampleAnswers samples) {
        this(comparison, klOnRegions, leftOut, samples, List.of());
    }

    /** The document as maps, lists and numbers. */
    public Map<String, Object> json() {
        return json(false);
    }

    /**
     * Writes the comparison as one HTML file, replacing an older one as a whole.
     *
     * @throws org.neurochains.InputException if the file cannot be written
     */
    public void write(Path file) {
        PAGE.write(file, writer -> DocumentWriter.write(json(true), writer));
    }

    private Map<String, Object> json(boolean page) {
        ChainRecord first = comparison.chains().get(0).record();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("model", first.model());
        document.put("leftOut", leftOut);
        document.put(
                "chains",
                IntStream.range(0, comparison.chains().size())
                        .mapToObj(i -> chain(i, page))
                        .toList());
        document.put("layers", first.layers().stream().map(LayerSize::of).toList());
        document.put("layerColumns", List.of("shared", "first", "second", "expected", "chance"));
        document.put(
                "pairs",
                comparison.pairs().stream().map(ComparisonDocument::pair).toList());
        document.put("klOnRegions", klOnRegions);
        document.put("consistency", comparison.consistency());
        document.put("samples", samples == null ? null : samples.json());
        return document;
    }

    private Map<String, @Nullable Object> chain(int place, boolean page) {
        NamedChain chain = comparison.chains().get(place);
        ChainRecord record = chain.record();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", chain.name());
        json.put("classes", record.region().classes());
        json.put("solver", record.solver().name());
        json.put("seed", record.provenance().seed());
        json.put("images", record.region().images().size());
        json.put("filters", record.result().filters());
        json.put("shortcutChannels", record.result().shortcutChannels());
        json.put("layers", record.result().layers());
        json.put("kl", record.result().kl());
        json.put("heldOut", record.result().heldOut());
        json.put("trust", record.result().trust());
        Map<String, List<List<Number>>> retained = new LinkedHashMap<>();
        for (ChainRecord.Layer layer : record.layers()) {
            if (!layer.bypassed() && !layer.filters().isEmpty()) {
                retained.put(
                        layer.name(),
                        layer.filters().stream()
                                .map(filter -> List.<Number>of(filter.index(), filter.score()))
                                .toList());
            }
        }
        json.put("retained", retained);
        json.put("effects", record.effects());
        json.put("names", record.names());
        if (page) {
            json.put("edges", edges(record));
            ComparedEvidence shown =
                    evidence.isEmpty() ? new ComparedEvidence(List.of(), List.of(), null) : evidence.get(place);
            json.put("evidence", shown.filters());
            json.put("removals", shown.removals());
            json.put("live", shown.live());
            json.put("region", record.region().images());
        }
        return json;
    }

    /** The strongest edges between filters, over the classes, as [from, to]. */
    private static List<List<String>> edges(ChainRecord record) {
        Map<List<String>, Double> weights = new LinkedHashMap<>();
        for (ChainRecord.Edge edge : record.edges()) {
            weights.merge(List.of(edge.from(), edge.to()), Math.abs(edge.weight()), Math::max);
        }
        return weights.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(EDGES)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A unit layer, whatever a chain retains of it. */
    record LayerSize(String name, String kind, int units) {
        static LayerSize of(ChainRecord.Layer layer) {
            return new LayerSize(layer.name(), layer.kind(), layer.units());
        }
    }

    private static Map<String, Object> pair(ChainOverlap pair) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("first", pair.first());
        json.put("second", pair.second());
        json.put("filters", overlap(pair.filters()));
        json.put("shortcutChannels", overlap(pair.shortcuts()));
        json.put("byLayer", pair.chance());
        json.put("effectRankCorrelation", Ranks.of(pair.effectRanks()));
        json.put("noEffectRankCorrelation", pair.effectRanks().reason());
        json.put("rankCorrelation", Ranks.of(pair.scoreRanks()));
        json.put("noRankCorrelation", pair.scoreRanks().reason());
        json.put("sharedImages", pair.sharedImages());
        List<List<Number>> layers = new ArrayList<>();
        for (ChainOverlap.LayerOverlap layer : pair.layers()) {
            Overlap overlap = layer.overlap();
            layers.add(List.of(
                    overlap.shared(),
                    overlap.first(),
                    overlap.second(),
                    overlap.expected().orElse(0),
                    overlap.chance()));
        }
        json.put("layers", layers);
        return json;
    }

    private static Map<String, Object> overlap(Overlap overlap) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("shared", overlap.shared());
        json.put("first", overlap.first());
        json.put("second", overlap.second());
        json.put("population", overlap.population());
        json.put("overlap", orNull(overlap.intersectionOverUnion()));
        json.put("expected", orNull(overlap.expected()));
        json.put("chance", overlap.chance());
        return json;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    record Ranks(double r, @Nullable Double pValue, int n) {
        static @Nullable Ranks of(Measured<Correlation> measured) {
            return measured.value()
                    .map(found -> new Ranks(found.r(), found.pValue().value().orElse(null), found.n()))
                    .orElse(null);
        }
    }
}
