package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.evidence.Reasoning;
import org.neurochains.evidence.ReasoningOptions;
import org.neurochains.image.Region;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Removes the filters of each class's heaviest inference chain from a saved chain, and prints what that does to the
 * images of every class: the mean loss of the class's logit and of its probability. Filters on other classes' chains
 * too are removed, or left.
 *
 * <p>Arguments: model file, image folder, folders of chains.
 */
final class KnockOut {
    private final Network network;
    private final Region region;
    private final Subnetwork subnetwork;
    private final PredictedImages images;

    private KnockOut(NeuroChains nc, Path root, Path folder) {
        SavedChain saved = nc.read(folder);
        this.network = nc.model().model().network();
        this.subnetwork = saved.subnetwork();
        this.region = nc.region(root).of(saved);
        this.images = PredictedImages.of(region);
    }

    public static void main(String[] args) {
        try (NeuroChains nc = NeuroChains.model(Path.of(args[0])).threads(2).open()) {
            System.out.println("| chain | knocked out | filters | images | logit lost | probability lost |");
            System.out.println("|---|---|---|---|---|---|");
            for (int i = 2; i < args.length; i++) {
                try (Scope inner = Scope.open()) {
                    new KnockOut(nc, Path.of(args[1]), Path.of(args[i])).run(args[i]);
                }
            }
        }
    }

    private void run(String name) {
        Reasoning reasoning = Reasoning.of(
                network, subnetwork, images, ReasoningOptions.defaults(10).withPaths(1), Progress.NONE);
        for (ChainRecord.InferenceChain path : reasoning.chains()) {
            List<String> others = reasoning.chains().stream()
                    .filter(other -> !other.label().equals(path.label()))
                    .flatMap(other -> other.filters().stream())
                    .toList();
            List<String> own = path.filters().stream()
                    .filter(filter -> !others.contains(filter))
                    .toList();
            print(name, path.label() + "'s chain", path.filters());
            if (own.size() < path.filters().size()) {
                print(name, path.label() + "'s chain, its own filters", own);
            }
        }
    }

    private void print(String name, String what, List<String> removed) {
        Map<String, float[]> scores = subnetwork.scores().byUnit();
        for (String filter : removed) {
            int dot = filter.lastIndexOf('.');
            float[] layer = scores.get(filter.substring(0, dot));
            if (layer != null) {
                layer[Integer.parseInt(filter.substring(dot + 1))] = 0;
            }
        }
        Subnetwork without = new Subnetwork(Scores.of(scores), subnetwork.bypassed());
        List<String> cells = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            Tensor before = executor.logits(images.images(), subnetwork.scoring());
            Tensor after = executor.logits(images.images(), without.scoring());
            float[] logits = before.sub(after).toFloats();
            float[] probabilities = Functional.softmax(before, 1)
                    .sub(Functional.softmax(after, 1))
                    .toFloats();
            for (int label : PredictedImages.classesOf(region)) {
                cells.add(text(
                        "| %s | %s | %d | %s | %.2f | %.3f |",
                        name,
                        what,
                        removed.size(),
                        region.labels().name(label),
                        mean(logits, label),
                        mean(probabilities, label)));
            }
        }
        cells.forEach(System.out::println);
    }

    /** The mean of a class's column over the images that the network takes for it. */
    private double mean(float[] values, int label) {
        int classes = network.classes();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < images.predicted().size(); i++) {
            if (images.predicted().get(i) == label) {
                sum += values[i * classes + label];
                count++;
            }
        }
        return sum / count;
    }
}
