package org.neurochains.parts;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Correlation;
import org.neurochains.measure.Measured;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * How alike a network and its chain take the loss of a part: Pearson's r, over images and the parts seen in them,
 * between the fall of F's margin and of the chain's once the part is removed. The margin is the log odds of what F
 * answers of the whole image.
 */
record RemovalAgreement(Map<String, double[]> network, Map<String, double[]> chain) {
    /** Runs both networks on the images with and without each part. */
    static RemovalAgreement of(ChainOnRegion subject, PartSamples samples) {
        try (Scope scope = Scope.open()) {
            Tensor answers = logits(subject.original(), Scoring.NONE, samples.images(), subject);
            return new RemovalAgreement(
                    falls(subject.original(), Scoring.NONE, answers, subject, samples),
                    falls(subject.chain(), subject.scoring(), answers, subject, samples));
        }
    }

    /** r over some parts; undefined where {@link Correlation#pearson} is, and where none has pictures without it. */
    Measured<Correlation> over(Collection<String> parts) {
        double[] ofNetwork = joined(network, parts);
        return ofNetwork.length == 0
                ? Measured.undefined("none of these parts has pictures without it")
                : Correlation.pearson(ofNetwork, joined(chain, parts));
    }

    private static double[] joined(Map<String, double[]> falls, Collection<String> parts) {
        return falls.entrySet().stream()
                .filter(entry -> parts.contains(entry.getKey()))
                .flatMapToDouble(entry -> Arrays.stream(entry.getValue()))
                .toArray();
    }

    /** The margins' falls by part, image by image. */
    private static Map<String, double[]> falls(
            Executor executor, Scoring scoring, Tensor answers, ChainOnRegion subject, PartSamples samples) {
        OutputKind outputs = subject.network().outputs();
        double[] whole = outputs.margins(logits(executor, scoring, samples.images(), subject), answers)
                .toDoubles();
        Map<String, double[]> falls = new LinkedHashMap<>();
        samples.removed().forEach((part, removed) -> {
            Tensor without = logits(executor, scoring, removed.images(), subject);
            double[] fall = outputs.margins(without, answers.indexSelect(0, removed.indices()))
                    .toDoubles();
            for (int i = 0; i < fall.length; i++) {
                fall[i] = whole[removed.indices()[i]] - fall[i];
            }
            falls.put(part, fall);
        });
        return falls;
    }

    private static Tensor logits(Executor executor, Scoring scoring, Tensor images, ChainOnRegion subject) {
        return ForwardBatches.logits(executor, scoring, images, subject.microBatch());
    }
}
