package org.neurochains.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neurochains.Progress;

/**
 * Ends long work with the process that started it, such as a shell that is killed: nobody waits for it any more. Work
 * that is to outlive its shell says so by {@code nohup}, which has the hang-up signal ignored; and a process whose
 * parent is the system's first has none to lose.
 */
record ParentWatch(Progress progress, Optional<ProcessHandle> parent) implements Progress {
    private static final long FIRST = 1;
    private static final long HANG_UP = 1;

    /** The same progress, cancelled also when this process's parent has ended. */
    static ParentWatch over(Progress progress) {
        Optional<ProcessHandle> parent = ignoresHangUp(Path.of("/proc/self/status"))
                ? Optional.empty()
                : ProcessHandle.current().parent().filter(found -> found.pid() != FIRST);
        return new ParentWatch(progress, parent);
    }

    /** Whether the parent has ended. */
    boolean orphaned() {
        return parent.isPresent() && !parent.get().isAlive();
    }

    /** Reads the mask of ignored signals; where there is none, no signal is ignored. */
    static boolean ignoresHangUp(Path status) {
        try {
            return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & HANG_UP) != 0);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    @Override
    public void report(String stage, long done, long total, String detail) {
        progress.report(stage, done, total, detail);
    }

    @Override
    public void chain(double kl, List<Layer> layers) {
        progress.chain(kl, layers);
    }

    @Override
    public void figures(Map<String, Double> figures) {
        progress.figures(figures);
    }

    @Override
    public boolean cancelled() {
        return progress.cancelled() || orphaned();
    }
}
