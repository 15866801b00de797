package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills real processes: SIGKILL, which no program can notice. */
@Tag("slow")
class KilledStudyTest {
    private static final int TRIALS = 90;

    @TempDir
    Path folder;

    @Test
    void aStudyKilledThreeTimesAndResumedGivesTheSameTables() throws Exception {
        StudyPlan plan = ColourStudy.plan(folder, TRIALS);
        StudyFolder whole = ColourStudy.create(folder.resolve("whole"), plan);
        StudyFolder killed = ColourStudy.create(folder.resolve("killed"), plan);
        Random random = new Random(5);
        int before = 0;
        for (int kill = 0; kill < 3; kill++) {
            Process process = start(killed);
            // at a random number of new trials, so that the machine's speed does not matter
            int until = before + 1 + random.nextInt(TRIALS / 8);
            while (process.isAlive() && StudyStatus.of(killed).done() < until) {
                process.waitFor(10, TimeUnit.MILLISECONDS); // a look costs the workers time
            }
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(137);
            before = StudyStatus.of(killed).done();
            assertThat(before).isBetween(until, TRIALS - 1);
            assertThat(StudyStatus.of(killed).running()).isZero();
        }
        assertThat(ColourStudy.run(killed, 2).kept()).isEqualTo(before);
        ColourStudy.run(whole, 1);
        assertThat(ColourStudy.tables(killed, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(whole, folder.resolve("b")));
        assertThat(StudyStatus.of(killed).done()).isEqualTo(TRIALS);
    }

    private Process start(StudyFolder study) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ColourStudy.class.getName(),
                study.path().toString(),
                "2");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "run", ".log").toFile())
                .start();
    }
}
