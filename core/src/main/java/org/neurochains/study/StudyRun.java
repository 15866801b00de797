package org.neurochains.study;

import static org.neurochains.Phrase.text;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.file.HeldFile;
import org.neurochains.image.LostImageException;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what a study lacks, and stores each result as it comes. */
public record StudyRun(StudyFolder folder, TrialRunner runner) {
    private static final Logger LOG = LoggerFactory.getLogger(StudyRun.class);

    /** An accuracy of 0.8 is known to 0.025 then. */
    private static final int ACCURACY_IMAGES = 1000;

    /**
     * What to run.
     *
     * @param retryFailed whether trials that failed are run again
     * @param repair whether a damaged store is replaced by what can be read of it first
     */
    public record Options(boolean retryFailed, boolean repair) {}

    /**
     * What a run did.
     *
     * @param run trials run now
     * @param failed of these
     * @param kept trials that were there before
     */
    public record Counts(int run, int failed, int kept, double seconds) {}

    /**
     * Runs the trials that the store lacks.
     *
     * @throws org.neurochains.InputException if the folder cannot be written, is in use, or its plan, model or store is
     *     another one or damaged
     * @throws java.util.concurrent.CancellationException if cancelled; results so far are stored
     */
    public Counts run(Options options, Progress progress) {
        StudyFolder.Contents contents = folder.contents();
        try (HeldFile lock = folder.lock()) {
            if (options.repair()) {
                int kept = StoreRepair.repair(folder);
                progress.report("repaired the store", 0, 0, kept + " trials are kept");
            }
            try (TrialStore store = TrialStore.write(folder)) {
                BitSet finished = store.finished(!options.retryFailed());
                Tally tally = new Tally(contents.plan().trials(), finished.cardinality(), store, progress);
                List<Integer> missing = IntStream.range(0, contents.plan().trials())
                        .filter(trial -> !finished.get(trial))
                        .boxed()
                        .toList();
                if (!missing.isEmpty()) {
                    TrialRunner.StudyJob job =
                            new TrialRunner.StudyJob(contents, TrialWorker.Places.of(folder, contents.plan()));
                    runner.run(job, missing, new TrialRunner.Events(store::start, tally::take), progress);
                }
                Counts outcome = tally.outcome();
                measureAccuracy(contents, store, progress);
                return outcome;
            }
        }
    }

    /** The network's accuracy, once for each study; a study whose model or images are elsewhere goes without. */
    private void measureAccuracy(StudyFolder.Contents contents, TrialStore store, Progress progress) {
        if (store.accuracy() != null) {
            return;
        }
        Engine.useThreads(1);
        try (Scope scope = Scope.open()) {
            TrialWorker.Places places = TrialWorker.Places.of(folder, contents.plan());
            TrialWorker worker = TrialWorker.open(contents, places, LocalRunner.host());
            store.putAccuracy(worker.accuracy(ACCURACY_IMAGES, progress));
        } catch (InputException | LostImageException e) {
            LOG.info("the network's accuracy is not measured: {}", e.getMessage());
        }
    }

    /** Counts and stores what comes in. */
    private static final class Tally {
        private final int total;
        private final int kept;
        private final TrialStore store;
        private final Progress progress;
        private final long start = System.nanoTime();
        private int run;
        private int failed;

        Tally(int total, int kept, TrialStore store, Progress progress) {
            this.total = total;
            this.kept = kept;
            this.store = store;
            this.progress = progress;
        }

        void take(TrialResult result) {
            store.add(result);
            run++;
            failed += result.done() ? 0 : 1;
            double minutes = seconds() / 60;
            String rate = text("%.1f trials a minute", run / minutes);
            progress.report("running trials", kept + run, total, failed == 0 ? rate : rate + ", " + failed + " failed");
            if (result.result() != null) {
                progress.figures(Map.of(
                        "filters", (double) result.result().filters(),
                        "KL", result.result().kl(),
                        "agreement", result.result().agreement()));
            }
        }

        Counts outcome() {
            return new Counts(run, failed, kept, seconds());
        }

        private double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
