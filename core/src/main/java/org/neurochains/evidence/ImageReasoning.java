package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.tensor.Scope;

/** What filters contribute to each other on single images; over a class's images it is their mean. */
public final class ImageReasoning {
    private ImageReasoning() {}

    /**
     * The contributions on each image for the class that the network predicts; none of a chain that is cut through.
     *
     * @param network the original
     * @param most how many images are looked at, the first ones
     * @return for each image by source, then by target
     */
    public static List<Map<String, Map<String, Double>>> of(
            Network network, Subnetwork subnetwork, PredictedImages images, int most, Progress progress) {
        Retention retention = subnetwork.retention();
        if (Flow.of(network, retention).cutThrough()) {
            return List.of();
        }
        List<Map<String, Map<String, Double>>> all = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Cells cells = new Cells(Cut.of(network, retention));
            int count = Math.min(most, images.predicted().size());
            for (int i = 0; i < count; i++) {
                progress.check();
                progress.report("contributions on single images", i, count, "");
                all.add(weights(cells, subnetwork, images, i));
            }
            progress.report("contributions on single images", count, count, "");
        }
        return all;
    }

    private static Map<String, Map<String, Double>> weights(
            Cells cells, Subnetwork subnetwork, PredictedImages images, int i) {
        try (Scope scope = Scope.open()) {
            int label = images.predicted().get(i);
            Contributions contributions = Contributions.of(
                    cells, subnetwork.scoring(), images.images().narrow(0, i, 1), label, 1);
            Map<String, Map<String, Double>> weights = new HashMap<>();
            ReasoningGraph.of(cells, contributions, "logit:" + images.labels().name(label))
                    .edges((from, to, weight) -> weights.computeIfAbsent(from, name -> new HashMap<>())
                            .put(to, weight));
            return weights;
        }
    }
}
