package org.neurochains;

import java.util.concurrent.CancellationException;

/** What a long task tells its caller, and how the caller stops it. Called often, from the task's own thread. */
public interface Progress {
    /** Hears nothing and never stops the task. */
    Progress NONE = (stage, done, total, detail) -> {};

    /**
     * Reports how far a stage is.
     *
     * @param stage what is being done, in a few words; a new name starts a new stage
     * @param done units of work finished, from 0 to {@code total}
     * @param total units of work in the stage; 0 where it is not known
     * @param detail a short text about now, such as the objective's value; may be empty
     */
    void report(String stage, long done, long total, String detail);

    /** Whether the task should stop at its next step. */
    default boolean cancelled() {
        return false;
    }

    /**
     * Ends the task if it has been cancelled; a task calls this once a step.
     *
     * @throws CancellationException if {@link #cancelled()}
     */
    default void check() {
        if (cancelled()) {
            throw new CancellationException("cancelled");
        }
    }
}
