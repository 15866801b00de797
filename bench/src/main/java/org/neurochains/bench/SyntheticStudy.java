package org.neurochains.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.neurochains.Progress;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.ChainRecordResultBuilder;
import org.neurochains.image.ImageDigests;
import org.neurochains.study.RegionRule;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.StudyRun;
import org.neurochains.study.TrialResult;
import org.neurochains.study.TrialRunner;
import org.neurochains.weights.ModelOptions;

/** A study whose trials are made up: as many rows as a large one has, with every measure's numbers. */
final class SyntheticStudy {
    private static final int IMAGES = 20;
    private static final int LAYERS = 50;
    private static final List<String> SOLVERS = List.of("shrink", "paper", "magnitude");

    private final Random random = new Random(1);
    private final StudyPlan plan;
    private final int filters;
    private double seconds;

    private SyntheticStudy(StudyPlan plan, int filters) {
        this.plan = plan;
        this.filters = filters;
    }

    /**
     * A study and the time of its writing.
     *
     * @param seconds to unpack and store all trials
     */
    record Written(Path folder, double seconds) {}

    /**
     * Writes it.
     *
     * @param filters rows of filters, of all trials together
     */
    static Written create(Path folder, int trials, int filters) {
        ImageDigests digests = ImageDigests.parse("0".repeat(64) + "  class/image.png\n", "synthetic");
        StudyPlan plan = new StudyPlan(
                StudyPlan.SCHEMA,
                new StudyPlan.ModelSource("none", "0".repeat(64), "synthetic", ModelOptions.NONE, null),
                StudyPlan.ImageSource.of(Path.of("none"), digests),
                RegionRule.DEFAULT,
                SOLVERS.stream()
                        .map(name -> new StudyPlan.Variant(name, name, Map.of()))
                        .toList(),
                List.of("fidelity"),
                trials,
                1);
        StudyFolder study = StudyFolder.create(folder, new StudyFolder.Contents(plan, digests.text(), null));
        SyntheticStudy synthetic = new SyntheticStudy(plan, filters);
        new StudyRun(study, (job, numbers, events, progress) -> numbers.forEach(n -> synthetic.deliver(n, events)))
                .run(new StudyRun.Options(false, false), Progress.NONE);
        return new Written(folder, synthetic.seconds);
    }

    /** As a cluster's driver gets it: as bytes. */
    private void deliver(int number, TrialRunner.Events events) {
        byte[] bytes = trial(number).toBytes();
        long start = System.nanoTime();
        events.finished().accept(TrialResult.fromBytes(bytes));
        seconds += (System.nanoTime() - start) / 1e9;
    }

    private TrialResult trial(int number) {
        StudyPlan.Trial trial = plan.trial(number);
        int own = (int) ((long) (number + 1) * filters / plan.trials() - (long) number * filters / plan.trials());
        return TrialResult.of(trial)
                .classes(List.of("class" + random.nextInt(10), "class" + random.nextInt(10)))
                .result(ChainRecordResultBuilder.builder()
                        .kl(random.nextDouble() / 10)
                        .klBeforeFineTune(.2)
                        .agreement(.9)
                        .probabilityDrop(.05)
                        .filters(own)
                        .totalFilters(26_560)
                        .shortcutChannels(60)
                        .layers(40)
                        .totalLayers(53)
                        .beforeCleanUp(new ChainRecord.Before(own + 9, 70))
                        .steps(300)
                        .fullPasses(20)
                        .seconds(5)
                        .reachedGoal(true)
                        .build())
                .values(values())
                .images(images())
                .filters(filters(own))
                .chain(new byte[20_000])
                .run(new TrialResult.Run(4, 1, "here", "2026-01-01T00:00:00Z"))
                .build();
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("bypassed", 4.0);
        for (int k = 1; k <= 10; k++) {
            values.put("stability.agreement" + k, random.nextDouble());
        }
        for (String who : List.of("network", "chain")) {
            for (String images : List.of("Clean", "FgsmOnNetwork", "PgdOnNetwork", "FgsmOnChain", "PgdOnChain")) {
                values.put("robustness." + who + images, random.nextDouble());
            }
        }
        for (String name : List.of("featureDistance", "patternDistance", "featureAgreement", "patternAgreement")) {
            values.put("relu-patterns." + name, random.nextDouble());
        }
        values.put("dead.deadShare", random.nextDouble());
        return values;
    }

    private List<TrialResult.ImageRow> images() {
        List<TrialResult.ImageRow> rows = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            String name = "class/" + random.nextInt(50_000) + ".png";
            double p = .95 + random.nextDouble() / 20;
            double drop = random.nextDouble() / 10;
            rows.add(new TrialResult.ImageRow(
                    i, name, name, "a", "a", p, p - drop, drop, true, random.nextGaussian(), Map.of()));
        }
        return rows;
    }

    private List<TrialResult.FilterRow> filters(int count) {
        List<TrialResult.FilterRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int layer = i % LAYERS;
            double score = random.nextGaussian() + 1;
            Map<String, Double> effects = new LinkedHashMap<>();
            effects.put("faithfulness.drop", score / 10 + random.nextGaussian() / 10);
            effects.put("faithfulness.logKl", score + random.nextGaussian());
            effects.put("faithfulness.negativeShare", random.nextDouble());
            int filter = i / LAYERS * 3 + random.nextInt(3);
            rows.add(new TrialResult.FilterRow("L" + layer, layer, filter, "convolution", score, null, effects));
        }
        return rows;
    }
}
