package org.neurochains.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.FilterNames;
import org.neurochains.chain.SavedChain;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.Misclassification;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.evidence.Reasoning;
import org.neurochains.evidence.ReasoningOptions;
import org.neurochains.image.RegionImage;
import org.neurochains.tensor.Scope;

/** Contributions, inference chains and shares; and where misclassified images go wrong. */
record ReasoningEvidence(Explaining explaining) {
    /** The page's size is bounded: edges of so many images at most. */
    private static final int MOST_IMAGES = 60;

    private record Edges(
            int contributions, int written, Map<String, ClassReasoning> classes, List<FilterReasoning> filters) {}

    /** How a class is reached. */
    private record ClassReasoning(
            String words, List<ChainRecord.InferenceChain> chains, List<ChainRecord.PathGroup> groups) {}

    /** What a filter serves. */
    private record FilterReasoning(String filter, List<String> serves, Map<String, Double> shares) {}

    private record Failures(List<Failure> images) {}

    private record Failure(String file, @Nullable String tipsAt, Misclassification balance) {}

    /** Computes contributions and paths, and writes them into chain.json. */
    void edges() {
        try (Scope scope = Scope.open()) {
            SavedChain chain = explaining.chain();
            PredictedImages images = PredictedImages.of(explaining.region());
            ReasoningOptions options = ReasoningOptions.defaults(explaining.batch())
                    .withPaths(explaining.options().paths());
            Reasoning reasoning =
                    Reasoning.of(explaining.network(), chain.subnetwork(), images, options, explaining.progress());
            ChainFile.write(chain.folder(), reasoning.addedTo(chain.record()));
            explaining.shown().filters(evidence -> evidence.withShares(shares(reasoning, evidence.name())));
            explaining.stored().write(ReportFolder.IMAGE_EDGES, onImages(reasoning, images));
            explaining.finish(
                    EvidenceKind.EDGES,
                    new Edges(reasoning.allEdges(), reasoning.edges().size(), classes(reasoning), filters(reasoning)));
        }
    }

    /** The edges that are written, on each of the first images. */
    private List<ImageEdges> onImages(Reasoning reasoning, PredictedImages images) {
        List<Map<String, Map<String, Double>>> weights = Reasoning.onImages(
                explaining.network(), explaining.subnetwork(), images, MOST_IMAGES, explaining.progress());
        List<ImageEdges> all = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            String label = explaining.labels().name(images.predicted().get(i));
            all.add(ImageEdges.of(i, reasoning.edges(), label, weights.get(i)));
        }
        return all;
    }

    private Map<String, ClassReasoning> classes(Reasoning reasoning) {
        FilterNames names = FilterNames.of(explaining.chain().record());
        Map<String, ClassReasoning> classes = new LinkedHashMap<>();
        for (int label : PredictedImages.classesOf(explaining.region())) {
            String name = explaining.labels().name(label);
            classes.put(
                    name,
                    new ClassReasoning(
                            reasoning.words(name, names::called),
                            reasoning.chains().stream()
                                    .filter(chain -> chain.label().equals(name))
                                    .toList(),
                            reasoning.groups().stream()
                                    .filter(group -> group.label().equals(name))
                                    .toList()));
        }
        return classes;
    }

    private List<FilterReasoning> filters(Reasoning reasoning) {
        return explaining.filters().stream()
                .map(Filter::toString)
                .map(name -> new FilterReasoning(name, reasoning.serves(name), shares(reasoning, name)))
                .toList();
    }

    private static Map<String, Double> shares(Reasoning reasoning, String filter) {
        return reasoning.shares().getOrDefault(filter, Map.of());
    }

    /** Finds where misclassified images go wrong. */
    void failures() {
        try (Scope scope = Scope.open()) {
            List<Misclassification> failures = Misclassification.of(
                    explaining.network(),
                    explaining.subnetwork(),
                    PredictedImages.of(explaining.region()),
                    explaining.region().images().stream()
                            .map(RegionImage::label)
                            .toList(),
                    explaining.progress());
            explaining.stored().write(ReportFolder.FAILURES, failures);
            List<Failure> images = failures.stream()
                    .map(failure ->
                            new Failure(explaining.image(failure.image()).file(), failure.tipsAt(), failure))
                    .toList();
            explaining.finish(EvidenceKind.FAILURES, new Failures(images));
        }
    }
}
