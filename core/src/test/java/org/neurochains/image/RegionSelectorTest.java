package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.image.RegionSelection.Kind;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Regions from pictures whose red value is the class that a pretended network sees, and whose green value is its
 * percentage.
 */
class RegionSelectorTest {
    private static final Labels LABELS = Labels.of(List.of("cat", "dog", "fox"));
    private static final Preprocessing PLAIN =
            new Preprocessing(new Preprocessing.Exact(1, 1), new Rgb(0, 0, 0), new Rgb(1, 1, 1));

    @TempDir
    private Path root = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private int asked;

    private void image(String file, int predicted, int percent) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, ImageEncoder.png(Pictures.plain(1, 1, predicted, percent, 0)));
    }

    private void images(String folder, int count, int predicted, int percent) throws IOException {
        for (int i = 0; i < count; i++) {
            image("%s/%d-%d-%03d.png".formatted(folder, predicted, percent, i), predicted, percent);
        }
    }

    private float[][] answer(Tensor batch) {
        float[] values = batch.toFloats();
        float[][] rows = new float[values.length / 3][3];
        asked += rows.length;
        for (int i = 0; i < rows.length; i++) {
            rows[i][Math.round(values[3 * i] * 255)] = values[3 * i + 1] * 2.55f;
        }
        return rows;
    }

    private Region select(RegionSelection selection, int mostBatch) {
        return select(ImageFolder.scan(root), LABELS, selection, mostBatch);
    }

    private Region select(ImageFolder folder, Labels labels, RegionSelection selection, int mostBatch) {
        return selector(folder, labels, mostBatch).select(selection);
    }

    private RegionSelector selector(ImageFolder folder, Labels labels, int mostBatch) {
        ImageSet set = ImageSet.of(folder, labels, warnings::add);
        ImageLoader loader = new ImageLoader(PLAIN, 2, warnings::add);
        return new RegionSelector(set, loader, this::answer, Progress.NONE, mostBatch);
    }

    private Region bending(RegionSelection selection) {
        return selector(ImageFolder.scan(root), LABELS, 8).selectLowering(selection);
    }

    private Region listed(String list, RegionSelection selection) throws IOException {
        Path file = Files.writeString(root.resolve("list.txt"), list);
        return select(ImageFolder.listed(root, file), LABELS, selection, 2);
    }

    private static RegionSelection of(
            List<String> classes, @Nullable Integer perClass, @Nullable Double bar, @Nullable Kind kind) {
        return new RegionSelection(classes, perClass, bar, kind, 7);
    }

    private static List<String> files(Region region) {
        return region.images().stream().map(RegionImage::file).toList();
    }

    @Test
    void confidentImagesPassWhateverIsPredicted() throws IOException {
        image("cat/right.png", 0, 97);
        image("cat/wrong.png", 1, 96);
        image("cat/unsure.png", 0, 94);
        Region region = select(of(List.of("cat"), 2, null, null), 8);
        assertThat(files(region)).containsExactly("cat/right.png", "cat/wrong.png");
        assertThat(region.images()).extracting(RegionImage::label).containsOnly(0);
        assertThat(region.images()).extracting(RegionImage::predicted).containsExactly(0, 1);
        assertThat(region.images().get(0).probability()).isEqualTo(0.97, within(1e-6));
        assertThat(region.seed()).isEqualTo(7);
    }

    @Test
    void eachKindTakesItsOwn() throws IOException {
        images("dog", 3, 1, 99);
        images("dog", 3, 2, 99);
        images("dog", 3, 1, 40);
        images("dog", 3, 2, 40);
        for (RegionImage image :
                select(of(List.of("dog"), 3, null, Kind.CORRECT), 8).images()) {
            assertThat(image.file()).startsWith("dog/1-99");
        }
        for (RegionImage image :
                select(of(List.of("dog"), 3, null, Kind.MISCLASSIFIED), 8).images()) {
            assertThat(image.file()).startsWith("dog/2-99");
        }
        assertThat(select(of(List.of("dog"), 12, null, Kind.UNIFORM), 8).images())
                .hasSize(12);
        assertThat(select(of(List.of("dog"), 6, 0.5, Kind.CONFIDENT), 8).images())
                .allMatch(image -> image.probability() > 0.9);
    }

    @Test
    void confidentImagesTakenForAClassOutsideTheRegionAreTheLastResort() throws IOException {
        images("dog", 4, 1, 99);
        images("dog", 2, 0, 99);
        images("dog", 9, 2, 99);
        images("cat", 6, 0, 99);
        List<RegionImage> dogs =
                select(of(List.of("cat", "dog"), 6, null, null), 8).imagesOf(1);
        assertThat(dogs).extracting(RegionImage::predicted).containsOnly(0, 1);
        assertThat(select(of(List.of("dog"), 6, null, null), 8).images())
                .filteredOn(image -> image.predicted() == 1)
                .hasSize(4);
    }

    @Test
    void classesKeepTheOrderInWhichTheyWereAskedFor() throws IOException {
        images("cat", 3, 0, 99);
        images("dog", 3, 1, 99);
        Region region = select(of(List.of("dog", "cat", "1"), 2, null, null), 8);
        assertThat(region.classNames()).containsExactly("dog", "cat");
        assertThat(region.images()).extracting(RegionImage::label).containsExactly(1, 1, 0, 0);
        assertThat(region.imagesOf(0)).hasSize(2);
    }

    @Test
    void aFormatThatIsNotReadIsNamedOnce() throws IOException {
        images("cat", 4, 0, 99);
        for (int i = 0; i < 3; i++) {
            Files.writeString(root.resolve("cat/a" + i + ".avif"), "\0\0\0\u001cftypavif\0\0\0\0");
            Files.writeString(root.resolve("cat/b" + i + ".jxl"), "\0\0\0\fJXL \r\n");
            Files.writeString(root.resolve("cat/d" + i + ".jp2"), "\0\0\0\fjP  \r\n");
            Files.writeString(root.resolve("cat/f" + i + ".heic"), "\0\0\0\u001cftypheic\0\0\0\0");
        }
        assertThatThrownBy(() -> select(of(List.of("cat"), 5, null, null), 8))
                .hasMessageContaining("(12 cannot be read)");
        assertThat(warnings)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .contains(ImageFile.FORMATS + " are read")
                        .endsWith("(skipped, as all files of this kind are)"));
        assertThat(String.join("\n", warnings))
                .contains("an AVIF image", "a JPEG XL image", "a JPEG 2000 image", "a HEIC image");
    }

    @Test
    void withoutClassesAllFoldersAreTaken() throws IOException {
        images("cat", 2, 0, 99);
        images("dog", 2, 1, 99);
        assertThat(select(of(List.of(), 2, null, null), 8).classNames()).containsExactly("cat", "dog");
    }

    @Test
    void theSeedDecidesAndNothingElse() throws IOException {
        images("cat", 40, 0, 99);
        images("dog", 40, 1, 99);
        RegionSelection five = of(List.of("cat"), 5, null, null);
        List<String> drawn = files(select(five, 8));
        assertThat(files(select(five, 3))).isEqualTo(drawn);
        assertThat(files(select(five, 32))).isEqualTo(drawn);
        assertThat(files(select(of(List.of("dog", "cat"), 5, null, null), 8))).containsAll(drawn);
        assertThat(files(select(new RegionSelection(List.of("cat"), 5, null, null, 8), 8)))
                .isNotEqualTo(drawn);
    }

    @Test
    void statisticallyEveryImageIsDrawnEquallyOften() throws IOException {
        images("cat", 10, 0, 99);
        int[] counts = new int[10];
        for (int seed = 0; seed < 400; seed++) {
            String file = files(select(new RegionSelection(List.of("cat"), 1, null, null, seed), 8))
                    .get(0);
            counts[Integer.parseInt(file.substring(file.length() - 5, file.length() - 4))]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(20, 65); // 40 expected, deviation 6
        }
    }

    @Test
    void onlyAsManyImagesAsNeededAreLookedAt() throws IOException {
        images("cat", 100, 0, 99);
        select(of(List.of("cat"), 10, null, null), 32);
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void tooFewImagesSayHowManyAndWhichBarWouldDo() throws IOException {
        images("cat", 3, 0, 99);
        images("cat", 4, 0, 80);
        images("cat", 4, 0, 60);
        assertThatThrownBy(() -> select(of(List.of("cat"), 5, null, null), 8))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "select confident: 3 of 11 images of class 'cat' are predicted with a probability of at least"
                                + " 0.95, 5 are wanted; lower minConfidence (0.800 would do) or perClass");
        assertThat(select(of(List.of("cat"), 5, 0.8, null), 8).images()).hasSize(5);
    }

    /** Sure images of each class, as many as every class has, before unsure ones. */
    @Test
    void fewerSureImagesDoWhereNothingIsSaid() throws IOException {
        images("cat", 6, 0, 99);
        images("cat", 20, 0, 90);
        images("dog", 15, 1, 99);
        Region region = bending(of(List.of("cat", "dog"), null, null, null));
        assertThat(region.images()).extracting(RegionImage::label).containsOnly(0, 1);
        assertThat(region.imagesOf(0)).hasSize(6);
        assertThat(region.imagesOf(1)).hasSize(6);
        assertThat(region.images()).allMatch(image -> image.probability() > 0.95);
    }

    @Test
    void theDefaultBarIsLoweredUntilFivePass() throws IOException {
        images("cat", 3, 0, 99);
        images("cat", 4, 0, 80);
        images("cat", 4, 0, 60);
        images("dog", 15, 1, 99);
        Region region = bending(of(List.of("cat", "dog"), null, null, null));
        assertThat(region.imagesOf(0)).hasSize(7).allMatch(image -> image.probability() > 0.7);
        assertThat(region.imagesOf(1)).hasSize(7);
        assertThat(bending(of(List.of("cat"), 10, null, null)).images())
                .as("ten were asked for")
                .hasSize(10)
                .anyMatch(image -> image.probability() < 0.7);
    }

    @Test
    void whatIsSaidIsNotBent() throws IOException {
        images("cat", 6, 0, 99);
        assertThatThrownBy(() -> bending(of(List.of("cat"), null, 0.95, null)))
                .hasMessageContaining("6 of 6 images of class 'cat'");
        assertThatThrownBy(() -> bending(of(List.of("cat"), 7, null, null)))
                .hasMessageContaining("6 of 6 images of class 'cat'");
        assertThat(bending(of(List.of("cat"), null, null, null)).images()).hasSize(6);
    }

    @Test
    void lessThanFiveImagesOfAClassAreTooFew() throws IOException {
        images("cat", 4, 0, 99);
        assertThatThrownBy(() -> bending(of(List.of("cat"), null, null, null)))
                .hasMessageContaining("4 of 4 images of class 'cat'")
                .hasMessageContaining("10 are wanted");
    }

    @Test
    void predictionsThatAreTheClassesBendAlike() throws IOException {
        images(".", 6, 0, 99);
        images(".", 9, 1, 99);
        Region region = bending(of(List.of("cat", "dog"), null, null, null));
        assertThat(region.imagesOf(0)).hasSize(6);
        assertThat(region.imagesOf(1)).hasSize(6);
    }

    @Test
    void tooFewImagesAtAllSayToAskForLess() throws IOException {
        images("cat", 3, 0, 99);
        assertThatThrownBy(() -> select(of(List.of("cat"), 5, null, Kind.MISCLASSIFIED), 8))
                .hasMessage(
                        "select misclassified: 0 of 3 images of class 'cat' are predicted otherwise with a probability"
                                + " of at least 0.95, 5 are wanted; lower perClass");
        assertThatThrownBy(() -> select(of(List.of("cat"), 5, null, Kind.UNIFORM), 8))
                .hasMessage("select uniform: 3 of 3 images of class 'cat' are there, 5 are wanted; lower perClass");
    }

    @Test
    void unknownClassesAndClassesWithoutImagesAreNamed() throws IOException {
        images("cat", 3, 0, 99);
        assertThatThrownBy(() -> select(of(List.of("cta"), 1, null, null), 8))
                .hasMessageContaining("classes: no class 'cta'");
        assertThatThrownBy(() -> select(of(List.of("dog"), 1, null, null), 8))
                .hasMessage(root + ": no folder holds images of class 'dog'; its class folders are cat");
    }

    @Test
    void anImageThatDoesNotDecodeIsSkippedWithAWarning() throws IOException {
        images("cat", 4, 0, 99);
        Files.writeString(root.resolve("cat/text.png"), "no image");
        assertThat(select(of(List.of("cat"), 4, null, null), 8).images()).hasSize(4);
        assertThat(warnings).singleElement().asString().contains("text.png").endsWith("(skipped)");
        assertThatThrownBy(() -> select(of(List.of("cat"), 5, null, null), 8))
                .hasMessageContaining("(1 cannot be read)");
    }

    @Test
    void withoutClassFoldersPredictionsAreTheClasses() throws IOException {
        for (int i = 0; i < 6; i++) {
            image(i + ".png", i % 3, 99);
        }
        image("unsure.png", 0, 50);
        Region all = select(of(List.of(), null, null, null), 4);
        assertThat(all.classNames()).containsExactly("cat", "dog", "fox");
        assertThat(all.images()).hasSize(6).allMatch(image -> image.label() == image.predicted());
        assertThat(files(select(of(List.of("fox"), 2, null, null), 4))).containsExactly("2.png", "5.png");
        assertThatThrownBy(() -> select(of(List.of("fox"), 3, null, null), 4))
                .hasMessageContaining("2 of 2 images of class 'fox'");
        assertThatThrownBy(() -> select(of(List.of(), null, 1.0, null), 4))
                .hasMessageContaining("(0.990 would do for one)");
        assertThatThrownBy(() -> select(of(List.of(), null, null, Kind.MISCLASSIFIED), 4))
                .hasMessageContaining("no folder names a class");
    }

    @Test
    void foldersInSortedOrderNameTheClasses() throws IOException {
        images("k", 1, 0, 99);
        images("l", 1, 1, 99);
        images("m", 1, 2, 99);
        Region region = select(ImageFolder.scan(root), Labels.unnamed(3), of(List.of("m"), 1, null, null), 8);
        assertThat(region.classNames()).containsExactly("m");
        assertThat(region.classes()).containsExactly(2);
    }

    @Test
    void tooManyClassesAskForNames() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            names.add("class" + i);
            images("class" + i, 1, 0, 99);
        }
        assertThatThrownBy(() -> select(ImageFolder.scan(root), Labels.of(names), RegionSelection.DEFAULT, 8))
                .hasMessageContaining("more than 20 classes");
    }

    @Test
    void listedImagesAreTheRegionInTheirOrder() throws IOException {
        image("dog/b.png", 1, 30);
        image("cat/a.png", 0, 99);
        image("cat/c.png", 2, 50);
        Region region = listed("dog/b.png\ncat/c.png\ncat/a.png\n", RegionSelection.DEFAULT);
        assertThat(files(region)).containsExactly("dog/b.png", "cat/c.png", "cat/a.png");
        assertThat(region.classNames()).containsExactly("dog", "cat");
        assertThat(region.images()).extracting(RegionImage::predicted).containsExactly(1, 2, 0);
    }

    @Test
    void listedImagesAreFilteredOnlyByWhatIsGiven() throws IOException {
        image("dog/b.png", 1, 30);
        image("cat/a.png", 0, 99);
        image("cat/c.png", 2, 50);
        String list = "dog/b.png\ncat/c.png\ncat/a.png\n";
        assertThat(files(listed(list, of(List.of("cat"), null, null, null)))).containsExactly("cat/c.png", "cat/a.png");
        assertThat(files(listed(list, of(List.of(), 1, null, null)))).containsExactly("dog/b.png", "cat/c.png");
        assertThat(files(listed(list, of(List.of(), null, 0.4, null)))).containsExactly("cat/c.png", "cat/a.png");
        assertThat(files(listed(list, of(List.of(), null, null, Kind.CORRECT))))
                .containsExactly("dog/b.png", "cat/a.png");
        assertThatThrownBy(() -> listed(list, of(List.of("fox"), null, null, null)))
                .hasMessageContaining("none of the 3 listed images");
    }

    @Test
    void aModelThatAnswersNonsenseIsNamed() throws IOException {
        images("cat", 1, 0, 99);
        ImageSet set = ImageSet.of(ImageFolder.scan(root), LABELS, warnings::add);
        ImageLoader loader = new ImageLoader(PLAIN, 1, warnings::add);
        Classifier broken = batch -> new float[][] {{Float.NaN, Float.NaN, Float.NaN}};
        assertThatThrownBy(() -> new RegionSelector(set, loader, broken, Progress.NONE).select(RegionSelection.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the model answers with NaN");
    }

    @Test
    void aCancelledChoiceStops() throws IOException {
        images("cat", 1, 0, 99);
        ImageSet set = ImageSet.of(ImageFolder.scan(root), LABELS, warnings::add);
        ImageLoader loader = new ImageLoader(PLAIN, 1, warnings::add);
        Progress cancelled = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        assertThatThrownBy(
                        () -> new RegionSelector(set, loader, this::answer, cancelled).select(RegionSelection.DEFAULT))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void aSavedRegionIsReadAgainAndAChangedImageRefused() throws IOException {
        images("cat", 2, 0, 99);
        Region region = select(of(List.of("cat"), 2, null, null), 8);
        List<Region.Saved> saved = region.images().stream()
                .map(image -> new Region.Saved(
                        image.file(), image.sha256(), image.label(), image.predicted(), image.probability()))
                .toList();
        ImageLoader loader = new ImageLoader(PLAIN, 1, warnings::add);
        Region again = Region.restore(root, saved, LABELS, loader, region.seed());
        assertThat(again.images()).isEqualTo(region.images());
        assertThat(again.classes()).isEqualTo(region.classes());
        image("cat/0-99-001.png", 1, 50);
        assertThatThrownBy(() -> Region.restore(root, saved, LABELS, loader, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("0-99-001.png: is not the image that the chain was made from");
    }

    @Test
    void theBatchHoldsTheImagesInOrder() throws IOException {
        image("cat/a.png", 0, 99);
        image("cat/b.png", 2, 98);
        Region region = select(of(List.of("cat"), 2, null, null), 8);
        try (Scope scope = Scope.open()) {
            Tensor batch = region.batch();
            assertThat(batch.shape()).containsExactly(2, 3, 1, 1);
            assertThat(batch.toFloats())
                    .containsExactly(new float[] {0, 99 / 255f, 0, 2 / 255f, 98 / 255f, 0}, within(1e-6f));
        }
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> of(List.of(), 0, null, null))
                .hasMessage("perClass: 0 is out of range; give 1 or more");
        assertThatThrownBy(() -> of(List.of(), null, 1.5, null)).hasMessageContaining("minConfidence: 1.5");
        assertThatThrownBy(() -> of(List.of(), null, Double.NaN, null)).hasMessageContaining("minConfidence: NaN");
        assertThatThrownBy(() -> Kind.parse("best"))
                .hasMessage("select: 'best' is not known; one of [confident, correct, misclassified, uniform]");
        assertThat(Kind.parse("uniform")).isEqualTo(Kind.UNIFORM);
    }
}
