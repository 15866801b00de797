package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.file.HeldFile;

@Tag("slow")
class StoreFaultTest {
    @TempDir
    Path folder;

    @Test
    void aSecondRunIsRefusedWhileOneHoldsTheStudy() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        try (HeldFile lock = study.lock()) {
            assertThat(study.locked()).isTrue();
            assertThatThrownBy(() -> ColourStudy.run(study, 1))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("is being run by another process");
        }
        assertThat(study.locked()).isFalse();
        assertThat(ColourStudy.run(study, 1).run()).isEqualTo(2);
    }

    @Test
    void aStoreThatAnotherProgramLocksIsLeftAsItIs() throws Exception {
        StudyFolder study = ColourStudy.create(folder, 2);
        ColourStudy.run(study, 1);
        try (TrialStore store = TrialStore.write(study);
                Connection other = StoreFile.openForWriting(study.store());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            store.query("PRAGMA busy_timeout = 100", row -> {}); // its patience of 10 seconds, cut short
            TrialResult again = TrialWorker.failed(
                    study.plan().trial(0), "again", new TrialResult.Run(0, 0, "here", "2026-01-01T00:00:00Z"));
            assertThatThrownBy(() -> store.add(again))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("is locked by another process");
            statement.execute("ROLLBACK");
            assertThat(store.counts()).containsEntry("done", 2).containsEntry("failed", 0);
        }
    }

    @Test
    void lookingAtAStudyKeepsNoRunFromIt() throws Exception {
        StudyFolder study = ColourStudy.create(folder, 2);
        study.lock().close();
        ExecutorService onlooker = Executors.newSingleThreadExecutor();
        Future<?> looking = onlooker.submit(() -> {
            for (int i = 0; i < 5000; i++) {
                study.locked();
            }
        });
        onlooker.shutdown();
        while (!looking.isDone()) {
            study.lock().close();
        }
        looking.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aPlanThatChangedIsRefused() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        ColourStudy.run(study, 1);
        Path plan = study.path().resolve(StudyFolder.PLAN);
        Files.writeString(plan, Files.readString(plan).replace("\"seed\" : 7", "\"seed\" : 8"));
        assertThatThrownBy(() -> ColourStudy.run(study, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("belongs to another study.json");
    }

    @Test
    void aStoreCutShortIsRefusedAndRepairedWithoutLossOfWhatIsLeft() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 24);
        ColourStudy.run(study, 2);
        Map<String, List<List<String>>> whole = ColourStudy.tables(study, folder.resolve("whole"));
        try (FileChannel file = FileChannel.open(study.store(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() * 15 / 16);
        }
        assertThatThrownBy(() -> ColourStudy.run(study, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("repair");
        StudyRun.Counts outcome =
                new StudyRun(study, new LocalRunner(1)).run(new StudyRun.Options(false, true), Progress.NONE);
        assertThat(outcome.kept() + outcome.run()).isEqualTo(24);
        assertThat(outcome.kept()).isPositive();
        assertThat(ColourStudy.tables(study, folder.resolve("repaired"))).isEqualTo(whole);
        assertThat(study.path().resolve("trials.db.damaged")).exists();
    }

    @Test
    void aStoreThatIsNoDatabaseIsRefusedAndReplaced() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        Files.writeString(study.store(), "no database, but a text of some length ".repeat(50));
        assertThatThrownBy(() -> StudyStatus.of(study))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> ColourStudy.run(study, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is damaged");
        StudyRun.Counts outcome =
                new StudyRun(study, new LocalRunner(1)).run(new StudyRun.Options(false, true), Progress.NONE);
        assertThat(outcome.run()).isEqualTo(2);
    }

    @Test
    void aStoreThatMayNotGrowTakesATrialWhollyOrNotAtAll() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 4);
        TrialResult small = StudyReportTest.trial(study.plan(), 0, "red|green", 1);
        TrialResult large = StudyReportTest.trial(
                study.plan(), 1, "red|green", IntStream.range(0, 5000).toArray());
        try (TrialStore store = TrialStore.write(study)) {
            store.query("PRAGMA max_page_count = 30", row -> {}); // SQLite's own quota: no rights are needed for it
            store.add(small);
            assertThatThrownBy(() -> store.add(large))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("the disk is full");
            assertThat(store.finished(true)).isEqualTo(BitSet.valueOf(new long[] {1}));
            store.query("PRAGMA max_page_count = 1000000", row -> {});
            store.add(large);
        }
        assertThat(ColourStudy.tables(study, folder.resolve("csv")).get("filters.csv"))
                .hasSize(1 + 1 + 5000);
    }

    @Test
    void aFullDiskKeepsWhatIsFinished() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(mount(small), "skipped: no small file system can be mounted here");
        try {
            StudyPlan plan = ColourStudy.plan(folder, 60);
            StudyFolder study = ColourStudy.create(small.resolve("study"), plan);
            assertThatThrownBy(() -> ColourStudy.run(study, 2))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("the disk is full");
            int kept = StudyStatus.of(study).done();
            assertThat(StudyStatus.of(study).reasons()).isEmpty();
            assertThat(kept).isPositive().isLessThan(60);
            assertThat(execute("mount", "-o", "remount,size=16m", small.toString()))
                    .isTrue();
            StudyRun.Counts rest = ColourStudy.run(study, 2);
            assertThat(rest.kept()).isEqualTo(kept);
            assertThat(rest.run()).isEqualTo(60 - kept);
            assertThat(StudyStatus.of(study).done()).isEqualTo(60);
        } finally {
            assertThat(execute("umount", small.toString())).isTrue();
        }
    }

    @Test
    void aReadOnlyFolderIsRefusedAndStillRead() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(mount(small), "skipped: no small file system can be mounted here");
        try {
            StudyFolder study = ColourStudy.create(small.resolve("study"), ColourStudy.plan(folder, 2));
            ColourStudy.run(study, 1);
            assertThat(execute("mount", "-o", "remount,ro", small.toString())).isTrue();
            assertThatThrownBy(() -> ColourStudy.run(study, 1))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("cannot be written");
            assertThat(StudyStatus.of(study).done()).isEqualTo(2);
            assertThat(ColourStudy.tables(study, folder.resolve("csv")).get("trials.csv"))
                    .hasSize(3);
        } finally {
            assertThat(execute("umount", small.toString())).isTrue();
        }
    }

    private static boolean mount(Path target) throws IOException, InterruptedException {
        return execute("mount", "-t", "tmpfs", "-o", "size=600k", "neurochains-test", target.toString());
    }

    private static boolean execute(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
