package org.neurochains.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.Filter;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.network.Network;
import org.neurochains.report.RegionImage;
import org.neurochains.report.ReportDocument;
import org.neurochains.report.ReportFolder;

/**
 * What every kind of evidence is made from and written to.
 *
 * @param chain the chain and its model
 * @param command as it was typed, for the index
 */
record Explaining(
        OpenChain chain,
        Region region,
        ExplainArguments options,
        Session session,
        EvidenceFolder folder,
        Shown shown,
        String command) {
    /** Opens the chain's evidence as it is. */
    static Explaining of(OpenChain chain, Region region, ExplainArguments options, Session session, String command) {
        ReportFolder stored = ReportFolder.of(chain.folder());
        ReportDocument document = stored.read();
        ChainReport report = new ChainReport(chain.model(), region, chain.subnetwork());
        List<RegionImage> images = report.images();
        Path folder = chain.folder().resolve("evidence");
        return new Explaining(
                chain,
                region,
                options,
                session,
                new EvidenceFolder(folder, chain.record().model().sha256()),
                new Shown(stored, document, filters(chain), images),
                command);
    }

    /** What the network now gives for the class that chain.json says it predicts, for each image. */
    double[] predicted() {
        return IntStream.range(0, region.images().size())
                .mapToDouble(i -> {
                    String recorded = labels().name(region.images().get(i).predicted());
                    return shown.images().get(i).original().stream()
                            .filter(now -> now.label().equals(recorded))
                            .mapToDouble(RegionImage.Prediction::probability)
                            .findFirst()
                            .orElse(0);
                })
                .toArray();
    }

    Network network() {
        return chain.model().model().network();
    }

    Subnetwork subnetwork() {
        return chain.subnetwork();
    }

    Labels labels() {
        return region.labels();
    }

    /** The retained filters and shortcut channels, in the network's order. */
    List<Filter> filters() {
        return filters(chain);
    }

    private static List<Filter> filters(OpenChain chain) {
        return chain.record().layers().stream()
                .filter(layer -> !layer.bypassed())
                .flatMap(layer -> layer.filters().stream().map(filter -> new Filter(layer.name(), filter.index())))
                .toList();
    }

    /** The first images of every class: those with maps. */
    List<Integer> explained() {
        return region.classes().stream()
                .flatMap(label -> IntStream.range(0, region.images().size())
                        .filter(i -> region.images().get(i).label() == label)
                        .limit(options.perClass)
                        .boxed())
                .toList();
    }

    /** How an image's files begin: its place in the region. */
    static String imageName(int image) {
        return String.format(java.util.Locale.ROOT, "image-%03d", image);
    }

    /** A new entry of the index: how it was made, then what. */
    Map<String, Object> entry() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("version", Version.number());
        entry.put("command", command);
        entry.put("seed", session.seed());
        entry.put("finishedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return entry;
    }

    /** Writes one kind's entry, and stores what the page shows by now. */
    void finish(ExplainArguments.Kind kind, Map<String, Object> entry) {
        folder.part(kind.text(), entry);
        shown.store();
    }
}
