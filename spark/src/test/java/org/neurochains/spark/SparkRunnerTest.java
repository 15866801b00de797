package org.neurochains.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.study.ClusterRunners;
import org.neurochains.study.ColourStudy;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.StudyRun;
import org.neurochains.study.StudyStatus;

class SparkRunnerTest {
    private static final StudyRun.Options USUAL = new StudyRun.Options(false, false);
    private static final int TRIALS = 8;

    @TempDir
    Path folder;

    @Test
    void twoThreadsGiveTheTablesOfTheLocalRunnerAndReadTheModelOnce() throws IOException {
        SparkRunner runner = new SparkRunner("local[2]", Map.of(), false);
        assertSameTables(runner);
        assertThat(runner.modelsRead()).isEqualTo(1);
    }

    @Test
    void twoExecutorsGiveTheSameTablesAndEachReadsTheModelOnce() throws IOException {
        SparkRunner runner = new SparkRunner("local-cluster[2,1,2048]", StandaloneCluster.settings(2), false);
        assertSameTables(runner);
        assertThat(runner.modelsRead()).isEqualTo(2);
    }

    @Test
    void anExecutorThatIsKilledLosesNothing() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 60);
        StudyFolder study = ColourStudy.create(folder.resolve("spark"), plan);
        StudyFolder local = ColourStudy.create(folder.resolve("local"), plan);
        AtomicBoolean killed = new AtomicBoolean();
        Progress killer = (stage, done, total, detail) -> {
            if (done >= 3 && !killed.get()) {
                // master and workers are threads of this process: its children are the executors
                killed.set(ProcessHandle.current()
                        .children()
                        .findFirst()
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false));
            }
        };
        new StudyRun(study, new SparkRunner("local-cluster[2,1,2048]", StandaloneCluster.settings(2), false))
                .run(USUAL, killer);
        assertThat(killed).isTrue();
        ColourStudy.run(local, 2);
        assertThat(StudyStatus.of(study).done()).isEqualTo(60);
        assertThat(ColourStudy.tables(study, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(local, folder.resolve("b")));
    }

    @Test
    void aTrialThatFailsIsARecordAndAMissingModelNamesTheHost() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        Files.move(folder.resolve("colours.safetensors"), folder.resolve("away"));
        new StudyRun(study, new SparkRunner("local[1]", Map.of(), false)).run(USUAL, Progress.NONE);
        StudyStatus status = StudyStatus.of(study);
        assertThat(status.failed()).isEqualTo(2);
        assertThat(status.reasons().get(0).reason()).contains("colours.safetensors", "(on ");
        Files.move(folder.resolve("away"), folder.resolve("colours.safetensors"));
        new StudyRun(study, new SparkRunner("local[1]", Map.of(), false))
                .run(new StudyRun.Options(true, false), Progress.NONE);
        assertThat(StudyStatus.of(study).done()).isEqualTo(2);
    }

    @Test
    void aTrialThatThrowsIsARecordAndTheOthersAreDone() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 4);
        StudyPlan wrong = new StudyPlan(
                plan.schema(),
                plan.model(),
                plan.images(),
                plan.regions(),
                List.of(plan.variants().get(0), new StudyPlan.Variant("wrong", "no solver", Map.of())),
                plan.measures(),
                4,
                plan.seed());
        StudyFolder study = ColourStudy.create(folder.resolve("study"), wrong);
        new StudyRun(study, new SparkRunner("local[2]", Map.of(), false)).run(USUAL, Progress.NONE);
        StudyStatus status = StudyStatus.of(study);
        assertThat(status.done()).isEqualTo(2);
        assertThat(status.reasons()).hasSize(1);
        assertThat(status.reasons().get(0).reason()).contains("no solver");
    }

    @Test
    void shippedFilesGiveTheSameTables() throws IOException {
        assertSameTables(new SparkRunner("local[2]", Map.of(), true));
    }

    @Test
    void theRunnerIsFoundAndRefusesWhatIsNoAddress() {
        assertThat(ClusterRunners.find().runner("spark://127.0.0.1:7077", Map.of(), false))
                .isInstanceOf(SparkRunner.class);
        assertThatThrownBy(() -> ClusterRunners.find().runner("somewhere", Map.of(), false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no master's address");
    }

    private void assertSameTables(SparkRunner runner) throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, TRIALS);
        StudyFolder spark = ColourStudy.create(folder.resolve("spark"), plan);
        StudyFolder local = ColourStudy.create(folder.resolve("local"), plan);
        assertThat(new StudyRun(spark, runner).run(USUAL, Progress.NONE).run()).isEqualTo(TRIALS);
        ColourStudy.run(local, 1);
        assertThat(ColourStudy.tables(spark, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(local, folder.resolve("b")));
    }
}
