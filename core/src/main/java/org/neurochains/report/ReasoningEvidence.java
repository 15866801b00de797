package org.neurochains.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
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
            explaining.finish(
                    EvidenceKind.EDGES,
                    new Edges(reasoning.allEdges(), reasoning.edges().size(), classes(reasoning), filters(reasoning)));
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
                .map(name -> new FilterReasoning(
                        name, reasoning.serves(name), reasoning.shares().getOrDefault(name, Map.of())))
                .toList();
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
            List<Failure> images = failures.stream()
                    .map(failure -> new Failure(
                            explaining.region().images().get(failure.image()).file(), failure.tipsAt(), failure))
                    .toList();
            explaining.finish(EvidenceKind.FAILURES, new Failures(images));
        }
    }
}
