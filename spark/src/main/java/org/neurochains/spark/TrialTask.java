package org.neurochains.spark;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.TrialResult;
import org.neurochains.study.TrialWorker;
import org.neurochains.tensor.Engine;
import scala.Function1;
import scala.collection.Iterator;

/**
 * What an executor does with the trials of a partition. A failed trial is a result, not an exception; only a trial that
 * runs out of memory throws at its first attempt where there may be another executor, so that Spark tries it once more
 * there.
 */
final class TrialTask implements Function1<Iterator<Integer>, byte[][]>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final List<String> OUT_OF_MEMORY =
            List.of("OutOfMemoryError", "bad_alloc", "not enough memory", "can't allocate memory");

    private final Broadcast<byte[]> contents;
    private final ExecutorFiles files;
    private final LongAccumulator reads;
    private final boolean elsewhere;

    /**
     * A task.
     *
     * @param elsewhere whether a trial that runs out of memory may find more in another process
     */
    TrialTask(Broadcast<byte[]> contents, ExecutorFiles files, LongAccumulator reads, boolean elsewhere) {
        this.contents = contents;
        this.files = files;
        this.reads = reads;
        this.elsewhere = elsewhere;
    }

    @Override
    public byte[][] apply(Iterator<Integer> numbers) {
        Engine.useThreads(1);
        TaskContext task = TaskContext.get();
        List<byte[]> results = new ArrayList<>();
        while (numbers.hasNext()) {
            int number = numbers.next();
            TrialResult result =
                    task.attemptNumber() > 1 ? failed(number, "failed or lost its executor twice") : run(number, task);
            if (elsewhere && task.attemptNumber() == 0 && outOfMemory(result)) {
                throw new IllegalStateException(result.reason());
            }
            results.add(result.toBytes());
        }
        return results.toArray(new byte[0][]);
    }

    private TrialResult run(int number, TaskContext task) {
        try {
            return ExecutorWorker.of(contents.value(), files, reads).run(number, Progress.silent(task::isInterrupted));
        } catch (InputException e) {
            return failed(number, String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            return failed(number, e.toString());
        }
    }

    private TrialResult failed(int number, String reason) {
        StudyPlan plan = StudyFolder.Contents.fromBytes(contents.value()).plan();
        String place = ExecutorWorker.place();
        TrialResult.Run run = new TrialResult.Run(0, 0, place, Instant.now().toString());
        return TrialWorker.failed(plan.trial(number), reason + " (on " + place + ")", run);
    }

    private static boolean outOfMemory(TrialResult result) {
        String reason = result.reason();
        return reason != null && OUT_OF_MEMORY.stream().anyMatch(reason::contains);
    }
}
