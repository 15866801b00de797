package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.study.ColourStudy;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.StudyRun;
import org.neurochains.study.StudyStatus;

/** Ctrl-C on a process that runs a study, and the end of its shell. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptedStudyTest {
    private static final int TRIALS = 60;

    @TempDir
    Path folder;

    /** The shell is killed by a signal that it cannot pass on; the study is given up, and says so. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void endsWhenItsShellIsKilled() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell on this system");
        StudyFolder study = ColourStudy.create(folder.resolve("study"), ColourStudy.plan(folder, TRIALS));
        Path said = folder.resolve("said");
        Path pid = folder.resolve("pid");
        String words = OwnProcess.command(Main.class, List.of(), "study", "run", study.path(), "--workers", 1).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Process shell = new ProcessBuilder(
                        "/bin/sh", "-c", words + " >'" + said + "' 2>&1 & echo $! >'" + pid + "'; wait")
                .start();
        while (shell.isAlive() && StudyStatus.of(study).done() < 2) {
            shell.waitFor(10, TimeUnit.MILLISECONDS); // a look costs the study time
        }
        ProcessHandle run =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        shell.destroyForcibly().waitFor();
        run.onExit().get(2, TimeUnit.MINUTES);
        StudyStatus stopped = StudyStatus.of(study);
        assertThat(stopped.done()).isBetween(2, TRIALS - 1);
        assertThat(stopped.active()).isFalse();
        assertThat(Files.readString(said))
                .contains("the shell that started it has ended; stopped: " + stopped.done() + " of " + TRIALS)
                .doesNotContain("Exception");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatIsFinishedIsKeptOnceAndTheRestRunsLater() throws Exception {
        StudyPlan plan = ColourStudy.plan(folder, TRIALS);
        StudyFolder study = ColourStudy.create(folder.resolve("study"), plan);
        try (OwnProcess process = OwnProcess.ofMain(folder, "study", "run", study.path(), "--workers", 1)) {
            while (process.process().isAlive() && StudyStatus.of(study).done() < 3) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            assumeFalse(process.ignoresInterrupts(), "skipped: this shell's background jobs ignore Ctrl-C");
            process.signal("INT");
            assertThat(process.code()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(process.output()).contains("interrupted").doesNotContain("Exception");
        }
        StudyStatus stopped = StudyStatus.of(study);
        assertThat(stopped.done()).isBetween(3, TRIALS - 1);
        assertThat(stopped.failed()).isZero();
        assertThat(stopped.active()).isFalse();
        StudyRun.Counts rest = ColourStudy.run(study, 2);
        assertThat(rest.kept()).isEqualTo(stopped.done());
        assertThat(rest.run()).isEqualTo(TRIALS - stopped.done());
        StudyFolder whole = ColourStudy.create(folder.resolve("whole"), plan);
        ColourStudy.run(whole, 2);
        assertThat(ColourStudy.tables(study, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(whole, folder.resolve("b")));
    }
}
