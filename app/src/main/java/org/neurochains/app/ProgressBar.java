package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.neurochains.Progress;

/**
 * Progress for people: one line that is rewritten on a terminal; in a file or a pipe a line at a stage's end, and for
 * a stage of more than a second one at its start and at most one every ten seconds between them.
 */
final class ProgressBar implements Progress {
    private static final int WIDTH = 20;
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REMIND = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORT = TimeUnit.SECONDS.toNanos(1);

    private final Terminal terminal;
    private final BooleanSupplier cancelled;
    private final LongSupplier nanoTime;
    private final Executor soon;

    private String stage = "";
    private String lastDetail = "";
    private String unsaid = "";
    private int stages;
    private boolean ended = true;
    private long stageStart;
    private long lastShown;

    /**
     * A bar on a terminal.
     *
     * @param cancelled whether the user has asked to stop
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    ProgressBar(Terminal terminal, BooleanSupplier cancelled, LongSupplier nanoTime) {
        this(terminal, cancelled, nanoTime, CompletableFuture.delayedExecutor(SHORT, TimeUnit.NANOSECONDS));
    }

    /**
     * The same with a timer of its own.
     *
     * @param soon runs what it is given a second later
     */
    ProgressBar(Terminal terminal, BooleanSupplier cancelled, LongSupplier nanoTime, Executor soon) {
        this.terminal = terminal;
        this.cancelled = cancelled;
        this.nanoTime = nanoTime;
        this.soon = soon;
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public synchronized void report(String stage, long done, long total, String detail) {
        boolean ends = total > 0 && done >= total;
        boolean same = stage.equals(this.stage);
        if (same && ended && ends) {
            return;
        }
        long now = nanoTime.getAsLong();
        boolean begins = !same || ended;
        if (begins) {
            leave(now);
            this.stage = stage;
            stageStart = now;
        }
        ended = ends;
        lastDetail = detail;
        if (terminal.interactive()) {
            redraw(begins || ends, now, done, total);
        } else {
            write(begins, now, done, total);
        }
    }

    private void redraw(boolean atOnce, long now, long done, long total) {
        if (atOnce || now - lastShown >= REDRAW) {
            lastShown = now;
            draw(done, total, lastDetail, now - stageStart);
        }
    }

    private void write(boolean begins, long now, long done, long total) {
        if (ended) {
            unsaid = "";
            terminal.message(endLine(now, "done in"));
            return;
        }
        String line = line(done, total, lastDetail, now - stageStart);
        if (begins) {
            unsaid = line;
            int number = ++stages;
            soon.execute(() -> sayStart(number));
        } else if (!unsaid.isEmpty()) {
            unsaid = line;
        } else if (now - lastShown >= REMIND) {
            lastShown = now;
            terminal.message(line);
        }
    }

    /** Says that a stage has begun, unless it is over by now. */
    private synchronized void sayStart(int number) {
        if (number == stages && !unsaid.isEmpty()) {
            terminal.message(unsaid);
            unsaid = "";
            lastShown = stageStart;
        }
    }

    /** The work has come to its end, and so has a stage that does not know its own. */
    synchronized void end() {
        leave(nanoTime.getAsLong());
    }

    /** Says that a stage is over whose own reports did not. */
    private void leave(long now) {
        if (!ended && !terminal.interactive()) {
            unsaid = "";
            terminal.message(endLine(now, cancelled() ? "stopped after" : "done in"));
        }
        ended = true;
    }

    private String endLine(long now, String how) {
        return text("%s: %s %.1f s", stage, how, (now - stageStart) / 1e9) + comma(lastDetail);
    }

    private String line(long done, long total, String detail, long elapsed) {
        boolean uncounted = total <= 0 && done == 0 && !detail.isEmpty();
        String amount = uncounted ? "" : total > 0 ? percent(done, total) + " %" : done + " done";
        String more = comma(detail) + comma(timeLeft(done, total, elapsed));
        return stage + ": " + (uncounted ? more.substring(2) : amount + more);
    }

    private void draw(long done, long total, String detail, long elapsed) {
        boolean uncounted = total <= 0 && done == 0 && !detail.isEmpty();
        String amount = uncounted ? "" : "  " + (total > 0 ? bar(done, total) : done);
        terminal.status(stage + amount + gap(detail) + gap(timeLeft(done, total, elapsed)));
    }

    private static String bar(long done, long total) {
        int percent = percent(done, total);
        int filled = percent * WIDTH / 100;
        return text("[%s%s] %3d %%", "#".repeat(filled), ".".repeat(WIDTH - filled), percent);
    }

    private static int percent(long done, long total) {
        return (int) Math.max(0, Math.min(100, Math.floor(100.0 * done / total)));
    }

    private static String timeLeft(long done, long total, long elapsed) {
        if (done <= 0 || done >= total || elapsed < SHORT) {
            return "";
        }
        long seconds = Math.round(elapsed / 1e9 / done * (total - done));
        long minutes = seconds / 60;
        String clock = minutes < 60
                ? text("%d:%02d", minutes, seconds % 60)
                : text("%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
        return clock + " left";
    }

    private static String gap(String text) {
        return text.isEmpty() ? "" : "  " + text;
    }

    private static String comma(String text) {
        return text.isEmpty() ? "" : ", " + text;
    }
}
