package org.neurochains.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.study.LocalRunner;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.TrialResult;
import org.neurochains.study.TrialWorker;
import org.neurochains.tensor.Engine;
import scala.Function1;
import scala.collection.Iterator;

/**
 * What an executor does with the trials of a partition. A failed trial is a result, not an exception; only a trial that runs out of memory throws at
 * its first attempt, so that Spark tries it once more elsewhere.
 */
final class TrialTask implements Function1<Iterator<Integer>, byte[][]>, Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<byte[]> contents;
    private final Files files;
    private final LongAccumulator reads;

    /** Paths of the model file and the image folder that every executor sees. */
    record Files(String model, String images) implements Serializable {}

    TrialTask(Broadcast<byte[]> contents, Files files, LongAccumulator reads) {
        this.contents = contents;
        this.files = files;
        this.reads = reads;
    }

    @Override
    public byte[][] apply(Iterator<Integer> numbers) {
        Engine.useThreads(1);
        TaskContext task = TaskContext.get();
        List<byte[]> results = new ArrayList<>();
        while (numbers.hasNext()) {
            TrialResult result = run(numbers.next(), task);
            if (outOfMemory(result) && task.attemptNumber() == 0) {
                throw new IllegalStateException(result.reason());
            }
            results.add(result.toBytes());
        }
        return results.toArray(new byte[0][]);
    }

    private TrialResult run(int number, TaskContext task) {
        try {
            return ExecutorWorker.of(contents.value(), files, reads).run(number, stoppedWith(task));
        } catch (InputException e) {
            StudyPlan plan = StudyFolder.Contents.fromBytes(contents.value()).plan();
            TrialResult.Run run = new TrialResult.Run(
                    0, 0, LocalRunner.host(), java.time.Instant.now().toString());
            return TrialWorker.failed(plan.trial(number), e.getMessage() + " (on " + LocalRunner.host() + ")", run);
        }
    }

    private static boolean outOfMemory(TrialResult result) {
        String reason = result.reason();
        return reason != null
                && (reason.contains("OutOfMemoryError")
                        || reason.contains("bad_alloc")
                        || reason.contains("not enough memory"));
    }

    private static Progress stoppedWith(TaskContext task) {
        return new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return task.isInterrupted();
            }
        };
    }
}
