package org.neurochains.study;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.neurochains.Progress;

/** Runs trials somewhere: in this process, or on a cluster. */
public interface TrialRunner {
    /**
     * Runs trials, in any order.
     *
     * @param job the study
     * @param trials the numbers to run
     * @param events what to tell of them, always from the calling thread
     * @param progress cancels; trials under way are given up then
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    void run(StudyJob job, List<Integer> trials, Events events, Progress progress);

    /**
     * A study to run.
     *
     * @param contents the plan and its texts
     * @param places where the model and the images lie here
     */
    record StudyJob(StudyFolder.Contents contents, TrialWorker.Places places) {}

    /**
     * What happens to trials.
     *
     * @param started a trial's number, as far as the runner knows
     * @param finished a trial's result
     */
    record Events(IntConsumer started, Consumer<TrialResult> finished) {}
}
