package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

/** Ctrl-C on a process that runs a study. */
@DisabledOnOs(OS.WINDOWS)
class InterruptedStudyTest {
    private static final int TRIALS = 60;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatIsFinishedIsKeptOnceAndTheRestRunsLater() throws Exception {
        StudyPlan plan = ColourStudy.plan(folder, TRIALS);
        StudyFolder study = ColourStudy.create(folder.resolve("study"), plan);
        try (OwnProcess process = OwnProcess.ofMain(folder, "study", "run", study.path(), "--workers", 1)) {
            while (process.process().isAlive() && StudyStatus.of(study).done() < 3) {
                Thread.onSpinWait();
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
        StudyRun.Outcome rest = ColourStudy.run(study, 2);
        assertThat(rest.kept()).isEqualTo(stopped.done());
        assertThat(rest.run()).isEqualTo(TRIALS - stopped.done());
        StudyFolder whole = ColourStudy.create(folder.resolve("whole"), plan);
        ColourStudy.run(whole, 2);
        assertThat(ColourStudy.tables(study, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(whole, folder.resolve("b")));
    }
}
