package org.neurochains.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;

/**
 * Where a misclassified image goes wrong: layer by layer, what the chain's filters contribute to the predicted and to
 * the true class.
 *
 * @param image its place among the images
 * @param predicted the class that the original network names
 * @param actual the class that the image is said to be
 * @param layers in order of computation
 */
public record Misclassification(
        int image, String predicted, @JsonProperty("true") String actual, List<Balance> layers) {
    public Misclassification {
        layers = List.copyOf(layers);
    }

    /**
     * One layer: sum over its filters of u dz/du, summed over places.
     *
     * @param predicted for the predicted class's logit
     * @param actual for the true class's logit
     */
    public record Balance(
            String layer,
            double predicted,
            @JsonProperty("true") double actual) {}

    /** The first layer whose filters speak more for the wrong class than for the right one; null where none does. */
    public @Nullable String tipsAt() {
        return layers.stream()
                .filter(layer -> layer.predicted() > layer.actual())
                .map(Balance::layer)
                .findFirst()
                .orElse(null);
    }

    /**
     * Those images that the original network takes for another class than theirs. A chain that is cut through has none.
     *
     * @param network the original
     * @param actual the class of each image
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static List<Misclassification> of(
            Network network, Subnetwork subnetwork, PredictedImages images, List<Integer> actual, Progress progress) {
        if (Flow.of(network, subnetwork.retention()).cutThrough()) {
            return List.of();
        }
        try (Scope scope = Scope.open()) {
            ContributionCells cells = new ContributionCells(Cut.of(network, subnetwork.retention()));
            List<Misclassification> found = new ArrayList<>();
            for (int i = 0; i < actual.size(); i++) {
                progress.check();
                int predicted = images.predicted().get(i);
                if (predicted != actual.get(i)) {
                    progress.report("misclassified images", i, actual.size(), "");
                    found.add(of(cells, subnetwork, images, i, actual.get(i)));
                }
            }
            return found;
        }
    }

    private static Misclassification of(
            ContributionCells cells, Subnetwork subnetwork, PredictedImages images, int image, int actual) {
        int predicted = images.predicted().get(image);
        try (Scope scope = Scope.open()) {
            var one = images.images().narrow(0, image, 1);
            Contributions wrong = Contributions.of(cells, subnetwork.scoring(), one, predicted, 1);
            Contributions right = Contributions.of(cells, subnetwork.scoring(), one, actual, 1);
            List<Balance> layers = new ArrayList<>();
            for (UnitLayer unit : cells.network().units()) {
                layers.add(new Balance(unit.name(), wrong.layer(unit.node()), right.layer(unit.node())));
            }
            return new Misclassification(
                    image, images.labels().name(predicted), images.labels().name(actual), layers);
        }
    }
}
