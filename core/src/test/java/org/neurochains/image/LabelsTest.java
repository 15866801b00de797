package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;

class LabelsTest {
    private static final Labels ANIMALS =
            Labels.of(List.of("tench, Tinca tinca", "great white_shark", "crane", "Crane"));

    @TempDir
    private Path folder = Path.of("");

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("labels"), content);
    }

    @ParameterizedTest
    @CsvSource({
        "tench,0",
        "TINCA_TINCA,0",
        "Great-White Shark,1",
        "great white_shark,1",
        "crane,2",
        "Crane,3",
        "1,1",
        "03,3"
    })
    void aClassIsFoundByNameSynonymOrIndex(String text, int index) {
        assertThat(ANIMALS.find(text, "classes")).isEqualTo(index);
    }

    @Test
    void aNameGoesBeforeAnIndex() {
        assertThat(Labels.of(List.of("1", "0")).find("0", "classes")).isEqualTo(1);
    }

    @Test
    void anAmbiguousNameListsWhatItMayMean() {
        assertThatThrownBy(() -> ANIMALS.find("CRANE", "classes"))
                .isInstanceOf(InputException.class)
                .hasMessage("classes: 'CRANE' means 2 classes; give an index: 2 is crane, 3 is Crane");
    }

    @Test
    void anUnknownNameListsTheNearOnes() {
        assertThatThrownBy(() -> ANIMALS.find("tensh", "classes"))
                .hasMessage("classes: no class 'tensh'; near ones: tench");
        assertThatThrownBy(() -> ANIMALS.find("shark", "classes")).hasMessageContaining("near ones: great white_shark");
    }

    @Test
    void aNameNearToNoneListsTheClasses() {
        assertThatThrownBy(() -> Labels.of(List.of("cat", "dog")).find("helicopter", "classes"))
                .hasMessage("classes: no class 'helicopter'; the model's classes are cat, dog");
    }

    @Test
    void classesWithoutNamesHaveIndices() {
        Labels labels = Labels.unnamed(10);
        assertThat(labels.named()).isFalse();
        assertThat(labels.name(7)).isEqualTo("7");
        assertThat(labels.find("7", "classes")).isEqualTo(7);
        assertThatThrownBy(() -> labels.find("10", "classes")).hasMessageContaining("an index from 0 to 9, or labels");
        assertThatThrownBy(() -> labels.find("cat", "classes")).hasMessageContaining("no class 'cat'");
    }

    @Test
    void aTextFileHasANameALine() throws IOException {
        Labels labels = Labels.read(file("\ufeffairplane\r\nautomobile\n bird \n\n"), 3);
        assertThat(labels.names()).containsExactly("airplane", "automobile", "bird");
        assertThat(labels.named()).isTrue();
    }

    @Test
    void linesMayBeginWithAWordNetNumber() throws IOException {
        Labels labels = Labels.read(file("n01440764 tench, Tinca tinca\nn01443537 goldfish\n"), 2);
        assertThat(labels.wnid(1)).isEqualTo("n01443537");
        assertThat(labels.find("n01440764", "classes")).isEqualTo(0);
        assertThat(labels.find("goldfish", "classes")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"1\": [\"n01443537\", \"goldfish\"], \"0\": [\"n01440764\", \"tench\"]}",
                "{\"0\": \"tench\", \"1\": \"goldfish\"}",
                "[\"tench\", \"goldfish\"]"
            })
    void jsonNamesEachIndex(String json) throws IOException {
        assertThat(Labels.read(file(json), 2).names()).containsExactly("tench", "goldfish");
    }

    @Test
    void jsonGivesWordNetNumbers() throws IOException {
        Labels labels = Labels.read(file("{\"0\": [\"n01440764\", \"tench\"]}"), 1);
        assertThat(labels.wnid(0)).isEqualTo("n01440764");
        assertThat(labels.find("n01440764", "classes")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | names 1 classes, the model has 2",
                "{\"0\": \"a\", \"2\": \"b\"} | class 1 has no name",
                "[\"a\", 5] | class 1 has no name",
                "{\"0\": | is not JSON",
                "[[[[[[[[[[[[[[[[[[[[[[ | is not JSON",
                "'' | is empty"
            })
    void otherFilesAreRefusedWithTheReason(String content, String reason) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> Labels.read(file, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void anEmptyLineInTheMiddleIsNamed() throws IOException {
        Path file = file("a\n\nb\n");
        assertThatThrownBy(() -> Labels.read(file, 3)).hasMessageContaining("line 2 is empty");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Path file =
                Files.write(folder.resolve("model.pth"), "\u00ff\u00d8\u00ff\0".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Labels.read(file, 3)).hasMessageContaining("is not a text in UTF-8");
        assertThatThrownBy(() -> Labels.read(folder.resolve("none"), 3)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Labels.read(folder, 3)).hasMessageContaining("is not a file");
    }

    @Test
    void otherEncodingsAreRead() throws IOException {
        for (java.nio.charset.Charset charset : List.of(
                StandardCharsets.UTF_16,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                StandardCharsets.ISO_8859_1)) {
            Path file = Files.write(folder.resolve("labels"), "B\u00e4r\nKuh".getBytes(charset));
            assertThat(Labels.read(file, 2).names()).as(charset.name()).containsExactly("B\u00e4r", "Kuh");
        }
    }

    @Test
    void accentsMayBeWrittenInOneCharacterOrTwo() {
        Labels labels = Labels.of(List.of("B\u00e4r", "Kuh"));
        assertThat(labels.find("Ba\u0308r", "--classes")).isZero();
    }
}
