package org.neurochains.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Removes every filter of the chain once, to say in sentences what hangs on it. */
record RemovalEvidence(Explaining explaining) {
    private record Content(List<Removal> removals) {}

    void run() {
        try (Scope scope = Scope.open()) {
            Subnetwork chain = explaining.subnetwork();
            Executor executor = Executor.of(Cut.orWhole(explaining.network(), chain.retention()));
            int[] whole = predictions(executor, chain);
            List<Removal> removals = new ArrayList<>();
            List<Filter> filters = explaining.filters();
            for (Filter filter : filters) {
                explaining.progress().check();
                explaining.progress().report("removing filters", removals.size(), filters.size(), filter.toString());
                removals.add(outcomes(filter, whole, predictions(executor, chain.without(List.of(filter.toString())))));
            }
            explaining.progress().report("removing filters", filters.size(), filters.size(), "");
            explaining.stored().write(ReportFolder.REMOVALS, removals);
            explaining.finish(EvidenceKind.REMOVALS, new Content(removals));
        }
    }

    private int[] predictions(Executor executor, Subnetwork chain) {
        try (Scope scope = Scope.open()) {
            PredictedImages images = PredictedImages.of(explaining.region());
            Tensor logits = ForwardBatches.logits(executor, chain.scoring(), images.images(), explaining.batch());
            return executor.network().outputs().answers(logits, images.predicted());
        }
    }

    private Removal outcomes(Filter filter, int[] before, int[] after) {
        Map<Integer, Integer> images = new LinkedHashMap<>();
        Map<Integer, Map<String, Integer>> becomes = new HashMap<>();
        for (int i = 0; i < before.length; i++) {
            images.merge(before[i], 1, Integer::sum);
            if (after[i] != before[i]) {
                becomes.computeIfAbsent(before[i], label -> new LinkedHashMap<>())
                        .merge(explaining.labels().name(after[i]), 1, Integer::sum);
            }
        }
        return new Removal(
                filter.toString(),
                images.entrySet().stream()
                        .map(of -> new Removal.ClassOutcome(
                                explaining.labels().name(of.getKey()),
                                of.getValue(),
                                becomes.getOrDefault(of.getKey(), Map.of())))
                        .toList());
    }
}
