package org.neurochains.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.image.Accuracy;
import org.neurochains.image.ImageDigests;
import org.neurochains.image.ImageFolder;

@Tag("slow")
class StudyTest {
    @TempDir
    Path folder;

    @Test
    void trialsTakeRegionsInTurnAndTheirSeedsFromTheirNumbersAlone() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 6);
        assertThat(plan.trial(3).region()).isEqualTo(1);
        assertThat(plan.trial(3).variant().label()).isEqualTo("paper");
        assertThat(plan.trial(2).regionSeed()).isEqualTo(plan.trial(3).regionSeed());
        Set<Long> seeds = new HashSet<>();
        for (int n = 0; n < 6; n++) {
            seeds.add(plan.trial(n).seed());
            seeds.add(plan.trial(n).regionSeed());
        }
        assertThat(seeds).hasSize(9);
        // studies of earlier versions are gone on with
        assertThat(Seeds.of(0, 0)).isEqualTo(1_932_045_086_981_743L).isNotEqualTo(Seeds.of(1, 0));
    }

    @Test
    void oneAndTwoWorkersGiveTheSameTables() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 9);
        StudyFolder one = ColourStudy.create(folder.resolve("one"), plan);
        StudyFolder two = ColourStudy.create(folder.resolve("two"), plan);
        assertThat(ColourStudy.run(one, 1).run()).isEqualTo(9);
        ColourStudy.run(two, 2);
        Map<String, List<List<String>>> tables = ColourStudy.tables(one, folder.resolve("csv1"));
        assertThat(tables).isEqualTo(ColourStudy.tables(two, folder.resolve("csv2")));
        assertThat(tables.get("trials.csv")).hasSize(10);
        assertThat(tables.get("images.csv")).hasSize(9 * 6 + 1);
        assertThat(tables.get("filters.csv")).hasSizeGreaterThan(9 * 2);
    }

    @Test
    void solversOfARegionSeeTheSameImages() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 4);
        ColourStudy.run(study, 2);
        List<List<String>> images =
                requireNonNull(ColourStudy.tables(study, folder.resolve("csv")).get("images.csv"));
        for (int i = 1; i <= 6; i++) {
            assertThat(images.get(i).get(2)).isEqualTo(images.get(i + 6).get(2));
        }
        assertThat(images.subList(1, 13)).isNotEqualTo(images.subList(13, 25));
    }

    @Test
    void aRunDoesOnlyWhatIsMissing() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 5);
        Progress twice = new Progress() {
            private long reports;

            @Override
            public void report(String stage, long done, long total, String detail) {
                reports = done;
            }

            @Override
            public boolean cancelled() {
                return reports >= 2;
            }
        };
        StudyRun run = new StudyRun(study, new LocalRunner(1));
        assertThatThrownBy(() -> run.run(new StudyRun.Options(false, false), twice))
                .isInstanceOf(CancellationException.class);
        assertThat(StudyStatus.of(study).done()).isEqualTo(2);
        StudyRun.Counts rest = ColourStudy.run(study, 1);
        assertThat(rest.kept()).isEqualTo(2);
        assertThat(rest.run()).isEqualTo(3);
        assertThat(ColourStudy.run(study, 1).run()).isZero();
    }

    @Test
    void aTrialIsStoredWithItsChain() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 1);
        ColourStudy.run(study, 1);
        try (TrialStore store = TrialStore.read(study)) {
            byte[] json = requireNonNull(store.chain(0));
            ChainRecord chain = ChainFile.parse("trial 0", json);
            assertThat(chain.region().images()).hasSize(6);
            assertThat(store.chain(1)).isNull();
        }
    }

    @Test
    void aVanishedImageFailsItsTrialsWithTheReasonAndTheyCanBeRunAgain() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 4);
        Path images = folder.resolve("images");
        Path away = folder.resolve("away");
        Files.move(images.resolve("red"), away);
        StudyRun.Counts outcome = ColourStudy.run(study, 2);
        StudyStatus status = StudyStatus.of(study);
        assertThat(outcome.failed()).isEqualTo(status.failed()).isPositive();
        assertThat(status.reasons())
                .allSatisfy(each -> assertThat(each.reason()).contains("red/", "no such file"));
        assertThat(ColourStudy.run(study, 1).run()).isZero();
        Files.move(away, images.resolve("red"));
        assertThat(ColourStudy.run(study, 1, true).run()).isEqualTo(outcome.failed());
        assertThat(StudyStatus.of(study).done()).isEqualTo(4);
        StudyFolder whole = ColourStudy.create(folder.resolve("whole"), study.plan());
        ColourStudy.run(whole, 1);
        assertThat(ColourStudy.tables(study, folder.resolve("a")))
                .isEqualTo(ColourStudy.tables(whole, folder.resolve("b")));
    }

    @Test
    void anotherImageInThePlaceOfOneFailsItsTrials() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 6);
        Files.copy(
                folder.resolve("images/red/000.png"),
                folder.resolve("images/red/001.png"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        ColourStudy.run(study, 1);
        assertThat(StudyStatus.of(study).reasons())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.reason()).contains("001.png", "SHA-256 differs"));
    }

    @Test
    void aClassWithTooFewImagesIsReplacedByAnother() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 12);
        try (var files = Files.list(folder.resolve("images/blue"))) {
            for (Path file : files.sorted().skip(2).toList()) {
                Files.delete(file);
            }
        }
        StudyFolder study = ColourStudy.create(folder.resolve("few"), withImagesOfNow(plan));
        ColourStudy.run(study, 2);
        assertThat(StudyStatus.of(study).done()).isEqualTo(12);
        assertThat(requireNonNull(
                                ColourStudy.tables(study, folder.resolve("csv")).get("trials.csv"))
                        .subList(1, 13))
                .allSatisfy(row -> assertThat(row.get(7)).isEqualTo("red|green"));
    }

    /** A plan with the images as they are now. */
    private static StudyPlan withImagesOfNow(StudyPlan plan) {
        Path images = Path.of(plan.images().folder());
        ImageDigests digests = ImageDigests.of(ImageFolder.scan(images));
        return new StudyPlan(
                plan.schema(),
                plan.model(),
                StudyPlan.ImageSource.of(images, digests),
                plan.regions(),
                plan.variants(),
                plan.measures(),
                plan.trials(),
                plan.seed());
    }

    @Test
    void aReplacedModelIsRefusedByItsDigest() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        ColourStudy.run(study, 1);
        Path file = folder.resolve("colours.safetensors");
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("\"red,green,blue\"", "\"rot,green,blue\""), StandardCharsets.ISO_8859_1);
        StudyFolder more = ColourStudy.create(folder.resolve("more"), study.plan());
        assertThatThrownBy(() -> ColourStudy.run(more, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is not the model that was planned with");
        assertThat(StudyStatus.of(more).failed()).isZero();
    }

    @Test
    void aResultTravelsAsBytes() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 1);
        ColourStudy.run(study, 1);
        StudyFolder.Contents contents =
                StudyFolder.Contents.fromBytes(study.contents().toBytes());
        assertThat(contents).isEqualTo(study.contents());
    }

    @Test
    void jsonLinesHoldWhatCsvHolds() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        ColourStudy.run(study, 1);
        List<Path> csv = StudyExport.write(study, StudyExport.TableFormat.CSV, folder.resolve("csv"));
        List<Path> lines = StudyExport.write(study, StudyExport.TableFormat.JSONL, folder.resolve("jsonl"));
        assertThat(lines.get(0)).hasFileName("trials.jsonl");
        String first = Files.readAllLines(lines.get(0)).get(0);
        String[] names = Files.readAllLines(csv.get(0)).get(0).split(",", -1);
        var object = StudyJson.MAPPER.readTree(first);
        assertThat(object.propertyNames()).containsExactly(names);
        assertThat(object.get("reachedGoal").isBoolean()).isTrue();
    }

    @Test
    void imagesInSupportAreDrawnForTheSolverThatWantsThemAndAreNotUnseen() throws IOException {
        StudyPlan plan = ColourStudy.plan(folder, 2);
        StudyPlan supported = new StudyPlan(
                plan.schema(),
                plan.model(),
                plan.images(),
                plan.regions(),
                VariantGrid.of(List.of("shrink"), List.of("support=0,8"), "vgg"),
                List.of("stability"),
                2,
                7);
        StudyFolder study = ColourStudy.create(folder.resolve("study"), supported);
        ColourStudy.run(study, 1);
        assertThat(StudyStatus.of(study).reasons()).isEmpty();
        try (TrialStore store = TrialStore.read(study)) {
            ChainRecord alone = ChainFile.parse("trial 0", requireNonNull(store.chain(0)));
            ChainRecord held = ChainFile.parse("trial 1", requireNonNull(store.chain(1)));
            assertThat(alone.region().support()).isNull();
            assertThat(requireNonNull(held.region().support()))
                    .hasSize(8)
                    .allSatisfy(image -> assertThat(alone.region().files()).doesNotContain(image.file()));
        }
        List<String> trials =
                Files.readAllLines(StudyExport.write(study, StudyExport.TableFormat.CSV, folder.resolve("csv"))
                        .get(0));
        int column = List.of(trials.get(0).split(",", -1)).indexOf("stability.candidates");
        assertThat(trials.get(1).split(",", -1)[column]).isEqualTo("30.0"); // 36 images, 6 of them the region's
        assertThat(trials.get(2).split(",", -1)[column]).isEqualTo("22.0"); // less 8 in support
    }

    @Test
    void theNetworksAccuracyIsMeasuredOnceAndAStudyOfMissingImagesGoesWithout() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 1);
        // a blue image in the folder of red ones
        Path images = folder.resolve("images");
        Files.copy(images.resolve("blue/000.png"), images.resolve("red/blue.png"));
        StudyFolder more = ColourStudy.create(folder.resolve("more"), withImagesOfNow(study.plan()));
        ColourStudy.run(study, 1);
        ColourStudy.run(more, 1);
        Files.delete(images.resolve("red/000.png"));
        StudyFolder lost = ColourStudy.create(
                folder.resolve("lost"), study.plan(), study.contents().images());
        ColourStudy.run(lost, 1);
        assertThat(accuracy(study)).isEqualTo(new Accuracy(36, 36));
        assertThat(accuracy(more)).isEqualTo(new Accuracy(37, 36));
        assertThat(accuracy(lost)).isNull();
        StudyReport.write(more);
        assertThat(Files.readString(more.path().resolve(StudyReport.NUMBERS)))
                .contains("Table 1,What was studied: vgg(2),network,top-1 accuracy,37,0.97297297", ",all images")
                .contains("shrink,sub-networks,1,1.0");
    }

    private static @Nullable Accuracy accuracy(StudyFolder study) {
        try (TrialStore store = TrialStore.read(study)) {
            return store.accuracy();
        }
    }
}
