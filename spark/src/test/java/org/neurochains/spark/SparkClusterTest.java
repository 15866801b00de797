package org.neurochains.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.study.ColourStudy;
import org.neurochains.study.StudyExport;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.StudyRun;
import org.neurochains.study.StudyStatus;
import org.neurochains.testing.ColourModel;

/** A standalone cluster on this machine, and what goes wrong on one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SparkClusterTest {
    private static final StudyRun.Options USUAL = new StudyRun.Options(false, false);
    private static final StudyRun.Options RETRY = new StudyRun.Options(true, false);

    /** JavaCPP refuses memory to a process that is larger than this. */
    private static final Map<String, String> LITTLE_MEMORY =
            Map.of("JAVA_TOOL_OPTIONS", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=1m");

    @TempDir
    Path folder;

    @Test
    void aDriverThatIsKilledIsStartedAgainAndTheTablesAreTheLocalRunners() throws Exception {
        StudyPlan plan = ColourStudy.plan(folder, 300);
        StudyFolder study = ColourStudy.create(folder.resolve("spark"), plan);
        try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            cluster.worker(Map.of());
            cluster.worker(Map.of());
            Process driver = driver(study, cluster);
            while (driver.isAlive() && StudyStatus.of(study).done() < 5) {
                Thread.onSpinWait();
            }
            driver.destroyForcibly().waitFor();
            int kept = StudyStatus.of(study).done();
            assertThat(kept).isBetween(5, 299);
            SparkRunner runner = new SparkRunner(cluster.master(), StandaloneCluster.settings(2), false);
            StudyRun.Counts rest = new StudyRun(study, runner).run(USUAL, Progress.NONE);
            assertThat(rest.kept()).isEqualTo(kept);
            assertThat(rest.run()).isEqualTo(300 - kept);
            assertThat(runner.modelsRead()).isEqualTo(2);
        }
        assertSameAsLocal(study);
    }

    @Test
    void aWorkerThatJoinsLateTakesItsShare() throws IOException {
        StudyFolder study = ColourStudy.create(folder.resolve("spark"), slow(ColourStudy.plan(folder, 40)));
        try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            cluster.worker(Map.of());
            AtomicBoolean joined = new AtomicBoolean();
            Progress joining = (stage, done, total, detail) -> {
                if (done >= 1 && joined.compareAndSet(false, true)) {
                    try {
                        cluster.worker(Map.of());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
            SparkRunner runner = new SparkRunner(cluster.master(), StandaloneCluster.settings(), false);
            new StudyRun(study, runner).run(USUAL, joining);
            assertThat(runner.modelsRead()).isEqualTo(2);
        }
        assertThat(executors(study)).hasSize(2);
        assertThat(StudyStatus.of(study).done()).isEqualTo(40);
    }

    @Test
    void anExecutorOutOfNativeMemoryHandsItsTrialsToAnother() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 6);
        try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            cluster.worker(LITTLE_MEMORY);
            cluster.worker(Map.of());
            new StudyRun(study, new SparkRunner(cluster.master(), StandaloneCluster.settings(2), false))
                    .run(USUAL, Progress.NONE);
        }
        assertThat(StudyStatus.of(study).reasons()).isEmpty();
        assertThat(executors(study)).hasSize(1);
        assertSameAsLocal(study);
    }

    @Test
    void aTrialThatRunsOutOfNativeMemoryTwiceIsRecordedAsFailed() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            cluster.worker(LITTLE_MEMORY);
            cluster.worker(LITTLE_MEMORY);
            StudyRun.Counts outcome = new StudyRun(
                            study, new SparkRunner(cluster.master(), StandaloneCluster.settings(2), false))
                    .run(USUAL, Progress.NONE);
            assertThat(outcome.failed()).isEqualTo(2);
        }
        assertThat(StudyStatus.of(study).reasons())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.reason()).contains("memory", "executor "));
        assertThat(ColourStudy.run(study, 1).run()).isZero();
        new StudyRun(study, new org.neurochains.study.LocalRunner(1)).run(RETRY, Progress.NONE);
        assertThat(StudyStatus.of(study).done()).isEqualTo(2);
    }

    @Test
    void anotherModelOnOneMachineFailsItsTrialsByNameAndShippingMendsThat() throws Exception {
        StudyFolder study = ColourStudy.create(folder, 12);
        Path other = ColourModel.writeModel(folder.resolve("other"), Map.of("input_size", "8x8"));
        String[] elsewhere = {
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount --bind \"$0\" \"$1\" && shift 1 && exec \"$@\"",
            other.toString(),
            folder.resolve("colours.safetensors").toString()
        };
        assumeTrue(works(elsewhere), "skipped: no mount namespace can be made here");
        try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            cluster.worker(Map.of(), elsewhere);
            cluster.worker(Map.of());
            new StudyRun(study, new SparkRunner(cluster.master(), StandaloneCluster.settings(2), false))
                    .run(USUAL, Progress.NONE);
            StudyStatus status = StudyStatus.of(study);
            assertThat(status.done()).isPositive();
            assertThat(status.failed()).isPositive();
            assertThat(status.reasons())
                    .hasSize(1)
                    .allSatisfy(each -> assertThat(each.reason())
                            .contains("is not the model that was planned with", "(on ", ", executor "));
            new StudyRun(study, new SparkRunner(cluster.master(), StandaloneCluster.settings(2), true))
                    .run(RETRY, Progress.NONE);
        }
        assertThat(StudyStatus.of(study).done()).isEqualTo(12);
        assertSameAsLocal(study);
    }

    private static boolean works(String... prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.add("true");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Process driver(StudyFolder study, StandaloneCluster cluster) throws IOException {
        List<String> command = new ArrayList<>(StandaloneCluster.java("-Xmx512m"));
        command.addAll(List.of(SparkStudy.class.getName(), study.path().toString(), cluster.master()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("driver.log").toFile());
        return builder.start();
    }

    /** Trials of about a second. */
    private static StudyPlan slow(StudyPlan plan) {
        return new StudyPlan(
                plan.schema(),
                plan.model(),
                plan.images(),
                plan.regions(),
                List.of(new StudyPlan.Variant("paper", "paper", Map.of("steps", 1500))),
                plan.measures(),
                plan.trials(),
                plan.seed());
    }

    private void assertSameAsLocal(StudyFolder study) throws IOException {
        StudyFolder local = ColourStudy.create(folder.resolve("local"), study.plan());
        ColourStudy.run(local, 2);
        assertThat(ColourStudy.tables(study, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(local, folder.resolve("b")));
    }

    /** Where the trials were run. */
    private Set<String> executors(StudyFolder study) throws IOException {
        Path trials = StudyExport.write(study, StudyExport.TableFormat.JSONL, folder.resolve("hosts"))
                .get(0);
        Set<String> hosts = new TreeSet<>();
        for (String line : Files.readAllLines(trials)) {
            hosts.add(line.replaceAll(".*\"runHost\":\"([^\"]*)\".*", "$1"));
        }
        return hosts;
    }
}
