package org.neurochains.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything the page shows. Only the chain is required; a page without evidence shows the graph, the numbers and the
 * layers. The JSON form is described in docs/reference/report-document.md.
 *
 * @param title the page's title; may be empty, then the page makes one from region and network
 * @param chain the whole of chain.json
 * @param topology the network's unit layers in their order
 * @param images the region's images, in the order of {@code chain.region.images}
 * @param filters evidence for retained filters
 * @param measures in the order they are shown
 * @param failures one for each misclassified image that has been looked into
 * @param removals what the chain says without each filter
 * @param family smaller chains made of the chain's filters
 * @param live the cut network, for the page to run; null where nobody has looked
 */
public record ReportDocument(
        String title,
        JsonNode chain,
        List<LayerPlace> topology,
        List<PageImage> images,
        List<FilterEvidence> filters,
        List<MeasureEntry> measures,
        List<Failure> failures,
        List<Removal> removals,
        List<FamilyMember> family,
        @Nullable LiveChain live) {
    /** The schema's name, first member of the JSON form. */
    public static final String SCHEMA = "neurochains/report/1";

    /** Copies the lists. */
    public ReportDocument {
        topology = List.copyOf(topology);
        images = List.copyOf(images);
        filters = List.copyOf(filters);
        measures = List.copyOf(measures);
        failures = List.copyOf(failures);
        removals = List.copyOf(removals);
        family = List.copyOf(family);
    }

    /**
     * Starts a document.
     *
     * @param chain the whole of chain.json, as read or as about to be written
     */
    public static Builder of(JsonNode chain) {
        return new Builder(chain);
    }

    ChainGraph graph() {
        return ChainGraph.of(chain);
    }

    /** Collects what there is to show; every call is optional. */
    public static final class Builder {
        private final JsonNode chain;
        private final List<LayerPlace> topology = new ArrayList<>();
        private final List<PageImage> images = new ArrayList<>();
        private final List<FilterEvidence> filters = new ArrayList<>();
        private final List<MeasureEntry> measures = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<Removal> removals = new ArrayList<>();
        private final List<FamilyMember> family = new ArrayList<>();
        private String title = "";
        private @Nullable LiveChain live;

        private Builder(JsonNode chain) {
            this.chain = chain;
        }

        /** Sets the page's title. */
        public Builder title(String text) {
            title = text;
            return this;
        }

        /** Adds unit layers in the network's order; without any they are guessed from the chain's layer names. */
        public Builder topology(List<LayerPlace> layers) {
            topology.addAll(layers);
            return this;
        }

        /** Adds an image of the region; call in the order of chain.json. */
        public Builder image(PageImage image) {
            images.add(image);
            return this;
        }

        /** Adds what is known of a filter. */
        public Builder filter(FilterEvidence evidence) {
            filters.add(evidence);
            return this;
        }

        /** Adds a measure. */
        public Builder measure(MeasureEntry measure) {
            measures.add(measure);
            return this;
        }

        /** Adds where a misclassified image went wrong. */
        public Builder failure(Failure failure) {
            failures.add(failure);
            return this;
        }

        /** Adds what the chain says without a filter. */
        public Builder removal(Removal removal) {
            removals.add(removal);
            return this;
        }

        /** Adds a smaller chain made of the chain's filters. */
        public Builder member(FamilyMember member) {
            family.add(member);
            return this;
        }

        /** Sets the cut network, or why there is none. */
        public Builder live(LiveChain chain) {
            live = chain;
            return this;
        }

        /** The document. */
        public ReportDocument build() {
            List<LayerPlace> places = topology.isEmpty() ? ChainGraph.of(chain).topology() : topology;
            return new ReportDocument(
                    title, chain, places, images, filters, measures, failures, removals, family, live);
        }
    }
}
