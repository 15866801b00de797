package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** Which files a folder's images are, and which class each one has. */
class ImageFolderTest {
    @TempDir
    private Path root = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    private void touch(String... files) throws IOException {
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.write(path, new byte[0]);
        }
    }

    private Path list(String content) throws IOException {
        return Files.writeString(root.resolve("list.txt"), content);
    }

    private List<String> files(ImageFolder folder) {
        return folder.images().stream().map(ImageEntry::file).toList();
    }

    private ImageSet set(Labels labels) {
        return ImageSet.of(ImageFolder.scan(root), labels, warnings::add);
    }

    private List<Integer> classes(ImageSet set) {
        return set.images().stream().map(set::classOf).toList();
    }

    @Test
    void imagesAreSortedByFolderAndName() throws IOException {
        touch(
                "b/2.JPEG",
                "b/10.png",
                "a/x.bmp",
                "a/notes.txt",
                "a/.hidden.png",
                ".cache/y.png",
                "z.gif",
                "b/deep/d.png");
        ImageFolder folder = ImageFolder.scan(root);
        assertThat(folder.classFolders()).containsExactly("a", "b");
        assertThat(files(folder)).containsExactly("a/x.bmp", "b/10.png", "b/2.JPEG", "z.gif");
        assertThat(folder.images().get(3).folder()).isNull();
        assertThat(folder.images().get(1).folder()).isEqualTo("b");
    }

    @Test
    void aFolderWithoutImagesSaysWhereSomeAre() throws IOException {
        touch("test/cat/1.png", "readme.txt");
        assertThatThrownBy(() -> ImageFolder.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(root + ": holds no images; did you mean " + root.resolve("test") + "?");
    }

    @Test
    void anEmptyOrMissingFolderIsRefused() throws IOException {
        touch("readme.txt");
        assertThatThrownBy(() -> ImageFolder.scan(root))
                .hasMessageContaining(root + ": holds no images; give a folder of");
        assertThatThrownBy(() -> ImageFolder.scan(root.resolve("none"))).hasMessageContaining("no such folder");
        assertThatThrownBy(() -> ImageFolder.scan(root.resolve("readme.txt"))).hasMessageContaining("is not a folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path,label\nb/3.png,dog\na/2.png,cat\n",
                "\"filename\";\"class\"\n\"b/3.png\";\"dog\"\n\"a/2.png\";\"cat\"\n",
                "id\tfile\n0\tb/3.png\n1\ta/2.png\n",
                "b/3.png 1\na/2.png 0\n",
                "b\\3.png\na\\2.png\n",
                "# of a script\n\n./b/3.png\n'a/2.png'\n"
            })
    void aListMayBeATable(String text) throws IOException {
        touch("a/2.png", "b/3.png");
        ImageFolder folder = ImageFolder.listed(root, list(text));
        assertThat(folder.images()).extracting(ImageEntry::file).containsExactly("b/3.png", "a/2.png");
    }

    @Test
    void aRowWhoseImageIsMissingIsNamed() throws IOException {
        touch("b/3.png");
        Path list = list("path,label\nb/3.png,dog\nb/nine.png,dog\n");
        assertThatThrownBy(() -> ImageFolder.listed(root, list))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("line 3", "no such image 'b/nine.png'");
    }

    @ParameterizedTest
    @CsvSource({"photos.zip, unpack it", "cat.jpg, is one image", "notes.txt, is not a folder"})
    void whatIsNoFolderIsSaidToBe(String name, String problem) throws IOException {
        Path file = Files.writeString(root.resolve(name), "x");
        assertThatThrownBy(() -> ImageFolder.scan(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aListKeepsItsOrderAndDropsWhatIsListedTwice() throws IOException {
        touch("a/1.png", "a/2.png", "b/3.png", "4.png");
        ImageFolder folder = ImageFolder.listed(root, list("b/3.png\r\n\na/2.png\n4.png\na/../b/3.png\n"));
        assertThat(files(folder)).containsExactly("b/3.png", "a/2.png", "4.png");
        assertThat(folder.classFolders()).containsExactly("a", "b");
        assertThat(folder.listed()).isTrue();
    }

    @Test
    void aListMayNameAbsolutePaths() throws IOException {
        touch("a/1.png");
        ImageFolder folder =
                ImageFolder.listed(root, list(root.resolve("a/1.png").toString()));
        assertThat(files(folder)).containsExactly("a/1.png");
    }

    @Test
    void aListWithAMissingImageNamesItAndItsLine() throws IOException {
        touch("a/1.png");
        Path list = list("a/1.png\n\na/none.png\n");
        assertThatThrownBy(() -> ImageFolder.listed(root, list))
                .isInstanceOf(InputException.class)
                .hasMessage(list + ", line 3: no such image 'a/none.png'; paths are relative to " + root);
        Path empty = list("\n\n");
        assertThatThrownBy(() -> ImageFolder.listed(root, empty)).hasMessageContaining("names no image");
    }

    @Test
    void foldersAreLabelsWordNetNumbersOrIndices() throws IOException {
        touch("Sea_Lion/1.png", "n02123045/1.png", "2/1.png");
        Labels labels = Labels.named(List.of(
                new Labels.Label("tabby", "n02123045"),
                new Labels.Label("sea lion", "n02077923"),
                new Labels.Label("x", null)));
        ImageSet set = set(labels);
        assertThat(classes(set)).containsExactly(2, 1, 0);
        assertThat(set.labelled()).isTrue();
        assertThat(set.imagesOf(1)).extracting(ImageEntry::file).containsExactly("Sea_Lion/1.png");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFolderThatNamesNoClassIsWarnedOf() throws IOException {
        touch("cat/1.png", "misc/2.png");
        ImageSet set = set(Labels.of(List.of("dog", "cat")));
        assertThat(classes(set)).containsExactly(1, ImageSet.UNKNOWN);
        assertThat(set.classes()).containsExactly(1);
        assertThat(warnings).singleElement().asString().contains("misc");
    }

    @Test
    void imagesBesideClassFoldersHaveNoClass() throws IOException {
        touch("cat/1.png", "2.png");
        ImageSet set = set(Labels.of(List.of("dog", "cat")));
        assertThat(classes(set)).containsExactly(1, ImageSet.UNKNOWN);
        assertThat(warnings).singleElement().asString().contains("1 images beside its class folders");
    }

    @Test
    void sortedOrderServesOnlyAModelWithoutLabelsAndAsManyClasses() throws IOException {
        touch("b/1.png", "a/1.png", "c/1.png");
        ImageSet set = set(Labels.unnamed(3));
        assertThat(classes(set)).containsExactly(0, 1, 2);
        assertThat(set.labels().names()).containsExactly("a", "b", "c");
        assertThat(warnings).isEmpty();
        assertThat(set(Labels.unnamed(4)).labelled()).isFalse();
        assertThat(warnings).singleElement().asString().contains("3 folders for the model's 4 classes");
        assertThat(set(Labels.of(List.of("x", "y", "z"))).labelled()).isFalse();
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aFlatFolderHasNoClasses() throws IOException {
        touch("1.png", "2.png");
        ImageSet set = set(Labels.of(List.of("dog", "cat")));
        assertThat(set.labelled()).isFalse();
        assertThat(classes(set)).containsOnly(ImageSet.UNKNOWN);
        assertThat(warnings).singleElement().asString().contains("the model's predictions are the classes");
    }
}
