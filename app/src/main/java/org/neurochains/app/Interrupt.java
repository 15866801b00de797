package org.neurochains.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: asks the running command to stop at its next step and gives it time to do so.
 *
 * <p>The signal starts the JVM's shutdown, whose exit code is then 130; a hook holds that up until the command has
 * returned; a step that takes longer than a minute is ended with the process.
 */
final class Interrupt {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    private Interrupt() {}

    /** Listens until {@link #finish}; at a signal, {@code onRequest} runs once. */
    static Interrupt listen(Runnable onRequest) {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt.stop(onRequest), "interrupt"));
        return interrupt;
    }

    /** Whether the user has asked to stop. */
    boolean requested() {
        return requested;
    }

    /** The command has returned: nothing is left to wait for. */
    void finish() {
        finished.countDown();
    }

    private void stop(Runnable onRequest) {
        if (finished.getCount() == 0) {
            return;
        }
        onRequest.run();
        requested = true;
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                endAtOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends the process without the C library's farewells: they take the engine down while a thread still computes in
     * it, which crashes. No file is half written, since files are moved into place whole.
     */
    private static void endAtOnce() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Object kill = signal.getConstructor(String.class).newInstance("KILL");
            signal.getMethod("raise", signal).invoke(null, kill);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED); // a system without that signal
        }
    }
}
