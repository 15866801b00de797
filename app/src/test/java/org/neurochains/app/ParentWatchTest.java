package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;

@Tag("slow")
class ParentWatchTest {
    @TempDir
    Path folder;

    /** Waits until it is cancelled. Prints that it waits, and why it stops. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ParentWatch watch = ParentWatch.over(Progress.NONE);
        Path said = Path.of(arguments[0]);
        Files.writeString(said, "waits");
        for (int i = 0; i < 600 && !watch.cancelled(); i++) {
            Thread.sleep(50);
        }
        Files.writeString(said, watch.orphaned() ? "orphaned" : "gave up");
    }

    /** A shell starts it in the background and is killed by a signal that it cannot pass on. */
    @Test
    void endsWhenTheShellIsKilled() throws Exception {
        assertThat(whenTheShellIsKilled("")).isEqualTo("orphaned");
    }

    @Test
    void outlivesItUnderNohup() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc on this system");
        assertThat(whenTheShellIsKilled("nohup ")).isEqualTo("waits");
    }

    private String whenTheShellIsKilled(String before) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell on this system");
        Path said = folder.resolve("said");
        Path pid = folder.resolve("pid");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String signals = before.isEmpty() ? String.join(" ", OwnProcess.usualSignals()) + " " : "";
        String command = signals + before + "'" + java + "' -cp '" + classes + "' " + ParentWatchTest.class.getName()
                + " '" + said + "' >/dev/null 2>&1 & echo $! >'" + pid + "'; wait";
        Process shell = new ProcessBuilder(List.of("/bin/sh", "-c", command)).start();
        await(said, "waits");
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        shell.destroyForcibly().waitFor();
        if (before.isEmpty()) {
            child.onExit().get(30, TimeUnit.SECONDS);
        } else {
            boolean ended = child.onExit()
                    .thenApply(any -> true)
                    .completeOnTimeout(false, 1, TimeUnit.SECONDS)
                    .get();
            assertThat(ended).isFalse();
            child.destroyForcibly();
        }
        return Files.readString(said);
    }

    private static void await(Path file, String text) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!(Files.exists(file) && Files.readString(file).equals(text))) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void theMaskOfIgnoredSignals() throws IOException {
        Path status = folder.resolve("status");
        Files.writeString(status, "Name:\tjava\nSigIgn:\t0000000000001001\n");
        assertThat(ParentWatch.ignoresHangUp(status)).isTrue();
        Files.writeString(status, "SigIgn:\t0000000000001000\n");
        assertThat(ParentWatch.ignoresHangUp(status)).isFalse();
        assertThat(ParentWatch.ignoresHangUp(folder.resolve("none"))).isFalse();
    }
}
