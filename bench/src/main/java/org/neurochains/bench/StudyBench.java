package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.RunOptions;
import org.neurochains.Study;
import org.neurochains.StudyOptions;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.report.OutputFolder;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyRun;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** How fast studies run and report, and whether their memory stays flat; {@code bench/study} starts it. */
public record StudyBench(Path work, Path model, Path images, int trials, List<String> grid) {
    private static final int MEMORY_STEP = 25;
    private static final double PASS_SECONDS = 10;

    /**
     * Runs a part.
     *
     * <p>Arguments: {@code scaling MODEL IMAGES TRIALS PAIRS}, {@code rate MODEL IMAGES TRIALS [NAME=NUMBER...]}, of
     * options of {@code shrink}, {@code memory MODEL IMAGES TRIALS}, or {@code report TRIALS FILTERS}.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        Path work = Files.createTempDirectory("neurochains-bench");
        try {
            if (arguments[0].equals("report")) {
                report(work, Integer.parseInt(rest.get(0)), Integer.parseInt(rest.get(1)));
                return;
            }
            List<String> grid = arguments[0].equals("rate") ? rest.subList(3, rest.size()) : List.of();
            StudyBench bench = new StudyBench(
                    work, Path.of(rest.get(0)), Path.of(rest.get(1)), Integer.parseInt(rest.get(2)), grid);
            switch (arguments[0]) {
                case "scaling" -> bench.scaling(Integer.parseInt(rest.get(3)));
                case "rate" -> bench.rate();
                case "memory" -> bench.memory();
                default -> throw new IllegalArgumentException("no part " + arguments[0]);
            }
        } finally {
            OutputFolder.delete(work);
        }
    }

    /** A study with {@code shrink}, and fidelity as its measure. */
    static Study plan(Path folder, Path model, Path images, int trials, List<String> grid) {
        StudyOptions options =
                StudyOptions.builder().trials(trials).grid(grid).seed(1).build();
        try (NeuroChains nc = NeuroChains.open(model)) {
            return nc.plan(folder, ImageLocation.of(images), options);
        }
    }

    private double run(String name, int workers, Progress progress) throws IOException {
        Path folder = work.resolve(name);
        StudyRun.Counts outcome = plan(folder, model, images, trials, grid)
                .run(RunOptions.builder().workers(workers).build(), progress);
        if (outcome.failed() > 0) {
            throw new IllegalStateException(outcome.failed() + " trials failed");
        }
        OutputFolder.delete(folder);
        return outcome.seconds();
    }

    // --- scaling ---

    private void scaling(int pairs) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double one = run("one" + i, 1, Progress.NONE);
            double two = run("two" + i, 2, Progress.NONE);
            ratios.add(one / two);
            print(
                    "pair %d: %d trials, 1 worker %.1f s, 2 workers %.1f s, ratio %.2f",
                    i + 1, trials, one, two, one / two);
        }
        print("median ratio %.2f", median(ratios));
        print(
                "for comparison, forward passes alone: 2 threads do %.2f times what 1 does",
                passes(model, 2) / passes(model, 1));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Forward passes of 20 images a second, by threads that share nothing but the weights. */
    private static double passes(Path file, int threads) throws InterruptedException {
        try (NeuroChains nc = NeuroChains.model(file).threads(1).open()) {
            Executor network = Executor.of(nc.model().model().network());
            Preprocessing input = nc.model().preprocessing();
            AtomicLong count = new AtomicLong();
            CountDownLatch done = new CountDownLatch(threads);
            long end = System.nanoTime() + (long) (PASS_SECONDS * 1e9);
            for (int t = 0; t < threads; t++) {
                new Thread(() -> {
                            pass(network, input, end, count);
                            done.countDown();
                        })
                        .start();
            }
            done.await(10, TimeUnit.MINUTES);
            return count.get() / PASS_SECONDS;
        }
    }

    private static void pass(Executor network, Preprocessing input, long end, AtomicLong count) {
        Engine.useThreads(1);
        while (System.nanoTime() < end) {
            try (Scope scope = Scope.open()) {
                Tensor batch = Tensor.full(0.5f, 20, 3, input.height(), input.width());
                network.logits(batch, Scoring.NONE).toFloats();
                count.incrementAndGet();
            }
        }
    }

    // --- rate ---

    private void rate() throws IOException {
        double seconds = run("rate", 2, Progress.NONE);
        double each = seconds / trials;
        print(
                "%d trials in %.1f s with 2 workers: %.1f a minute; 1,500 take %.0f minutes",
                trials, seconds, 60 / each, 1500 * each / 60);
    }

    // --- memory ---

    /** The process's memory; with a Java heap of fixed size all changes are native. */
    private void memory() throws IOException {
        List<Double> sizes = new ArrayList<>();
        run("memory", 2, (stage, done, total, detail) -> {
            if (stage.equals("running trials") && done % MEMORY_STEP == 0) {
                sizes.add(resident("VmRSS"));
                print("after %d trials: %.1f MiB", done, resident("VmRSS"));
            }
        });
        int settled = sizes.size() / 5;
        double start = sizes.get(settled);
        double most = sizes.stream().skip(settled).mapToDouble(v -> v).max().orElseThrow();
        double last = sizes.get(sizes.size() - 1);
        print(
                "from trial %d to %d: %.1f to %.1f MiB (%+.1f %%), at most %.1f (%+.1f %%)",
                (settled + 1) * MEMORY_STEP,
                trials,
                start,
                last,
                100 * (last / start - 1),
                most,
                100 * (most / start - 1));
    }

    /** A line of /proc/self/status, in MiB. */
    static double resident(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    // --- report ---

    private static void report(Path work, int trials, int filters) {
        SyntheticStudy.Written written = SyntheticStudy.create(work.resolve("study"), trials, filters);
        Path folder = written.folder();
        print(
                "%d trials, %d filter rows, store of %.0f MiB",
                trials, filters, folder.resolve(StudyFolder.STORE).toFile().length() / 1048576.0);
        print("unpacked and stored in %.1f s: %.0f trials a second", written.seconds(), trials / written.seconds());
        long start = System.nanoTime();
        Path page = Study.open(folder).report();
        print(
                "report: %.1f s, page of %.1f MiB; Java heap at most %d MiB, peak memory of the process %.0f MiB",
                (System.nanoTime() - start) / 1e9,
                page.toFile().length() / 1048576.0,
                Runtime.getRuntime().maxMemory() >> 20,
                resident("VmHWM"));
    }

    static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
