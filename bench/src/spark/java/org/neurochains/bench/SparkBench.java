package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.report.OutputFolder;
import org.neurochains.spark.SparkRunner;
import org.neurochains.spark.SparkRunners;
import org.neurochains.study.LocalRunner;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyRun;
import org.neurochains.study.TrialRunner;

/**
 * What a study on Spark's executors costs over threads of one process, and gains by a second executor;
 * {@code bench/spark} starts it.
 */
public final class SparkBench {
    private final Path work;
    private final Path model;
    private final Path images;
    private final int trials;

    private SparkBench(Path work, Path model, Path images, int trials) {
        this.work = work;
        this.model = model;
        this.images = images;
        this.trials = trials;
    }

    /** Arguments: {@code scaling} or {@code overhead}, then MODEL IMAGES TRIALS PAIRS. */
    public static void main(String[] arguments) throws IOException {
        Path work = Files.createTempDirectory("neurochains-bench");
        try {
            SparkBench bench =
                    new SparkBench(work, Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]));
            int pairs = Integer.parseInt(arguments[4]);
            if (arguments[0].equals("scaling")) {
                bench.scaling(pairs);
            } else {
                bench.overhead(pairs);
            }
        } finally {
            OutputFolder.delete(work);
        }
    }

    private void scaling(int pairs) throws IOException {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double one = run("1 executor", cluster(1));
            double two = run("2 executors", cluster(2));
            ratios.add(one / two);
        }
        StudyBench.print("2 executors of one core against 1: %s", ratios);
    }

    private void overhead(int pairs) throws IOException {
        List<Double> costs = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double threads = run("2 local workers", new LocalRunner(2));
            double spark = run("2 executors", cluster(2));
            costs.add(spark / threads - 1);
        }
        StudyBench.print("2 executors cost over 2 local workers (1 is 100 %%): %s", costs);
    }

    private static TrialRunner cluster(int executors) {
        Map<String, String> settings = Map.of(
                "spark.executor.extraClassPath", System.getProperty("java.class.path"), "spark.executor.memory", "1g");
        return new SparkRunners().runner("local-cluster[" + executors + ",1,2048]", settings, false);
    }

    private double run(String name, TrialRunner runner) throws IOException {
        Path folder = work.resolve("study");
        StudyBench.plan(folder, model, images, trials, List.of());
        StudyRun.Counts outcome =
                new StudyRun(StudyFolder.open(folder), runner).run(new StudyRun.Options(false, false), Progress.NONE);
        String reads = runner instanceof SparkRunner spark ? ", model read " + spark.modelsRead() + " times" : "";
        StudyBench.print(
                "%s: %d trials in %.1f s, %d failed%s",
                name, outcome.run(), outcome.seconds(), outcome.failed(), reads);
        OutputFolder.delete(folder);
        return outcome.seconds();
    }
}
