package org.neurochains.app.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commands one after the other, since one takes all of the machine's cores. What a tab has started goes on without it.
 */
final class Jobs implements AutoCloseable {
    private static final int MOST = 500;
    private static final int MOST_WAITING = 50;
    private static final int PATIENCE_SECONDS = 25;

    private final Program runner;
    private final List<Job> all = new ArrayList<>();
    private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>();
    private final Thread worker = new Thread(this::work, "jobs");
    private volatile boolean closed;

    Jobs(Program runner) {
        this.runner = runner;
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Lets a command wait for its turn.
     *
     * @throws Refusal if too many wait already
     */
    synchronized Job add(String kind, List<String> command, @Nullable Path folder) {
        if (closed || waiting.size() >= MOST_WAITING) {
            throw new Refusal(503, "too much is waiting; cancel something first");
        }
        Job job = new Job(all.isEmpty() ? 1 : all.get(all.size() - 1).id() + 1, kind, command, folder);
        all.add(job);
        if (all.size() > MOST) {
            all.removeIf(each -> each.over() && all.size() > MOST);
        }
        waiting.add(job);
        return job;
    }

    synchronized List<Job> all() {
        return List.copyOf(all);
    }

    /**
     * A job by its number.
     *
     * @throws Refusal if there is none
     */
    synchronized Job of(int id) {
        return all.stream()
                .filter(job -> job.id() == id)
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "there is no job " + id));
    }

    private void work() {
        while (!closed) {
            try {
                Job job = waiting.take();
                if (job.begin()) {
                    run(job);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void run(Job job) {
        StringBuilder result = new StringBuilder();
        try {
            job.end(runner.run(job.command(), job, job::message, result), result.toString());
        } catch (RuntimeException e) {
            job.message("internal error: " + e);
            job.end(1, "");
        }
    }

    /** Stops what runs at its next step, and waits until it has written what it found. */
    @Override
    public void close() {
        closed = true;
        all().forEach(Job::cancel);
        Job last = new Job(0, "", List.of(), null); // so that nothing is waited for that will not come
        last.cancel();
        waiting.add(last);
        try {
            worker.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
