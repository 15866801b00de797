package org.neurochains.app;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.neurochains.Progress;

/**
 * Progress for people: one line that is rewritten on a terminal, else a line for every 5 % of a stage.
 *
 * <p>Where a stage does not know its total, a file or a pipe gets a line at its start and one every half minute.
 */
final class ProgressBar implements Progress {
    private static final int WIDTH = 20;
    private static final int STEP_PERCENT = 5;
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REMIND = TimeUnit.SECONDS.toNanos(30);
    private static final long FIRST_GUESS = TimeUnit.SECONDS.toNanos(1);

    private final Terminal terminal;
    private final BooleanSupplier cancelled;
    private final LongSupplier nanoTime;

    private String stage = "";
    private long stageStart;
    private long lastShown;
    private int lastStep;

    /**
     * A bar on a terminal.
     *
     * @param cancelled whether the user has asked to stop
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    ProgressBar(Terminal terminal, BooleanSupplier cancelled, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.cancelled = cancelled;
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public synchronized void report(String stage, long done, long total, String detail) {
        long now = nanoTime.getAsLong();
        boolean first = !stage.equals(this.stage);
        if (first) {
            this.stage = stage;
            stageStart = now;
            lastStep = -1;
        }
        if (due(first, done, total, now)) {
            lastShown = now;
            show(done, total, detail, now - stageStart);
        }
    }

    private boolean due(boolean first, long done, long total, long now) {
        if (terminal.interactive()) {
            return first || done == total || now - lastShown >= REDRAW;
        }
        if (total <= 0) {
            return first || now - lastShown >= REMIND;
        }
        int step = percent(done, total) / STEP_PERCENT;
        boolean passed = step > lastStep;
        lastStep = step;
        return passed;
    }

    private void show(long done, long total, String detail, long elapsed) {
        String left = timeLeft(done, total, elapsed);
        boolean uncounted = total <= 0 && done == 0 && !detail.isEmpty();
        if (terminal.interactive()) {
            String amount = uncounted ? "" : "  " + (total > 0 ? bar(done, total) : done);
            terminal.status(stage + amount + gap(detail) + gap(left));
        } else if (uncounted) {
            terminal.message(stage + ": " + detail);
        } else {
            String amount = total > 0 ? percent(done, total) + " % (" + done + " of " + total + ")" : done + " done";
            terminal.message(stage + ": " + amount + comma(detail) + comma(left));
        }
    }

    private static String bar(long done, long total) {
        int percent = percent(done, total);
        int filled = percent * WIDTH / 100;
        return String.format(Locale.ROOT, "[%s%s] %3d %%", "#".repeat(filled), ".".repeat(WIDTH - filled), percent);
    }

    private static int percent(long done, long total) {
        return (int) Math.max(0, Math.min(100, Math.floor(100.0 * done / total)));
    }

    private static String timeLeft(long done, long total, long elapsed) {
        if (done <= 0 || done >= total || elapsed < FIRST_GUESS) {
            return "";
        }
        long seconds = Math.round(elapsed / 1e9 / done * (total - done));
        long minutes = seconds / 60;
        String clock = minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
        return clock + " left";
    }

    private static String gap(String text) {
        return text.isEmpty() ? "" : "  " + text;
    }

    private static String comma(String text) {
        return text.isEmpty() ? "" : ", " + text;
    }
}
