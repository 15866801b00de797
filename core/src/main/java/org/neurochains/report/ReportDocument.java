package org.neurochains.report;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.evidence.Misclassification;

/**
 * Everything the page shows. Only the chain is required; a page without evidence shows the graph, the numbers and the
 * layers. The JSON form is described in docs/reference/report-document.md.
 *
 * @param title the page's title; may be empty, then the page makes one from region and network
 * @param chain what chain.json holds
 * @param topology the network's unit layers in their order; where none is given, as the chain's layers are named
 * @param images the region's images, in the order of {@code chain.region.images}
 * @param filters evidence for retained filters
 * @param measures in the order they are shown
 * @param failures one for each misclassified image that has been looked into
 * @param removals what the chain says without each filter
 * @param family smaller chains made of the chain's filters
 * @param imageEdges contributions on single images, of those that have been looked at
 * @param live the cut network, for the page to run; null where nobody has looked
 */
@RecordBuilder
public record ReportDocument(
        String title,
        ChainRecord chain,
        List<LayerPlace> topology,
        List<PageImage> images,
        List<FilterEvidence> filters,
        List<MeasureEntry> measures,
        List<Misclassification> failures,
        List<Removal> removals,
        List<FamilyMember> family,
        List<ImageEdges> imageEdges,
        @Nullable LiveChain live)
        implements ReportDocumentBuilder.With {
    /** The schema's name, first member of the JSON form. */
    public static final String SCHEMA = "neurochains/report/1";

    private static final SinglePage PAGE = new SinglePage("page.html", "page.css", "main.js");

    public ReportDocument {
        topology = topology.isEmpty() ? ChainGraph.of(chain).topology() : List.copyOf(topology);
        images = List.copyOf(images);
        filters = List.copyOf(filters);
        measures = List.copyOf(measures);
        failures = List.copyOf(failures);
        removals = List.copyOf(removals);
        family = List.copyOf(family);
        imageEdges = List.copyOf(imageEdges);
    }

    /**
     * Starts a document.
     *
     * @param chain as read or as about to be written
     */
    public static ReportDocumentBuilder of(ChainRecord chain) {
        return ReportDocumentBuilder.builder()
                .title("")
                .chain(chain)
                .topology(List.of())
                .images(List.of())
                .filters(List.of())
                .measures(List.of())
                .failures(List.of())
                .removals(List.of())
                .family(List.of())
                .imageEdges(List.of());
    }

    /**
     * Writes the page: one HTML file with style, script and data inside, which loads nothing from elsewhere. An older
     * one is replaced as a whole.
     *
     * @throws org.neurochains.InputException if the file cannot be written
     */
    public void write(Path file) {
        PAGE.write(file, writer -> DocumentWriter.write(this, writer));
    }

    ChainGraph graph() {
        return ChainGraph.of(chain);
    }
}
