package org.neurochains.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.study.LocalRunner;
import org.neurochains.study.TrialResult;
import org.neurochains.study.TrialRunner;
import org.neurochains.study.TrialWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;

/**
 * Runs trials as tasks of Spark, one trial a task. A task takes a trial's number and returns its result as bytes; the
 * plan goes to each executor once, as a broadcast, and model and images are read there once for each process. Results
 * reach the caller as they come.
 */
public final class SparkRunner implements TrialRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SparkRunner.class);
    private static final Pattern FAILED_TASK = Pattern.compile("[Tt]ask (\\d+) (?:in stage \\S+ failed|\\(partition)");
    private static final int WAIT_MILLIS = 200;
    private static final int REASON_LINES = 4;

    /** A job of more tasks than this costs the driver much memory. */
    private static final int MOST_TASKS = 50_000;

    private static final String NO_LIMIT = Integer.toString(Integer.MAX_VALUE);

    private final String master;
    private final Map<String, String> settings;
    private final boolean ship;
    private long modelsRead;

    /**
     * A runner.
     *
     * @param ship whether Spark brings model and images to the executors, instead of their finding them under the
     *     planned paths
     */
    SparkRunner(String master, Map<String, String> settings, boolean ship) {
        this.master = master;
        this.settings = Map.copyOf(settings);
        this.ship = ship;
    }

    /** How often executors read the model in the last run: once for each process, when all is well. */
    public long modelsRead() {
        return modelsRead;
    }

    private SparkConf configuration() {
        SparkConf conf = new SparkConf(true)
                .setMaster(master)
                .setAppName("neurochains study")
                .set("spark.ui.enabled", "false")
                .set("spark.task.cpus", "1")
                .set("spark.speculation", "false")
                .set("spark.driver.maxResultSize", "0"); // results are stored as they come
        if (manyProcesses()) {
            retryElsewhere(conf);
        }
        settings.forEach(conf::set);
        return conf;
    }

    private boolean manyProcesses() {
        return !master.matches("local(\\[.*\\])?");
    }

    /**
     * A task that fails or loses its executor is tried once more, by another executor; the third attempt is a record
     * only. An executor on which other tasks fail goes on.
     */
    private static void retryElsewhere(SparkConf conf) {
        conf.set("spark.task.maxFailures", "3")
                .set("spark.excludeOnFailure.enabled", "true")
                .set("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1")
                .set("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "2")
                .set("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor", NO_LIMIT)
                .set("spark.excludeOnFailure.stage.maxFailedExecutorsPerNode", NO_LIMIT)
                .set("spark.excludeOnFailure.application.maxFailedTasksPerExecutor", NO_LIMIT)
                .set("spark.excludeOnFailure.application.maxFailedExecutorsPerNode", NO_LIMIT);
    }

    @Override
    public void run(StudyJob job, List<Integer> trials, Events events, Progress progress) {
        try (JavaSparkContext context = open();
                Shipment shipment = Shipment.open()) {
            Broadcast<byte[]> contents = context.broadcast(job.contents().toBytes());
            ReadCount reads = new ReadCount();
            context.sc().register(reads, "models read");
            ExecutorFiles files =
                    ship ? ExecutorFiles.ship(context, job, shipment.folder()) : ExecutorFiles.seenByAll(job);
            TrialTask task = new TrialTask(contents, files, reads, manyProcesses());
            List<Integer> left = new ArrayList<>(trials);
            while (!left.isEmpty()) {
                round(context, task, left, job, events, progress);
            }
            modelsRead = reads.value();
            LOG.info("executors have read the model {} times", modelsRead);
        }
    }

    private JavaSparkContext open() {
        try {
            JavaSparkContext context = new JavaSparkContext(configuration());
            if (context.sc().isStopped()) {
                throw new IllegalStateException("no master answers");
            }
            return context;
        } catch (RuntimeException e) {
            throw InputException.of(
                    "--spark " + master,
                    "Spark does not start (" + e.getMessage() + ")",
                    "check the address and --spark-conf",
                    e);
        }
    }

    /**
     * Runs some trials as one job of Spark; what is delivered leaves the list. A trial that brings the job down is
     * recorded as failed.
     */
    private void round(
            JavaSparkContext context,
            TrialTask task,
            List<Integer> left,
            StudyJob job,
            Events events,
            Progress progress) {
        List<Integer> numbers = List.copyOf(left.subList(0, Math.min(MOST_TASKS, left.size())));
        BlockingQueue<byte[]> results = new LinkedBlockingQueue<>();
        JobThread thread = new JobThread(context, task, numbers, results);
        thread.start();
        Set<Integer> delivered = new HashSet<>();
        try {
            while (thread.isAlive() || !results.isEmpty()) {
                if (progress.cancelled()) {
                    context.sc().cancelAllJobs();
                    throw new CancellationException("cancelled");
                }
                byte[] next = results.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    TrialResult result = TrialResult.fromBytes(next);
                    if (delivered.add(result.trial())) {
                        events.finished().accept(result);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        }
        left.removeAll(delivered);
        RuntimeException fault = thread.fault;
        if (fault != null) {
            int number = culprit(fault, numbers);
            if (number < 0 || !left.remove((Integer) number)) {
                throw InputException.of(
                        "--spark " + master,
                        "the cluster gave up (" + summary(fault) + ")",
                        "look at its logs, then run again: finished trials are kept",
                        fault);
            }
            TrialResult.Run run =
                    new TrialResult.Run(0, 0, LocalRunner.host(), Instant.now().toString());
            events.finished().accept(TrialWorker.failed(job.contents().plan().trial(number), summary(fault), run));
        }
    }

    private static String summary(RuntimeException fault) {
        return String.join(
                " ",
                String.valueOf(fault.getMessage())
                        .lines()
                        .map(String::strip)
                        .limit(REASON_LINES)
                        .toList());
    }

    /** The trial whose task failed so often that Spark gave up; -1 where the job failed for another reason. */
    private static int culprit(RuntimeException fault, List<Integer> numbers) {
        Matcher matcher = FAILED_TASK.matcher(String.valueOf(fault.getMessage()));
        int task = matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
        return task >= 0 && task < numbers.size() ? numbers.get(task) : -1;
    }

    /** A folder for what is sent. */
    private record Shipment(Path folder) implements AutoCloseable {
        static Shipment open() {
            try {
                return new Shipment(Files.createTempDirectory("neurochains-ship"));
            } catch (IOException e) {
                throw InputException.of("java.io.tmpdir", "cannot be written (" + e + ")", "make room there", e);
            }
        }

        @Override
        public void close() {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                LOG.warn("{} is left behind ({})", folder, e.toString());
            }
        }
    }

    /** Waits for Spark, while the caller takes what comes. */
    private static final class JobThread extends Thread {
        private final JavaSparkContext context;
        private final TrialTask task;
        private final List<Integer> numbers;
        private final BlockingQueue<byte[]> results;
        private volatile @Nullable RuntimeException fault;

        JobThread(JavaSparkContext context, TrialTask task, List<Integer> numbers, BlockingQueue<byte[]> results) {
            super("spark job");
            setDaemon(true);
            this.context = context;
            this.task = task;
            this.numbers = numbers;
            this.results = results;
        }

        @Override
        public void run() {
            try {
                JavaRDD<Integer> trials = context.parallelize(numbers, numbers.size());
                ClassTag<byte[][]> tag = ClassTag.apply(byte[][].class);
                context.sc()
                        .runJob(
                                trials.rdd(),
                                task,
                                (partition, rows) -> {
                                    results.addAll(Arrays.asList(rows));
                                    return scala.runtime.BoxedUnit.UNIT;
                                },
                                tag);
            } catch (Exception e) {
                fault = e instanceof RuntimeException known ? known : new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
