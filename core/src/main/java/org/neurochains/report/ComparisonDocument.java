package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
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
        document.put(
                "layers",
                first.layers().stream()
                        .map(layer -> new LayerSize(layer.name(), layer.kind(), layer.units()))
                        .toList());
        document.put("layerColumns", List.of("shared", "first", "second", "expected", "chance"));
        document.put("pairs", comparison.pairs().stream().map(PairEntry::of).toList());
        document.put("klOnRegions", klOnRegions);
        document.put("consistency", comparison.consistency());
        document.put("samples", samples == null ? null : samples.json());
        return document;
    }

    private ChainEntry chain(int place, boolean page) {
        NamedChain chain = comparison.chains().get(place);
        ChainRecord record = chain.record();
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
        ComparedEvidence shown =
                evidence.isEmpty() ? new ComparedEvidence(List.of(), List.of(), null) : evidence.get(place);
        return new ChainEntry(
                chain.name(),
                record.region().classes(),
                record.solver().name(),
                record.provenance().seed(),
                record.region().images().size(),
                record.result().filters(),
                record.result().shortcutChannels(),
                record.result().layers(),
                record.result().kl(),
                record.result().heldOut(),
                record.result().trust(),
                retained,
                record.effects(),
                record.names(),
                page ? PageParts.of(record, shown) : null);
    }

    /** A chain, and on the page what is shown of it. */
    record ChainEntry(
            String name,
            List<String> classes,
            String solver,
            long seed,
            int images,
            int filters,
            int shortcutChannels,
            int layers,
            double kl,
            @Nullable HeldOut heldOut,
            ChainRecord.@Nullable Trust trust,
            Map<String, List<List<Number>>> retained,
            Map<String, Double> effects,
            List<ChainRecord.FilterName> names,
            @JsonUnwrapped @Nullable PageParts page) {}

    record PageParts(
            List<List<String>> edges,
            List<FilterEvidence> evidence,
            List<Removal> removals,
            @Nullable LiveChain live,
            List<ChainRecord.Image> region) {
        static PageParts of(ChainRecord record, ComparedEvidence shown) {
            return new PageParts(
                    strongest(record),
                    shown.filters(),
                    shown.removals(),
                    shown.live(),
                    record.region().images());
        }
    }

    /** The strongest edges between filters, over the classes, as [from, to]. */
    private static List<List<String>> strongest(ChainRecord record) {
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
    record LayerSize(String name, String kind, int units) {}

    /** Two chains; of each layer the numbers that the document's layerColumns name. */
    record PairEntry(
            int first,
            int second,
            Shared filters,
            Shared shortcutChannels,
            LayerChance byLayer,
            @Nullable Ranks effectRankCorrelation,
            @Nullable String noEffectRankCorrelation,
            @Nullable Ranks rankCorrelation,
            @Nullable String noRankCorrelation,
            int sharedImages,
            List<List<Number>> layers) {
        static PairEntry of(ChainOverlap pair) {
            return new PairEntry(
                    pair.first(),
                    pair.second(),
                    Shared.of(pair.filters()),
                    Shared.of(pair.shortcuts()),
                    pair.chance(),
                    Ranks.of(pair.effectRanks()),
                    pair.effectRanks().reason(),
                    Ranks.of(pair.scoreRanks()),
                    pair.scoreRanks().reason(),
                    pair.sharedImages(),
                    pair.layers().stream()
                            .map(ChainOverlap.LayerOverlap::overlap)
                            .map(o -> List.<Number>of(
                                    o.shared(),
                                    o.first(),
                                    o.second(),
                                    o.expected().orElse(0),
                                    o.chance()))
                            .toList());
        }
    }

    record Shared(
            int shared,
            int first,
            int second,
            int population,
            OptionalDouble overlap,
            OptionalDouble expected,
            double chance) {
        static Shared of(Overlap overlap) {
            return new Shared(
                    overlap.shared(),
                    overlap.first(),
                    overlap.second(),
                    overlap.population(),
                    overlap.intersectionOverUnion(),
                    overlap.expected(),
                    overlap.chance());
        }
    }

    record Ranks(double r, @Nullable Double pValue, int n) {
        static @Nullable Ranks of(Measured<Correlation> measured) {
            return measured.value()
                    .map(found -> new Ranks(found.r(), found.pValue().value().orElse(null), found.n()))
                    .orElse(null);
        }
    }
}
