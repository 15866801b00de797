package org.neurochains.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * How alike a network and its chain take the loss of a part: Pearson's r, over images and the parts seen in them,
 * between the fall of F's margin and of the chain's once the part is removed. The margin is the log odds of what F
 * answers of the whole image.
 */
final class RemovalAgreement {
    private RemovalAgreement() {}

    /**
     * Undefined where {@link Correlation#pearson} is, and where no image has a picture without one of the parts.
     *
     * @param parts those that are removed
     */
    static Measured<Correlation> of(ChainOnRegion subject, PartSamples samples, Collection<String> parts) {
        List<PartSamples.Removed> removed = samples.removed().entrySet().stream()
                .filter(entry -> parts.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (removed.isEmpty()) {
            return Measured.undefined("none of these parts has pictures without it");
        }
        try (Scope scope = Scope.open()) {
            Tensor answers = logits(subject.original(), Scoring.NONE, samples.images(), subject);
            double[] network = falls(subject.original(), Scoring.NONE, answers, subject, samples.images(), removed);
            double[] chain = falls(subject.chain(), subject.scoring(), answers, subject, samples.images(), removed);
            return Correlation.pearson(network, chain);
        }
    }

    /** The margins' falls, part by part, and image by image within. */
    private static double[] falls(
            Executor executor,
            Scoring scoring,
            Tensor answers,
            ChainOnRegion subject,
            Tensor images,
            List<PartSamples.Removed> parts) {
        Network network = subject.network();
        double[] whole = network.outputs()
                .margins(logits(executor, scoring, images, subject), answers)
                .toDoubles();
        return parts.stream()
                .map(removed -> {
                    Tensor without = logits(executor, scoring, removed.images(), subject);
                    double[] left = network.outputs()
                            .margins(without, answers.indexSelect(0, removed.indices()))
                            .toDoubles();
                    double[] fall = new double[left.length];
                    for (int i = 0; i < fall.length; i++) {
                        fall[i] = whole[removed.indices()[i]] - left[i];
                    }
                    return fall;
                })
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static Tensor logits(Executor executor, Scoring scoring, Tensor images, ChainOnRegion subject) {
        return ForwardBatches.logits(executor, scoring, images, subject.microBatch());
    }
}
