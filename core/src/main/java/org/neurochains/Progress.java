package org.neurochains;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What a long task tells its caller, and how the caller stops it. Called often, from the task's own thread. */
public interface Progress {
    /** Hears nothing and never stops the task. */
    Progress NONE = (stage, done, total, detail) -> {};

    /** Hears nothing, and stops the task when it is to be stopped. */
    static Progress silent(BooleanSupplier cancelled) {
        return new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }

    /** Hears nothing, and stops the task when so much time has passed. */
    static Progress within(Duration time) {
        long start = System.nanoTime();
        return silent(() -> System.nanoTime() - start > time.toNanos());
    }

    /** Units of work that a {@link #part} counts as. */
    long PART = 1000;

    /**
     * Reports how far a stage is.
     *
     * @param stage what is being done, in a few words; a new name starts a new stage
     * @param done units of work finished, from 0 to {@code total}
     * @param total units of work in the stage; 0 where it is not known
     * @param detail a short text about now, such as the objective's value; may be empty
     */
    void report(String stage, long done, long total, String detail);

    /** How much a chain retains of a layer that has so many units. */
    record Layer(String name, int retained, int units) {}

    /**
     * Hears of a chain on the way to the one that is looked for, and of that one last.
     *
     * @param kl its divergence from the network, in nats
     * @param layers in the network's order
     */
    default void chain(double kl, List<Layer> layers) {}

    /** Hears of one of many results, such as a study's trial: its figures by their names. */
    default void figures(Map<String, Double> figures) {}

    /**
     * The progress of one of several equal parts of a stage: whatever it reports moves that one stage on, so that no
     * part begins it anew.
     *
     * @param stage the stage that all parts belong to, in a few words
     * @param index the part, from 0
     * @param count the number of parts, at least 1
     */
    default Progress part(String stage, long index, long count) {
        Progress whole = this;
        return new Progress() {
            @Override
            public void report(String inner, long done, long total, String detail) {
                long within = total > 0 ? Math.max(0, Math.min(PART, PART * done / total)) : 0;
                String place = index + 1 + " of " + count;
                whole.report(
                        stage, PART * index + within, PART * count, detail.isEmpty() ? place : place + ", " + detail);
            }

            @Override
            public void chain(double kl, List<Layer> layers) {
                whole.chain(kl, layers);
            }

            @Override
            public void figures(Map<String, Double> figures) {
                whole.figures(figures);
            }

            @Override
            public boolean cancelled() {
                return whole.cancelled();
            }
        };
    }

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
