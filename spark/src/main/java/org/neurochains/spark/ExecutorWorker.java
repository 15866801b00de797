package org.neurochains.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.neurochains.study.LocalRunner;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.TrialWorker;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;

/**
 * The one {@link TrialWorker} of an executor's process: model and images are read once, by a thread that keeps their
 * memory.
 */
final class ExecutorWorker {
    private static @Nullable ExecutorWorker current;

    private final byte[] contents;
    private final CompletableFuture<TrialWorker> worker = new CompletableFuture<>();
    private final CountDownLatch replaced = new CountDownLatch(1);

    private ExecutorWorker(byte[] contents) {
        this.contents = contents;
    }

    /**
     * The worker of a study.
     *
     * @param reads counts the readings
     * @throws org.neurochains.InputException if the model is missing here or another one
     */
    static TrialWorker of(byte[] contents, ExecutorFiles files, LongAccumulator reads) {
        try {
            return holder(contents, files, reads).worker.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    /** This process's name in messages and tables. */
    static String place() {
        return LocalRunner.host() + ", executor " + SparkEnv.get().executorId();
    }

    private static synchronized ExecutorWorker holder(byte[] contents, ExecutorFiles files, LongAccumulator reads) {
        ExecutorWorker known = current;
        boolean usable =
                known != null && Arrays.equals(known.contents, contents) && !known.worker.isCompletedExceptionally();
        if (known != null && usable) {
            return known;
        }
        if (known != null) {
            known.replaced.countDown();
        }
        ExecutorWorker fresh = new ExecutorWorker(contents);
        Thread keeper = new Thread(() -> fresh.keep(files), "model");
        keeper.setDaemon(true);
        keeper.start();
        reads.add(1);
        current = fresh;
        return fresh;
    }

    /** Reads the model in a scope that stays open until another study comes. */
    private void keep(ExecutorFiles files) {
        Engine.useThreads(1);
        try (Scope scope = Scope.open()) {
            TrialWorker.Places places = new TrialWorker.Places(files.modelHere(), files.imagesHere(), features());
            worker.complete(TrialWorker.open(StudyFolder.Contents.fromBytes(contents), places, place()));
            replaced.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            worker.completeExceptionally(e);
        }
    }

    private static Path features() {
        try {
            Path folder = Files.createTempDirectory("neurochains-features");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
