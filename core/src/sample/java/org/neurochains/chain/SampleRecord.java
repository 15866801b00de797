package org.neurochains.chain;

import java.util.List;
import java.util.Map;

/** An invented chain.json of a network of five filters and one image, to be changed where a test looks. */
public final class SampleRecord {
    private SampleRecord() {}

    /** A record without gates, layers and a curve. */
    public static ChainRecordBuilder builder() {
        return ChainRecordBuilder.builder()
                .schema(ChainRecord.SCHEMA)
                .model(new ChainRecord.ModelRecord("m.pth", "0".repeat(64), "vgg", 2, 5, 108))
                .region(new ChainRecord.RegionRecord(
                        List.of("cat"), List.of(new ChainRecord.Image("a.jpg", "1".repeat(64), "cat", "dog", 0.5)), 7))
                .solver(PaperOptions.defaults(""))
                .result(result().build())
                .gates(List.of())
                .layers(List.of())
                .curve(List.of())
                .edges(List.of())
                .inferenceChains(List.of())
                .provenance(
                        new ChainRecord.Provenance("0.1", "engine", 2, "cpu", "17", "linux", 7, 1, "extract", "now"));
    }

    /** A result of two of five filters. */
    public static ChainRecordResultBuilder result() {
        return ChainRecordResultBuilder.builder()
                .kl(0.1)
                .klBeforeFineTune(0.2)
                .agreement(1)
                .probabilityDrop(0.05)
                .filters(2)
                .totalFilters(5)
                .layers(2)
                .totalLayers(2)
                .beforeCleanUp(new ChainRecord.Before(3, 0))
                .steps(300)
                .fullPasses(300.5)
                .seconds(1.5)
                .reachedGoal(true);
    }

    /** A chain's record with effects, by its filters' names; those of the others are not known. */
    public static ChainRecord withEffects(ChainRecord chain, Map<String, Double> effects) {
        return chain.withLayers(chain.layers().stream()
                .map(layer -> new ChainRecord.Layer(
                        layer.name(),
                        layer.kind(),
                        layer.units(),
                        layer.bypassed(),
                        layer.filters().stream()
                                .map(filter -> new ChainRecord.RetainedFilter(
                                        filter.index(),
                                        filter.score(),
                                        effects.get(layer.nameOf(filter)),
                                        null,
                                        null,
                                        null,
                                        null))
                                .toList()))
                .toList());
    }
}
