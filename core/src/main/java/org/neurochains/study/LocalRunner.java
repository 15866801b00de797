package org.neurochains.study;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;

/**
 * Runs trials in this process: so many at a time, each in a thread with one thread of the engine; model and images are
 * shared.
 */
public final class LocalRunner implements TrialRunner {
    private static final int MOST_WORKERS = 512;
    private static final long LOOK_MILLIS = 200;

    private final int workers;

    /**
     * A runner.
     *
     * @throws InputException if the number of workers is out of range
     */
    public LocalRunner(int workers) {
        requireInRange(workers >= 1 && workers <= MOST_WORKERS, parameter("workers"), workers, "1 to " + MOST_WORKERS);
        this.workers = workers;
    }

    /** The name of this machine. */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public void run(StudyJob job, List<Integer> trials, Events events, Progress progress) {
        Engine.useThreads(1);
        try (Scope scope = Scope.open()) {
            TrialWorker worker = TrialWorker.open(job.contents(), job.places(), host());
            ExecutorService pool = Executors.newFixedThreadPool(workers);
            try {
                drain(worker, pool, trials, events, progress);
            } finally {
                stop(pool);
            }
        }
    }

    /** Keeps as many trials under way as there are workers. */
    private void drain(
            TrialWorker worker, ExecutorService pool, List<Integer> trials, Events events, Progress progress) {
        CompletionService<TrialResult> underWay = new ExecutorCompletionService<>(pool);
        // Trials end when the user cancels, and when the results cannot be stored any more.
        AtomicBoolean stop = new AtomicBoolean();
        Progress stopping = Progress.silent(() -> stop.get() || progress.cancelled());
        Iterator<Integer> next = trials.iterator();
        int running = 0;
        try {
            while (next.hasNext() || running > 0) {
                while (running < workers && next.hasNext()) {
                    int number = next.next();
                    events.started().accept(number);
                    underWay.submit(() -> task(worker, number, stopping));
                    running++;
                }
                progress.check();
                Future<TrialResult> done = underWay.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (done != null) {
                    running--;
                    events.finished().accept(done.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } finally {
            stop.set(true);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
    }

    private static TrialResult task(TrialWorker worker, int number, Progress progress) {
        Engine.useThreads(1); // the engine counts threads for each calling thread
        return worker.run(number, progress);
    }

    /** Waits for the threads: they use the model, whose memory is about to be freed. */
    private static void stop(ExecutorService pool) {
        pool.shutdown();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                boolean unused = pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
