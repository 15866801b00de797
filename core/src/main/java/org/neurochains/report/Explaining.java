package org.neurochains.report;

import static org.neurochains.Phrase.text;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.chain.RegionSource;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.Filter;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.network.Network;

/**
 * What every kind of evidence is made from and written to.
 *
 * @param chain the chain and its model
 * @param source where its images are
 * @param run how it is made, for the index
 */
public record Explaining(
        SavedChain chain,
        RegionSource source,
        Region region,
        ExplainOptions options,
        RunRecord run,
        EvidenceFolder folder,
        PageEvidence shown) {
    /** The evidence's folder inside the chain's, and its index's file name. */
    public static final String FOLDER = "evidence";

    /** The index's file name. */
    public static final String INDEX = EvidenceFolder.INDEX;

    /**
     * Opens the chain's evidence as it is, and its images.
     *
     * @throws org.neurochains.InputException if the images are not those of the chain, or the network sees them
     *     otherwise
     */
    public static Explaining of(SavedChain chain, RegionSource source, ExplainOptions options, RunRecord run) {
        Region region = source.restore(chain);
        ReportFolder stored = new ReportFolder(chain.folder());
        ReportDocument document = stored.read();
        ChainReport report = new ChainReport(chain.model(), region, chain.subnetwork());
        List<PageImage> images = report.images(List.of());
        Path folder = chain.folder().resolve(FOLDER);
        Explaining explaining = new Explaining(
                chain,
                source,
                region,
                options,
                run,
                new EvidenceFolder(folder, chain.record().model().sha256()),
                new PageEvidence(stored, document, filters(chain), images));
        chain.requireSame(region, explaining.predicted());
        return explaining;
    }

    /** Makes the evidence wanted, kind by kind; each is stored as soon as it is there. */
    public void make() {
        ReportFolder stored = stored();
        ChainReport report = new ChainReport(chain.model(), region, subnetwork());
        stored.write(ReportFolder.TOPOLOGY, LayerPlace.of(network()));
        stored.write(ReportFolder.LIVE, report.live(stored.read().family(), options.live()));
        KernelFaces.add(network(), filters(), shown);
        shown.store();
        for (EvidenceKind kind : EvidenceKind.values()) {
            if (options.kinds().contains(kind)) {
                progress().check();
                make(kind);
            }
        }
    }

    private void make(EvidenceKind kind) {
        switch (kind) {
            case EDGES -> new ReasoningEvidence(this).edges();
            case FAILURES -> new ReasoningEvidence(this).failures();
            case REMOVALS -> new RemovalEvidence(this).run();
            case FIRING -> new FilterPictures(this).firing();
            case SMOE -> new SmoePictures(this).run();
            case TOP_IMAGES -> new TopImagePictures(this).run();
            case SCORE_CAM -> new ClassPictures(this).scoreCam();
            case RAP -> new ClassPictures(this).rap();
            case VISUALISATIONS -> new FilterPictures(this).visualisations();
        }
    }

    Progress progress() {
        return source.progress();
    }

    /** What is stored for the page. */
    ReportFolder stored() {
        return new ReportFolder(chain.folder());
    }

    /** What the network now gives for the class that chain.json says it predicts, for each image. */
    private double[] predicted() {
        return IntStream.range(0, region.images().size())
                .mapToDouble(i -> {
                    String recorded = labels().name(image(i).predicted());
                    return shown.images().get(i).original().stream()
                            .filter(now -> now.label().equals(recorded))
                            .mapToDouble(PageImage.Answer::probability)
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

    /** Images in one pass. */
    int batch() {
        return chain.model().batch();
    }

    /** An image of the region by its place. */
    RegionImage image(int place) {
        return region.images().get(place);
    }

    Labels labels() {
        return region.labels();
    }

    /** The retained filters and shortcut channels, in the network's order. */
    List<Filter> filters() {
        return filters(chain);
    }

    private static List<Filter> filters(SavedChain chain) {
        return chain.record().layers().stream()
                .filter(layer -> !layer.bypassed())
                .flatMap(layer -> layer.filters().stream().map(filter -> new Filter(layer.name(), filter.index())))
                .toList();
    }

    /** The first images of every class: those with maps. */
    List<Integer> explained() {
        return region.classes().stream()
                .flatMap(label -> IntStream.range(0, region.images().size())
                        .filter(i -> image(i).label() == label)
                        .limit(options.perClass())
                        .boxed())
                .toList();
    }

    /** How an image's files begin: its place in the region. */
    static String imageName(int image) {
        return text("image-%03d", image);
    }

    /** An entry of the index: how it was made, then what. */
    private record Entry(
            String version,
            String command,
            long seed,
            String finishedAt,
            @JsonUnwrapped Object content) {}

    /** Writes one kind's entry, and stores what the page shows by now. */
    void finish(EvidenceKind kind, Record content) {
        folder.part(kind.text(), new Entry(run.version(), run.command(), options.seed(), RunRecord.now(), content));
        shown.store();
    }
}
