package org.neurochains.study;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;

/**
 * What became of a trial: a small record that travels between processes as {@link #toBytes bytes}.
 *
 * @param reason why it failed; null where it did not
 * @param classes names of the region's classes
 * @param result the solver's numbers; null where it failed
 * @param values more numbers by column, such as a measure's mean over the region
 * @param chain chain.json, compressed; empty where it failed
 * @param run how long it took, where and when; no part of what equal runs share
 */
@RecordBuilder
public record TrialResult(
        int trial,
        int region,
        String variant,
        long seed,
        long regionSeed,
        @Nullable String reason,
        List<String> classes,
        ChainRecord.@Nullable Result result,
        Map<String, Double> values,
        List<ImageRow> images,
        List<FilterRow> filters,
        byte[] chain,
        Run run)
        implements TrialResultBuilder.With {
    /**
     * How long it took, where and when.
     *
     * @param solveSeconds drawing the region and solving it
     * @param measureSeconds everything after
     */
    public record Run(double solveSeconds, double measureSeconds, String host, String finished) {}

    /**
     * An image of the region; what was not measured is null.
     *
     * @param label the class it is said to be
     * @param probability p_F[y], y = argmax p_F
     * @param chainProbability p_chain[y]
     * @param kl KL(F || chain), in nats
     * @param agrees whether both predict the same class
     * @param quotient Eq. 9
     * @param values more numbers by column, such as probabilities under attack
     */
    public record ImageRow(
            int position,
            String file,
            String sha256,
            String label,
            String predicted,
            double probability,
            double chainProbability,
            double kl,
            boolean agrees,
            @Nullable Double quotient,
            Map<String, Double> values) {}

    /**
     * A retained filter.
     *
     * @param kind of its unit layer: convolution, projection or identity
     * @param note a remark of the clean-up
     * @param values numbers by column, such as a measure's of the filter
     */
    public record FilterRow(
            String layer,
            int layerPosition,
            int filter,
            String kind,
            double score,
            @Nullable String note,
            Map<String, Double> values) {}

    /** Starts a trial's result: one that has nothing to show and did not fail. */
    public static TrialResultBuilder of(StudyPlan.Trial trial) {
        return TrialResultBuilder.builder()
                .trial(trial.number())
                .region(trial.region())
                .variant(trial.variant().label())
                .seed(trial.seed())
                .regionSeed(trial.regionSeed())
                .classes(List.of())
                .values(Map.of())
                .images(List.of())
                .filters(List.of())
                .chain(new byte[0]);
    }

    /** Whether there is a chain. */
    public boolean done() {
        return reason == null;
    }

    /** This result as compressed JSON. */
    public byte[] toBytes() {
        return Zipped.of(StudyJson.bytes(this));
    }

    /** A result from {@link #toBytes}. */
    public static TrialResult fromBytes(byte[] bytes) {
        return StudyJson.read(Zipped.undo(bytes), TrialResult.class, "a trial's result");
    }
}
