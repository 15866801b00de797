package org.neurochains.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.FilterNames;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.Misclassification;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.evidence.Reasoning;
import org.neurochains.evidence.ReasoningOptions;
import org.neurochains.tensor.Scope;

/** Contributions, inference chains and shares; and where misclassified images go wrong. */
record ReasoningEvidence(Explaining explaining) {
    /** The page's size is bounded: edges of so many images at most. */
    private static final int MOST_IMAGES = 60;

    /** Computes contributions and paths, and writes them into chain.json. */
    Reasoning edges() {
        try (Scope scope = Scope.open()) {
            ReasoningOptions options = ReasoningOptions.defaults(
                            explaining.chain().model().batch())
                    .withPaths(explaining.options().paths());
            Reasoning reasoning = Reasoning.of(
                    explaining.network(),
                    explaining.subnetwork(),
                    PredictedImages.of(explaining.region()),
                    options,
                    explaining.progress());
            ChainFile.write(
                    explaining.chain().folder(),
                    reasoning.addedTo(explaining.chain().record()));
            explaining
                    .shown()
                    .filters(evidence ->
                            evidence.withShares(reasoning.shares().getOrDefault(evidence.name(), Map.of())));
            new ReportFolder(explaining.chain().folder()).write(ReportFolder.IMAGE_EDGES, onImages(reasoning));
            Map<String, Object> entry = explaining.entry();
            entry.put("contributions", reasoning.allEdges());
            entry.put("written", reasoning.edges().size());
            entry.put("classes", classes(reasoning));
            entry.put("filters", filters(reasoning));
            explaining.finish(EvidenceKind.EDGES, entry);
            return reasoning;
        }
    }

    /** The edges that are written, on each of the first images. */
    private List<ImageEdges> onImages(Reasoning reasoning) {
        PredictedImages images = PredictedImages.of(explaining.region());
        List<Map<String, Map<String, Double>>> weights = Reasoning.onImages(
                explaining.network(), explaining.subnetwork(), images, MOST_IMAGES, explaining.progress());
        List<ImageEdges> all = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            String label = explaining.labels().name(images.predicted().get(i));
            all.add(ImageEdges.of(i, reasoning.edges(), label, weights.get(i)));
        }
        return all;
    }

    private Map<String, Object> classes(Reasoning reasoning) {
        FilterNames names = FilterNames.of(explaining.chain().record());
        Map<String, Object> classes = new LinkedHashMap<>();
        for (int label : PredictedImages.classesOf(explaining.region())) {
            String name = explaining.labels().name(label);
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("words", reasoning.words(name, names::called));
            of.put(
                    "chains",
                    reasoning.chains().stream()
                            .filter(chain -> chain.label().equals(name))
                            .toList());
            of.put(
                    "groups",
                    reasoning.groups().stream()
                            .filter(group -> group.label().equals(name))
                            .toList());
            classes.put(name, of);
        }
        return classes;
    }

    private List<Object> filters(Reasoning reasoning) {
        List<Object> filters = new ArrayList<>();
        for (Filter filter : explaining.filters()) {
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("filter", filter.toString());
            of.put("serves", reasoning.serves(filter.toString()));
            of.put("shares", reasoning.shares().getOrDefault(filter.toString(), Map.of()));
            filters.add(of);
        }
        return filters;
    }

    /** Finds where misclassified images go wrong. */
    void failures() {
        try (Scope scope = Scope.open()) {
            List<Misclassification> failures = Misclassification.of(
                    explaining.network(),
                    explaining.subnetwork(),
                    PredictedImages.of(explaining.region()),
                    explaining.region().images().stream()
                            .map(org.neurochains.image.RegionImage::label)
                            .toList(),
                    explaining.progress());
            new ReportFolder(explaining.chain().folder()).write(ReportFolder.FAILURES, failures);
            Map<String, Object> entry = explaining.entry();
            List<Object> items = new ArrayList<>();
            for (Misclassification failure : failures) {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put(
                        "file",
                        explaining.region().images().get(failure.image()).file());
                item.put("tipsAt", failure.tipsAt());
                item.put("balance", failure);
                items.add(item);
            }
            entry.put("images", items);
            explaining.finish(EvidenceKind.FAILURES, entry);
        }
    }
}
