package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberedFoldersTest {
    private static List<String> folders(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).sorted().toList();
    }

    @Test
    void fromZeroTheNumberIsTheUsualReadingAndTheOrderAsTextAnother() {
        var readings = NumberedFolders.readings(folders(0, 12), 12);
        assertThat(readings.keySet())
                .containsExactly(
                        "by their numbers", "in the order of their names as text", "in the order of their numbers");
        assertThat(readings.get("by their numbers")).containsEntry("10", 10).containsEntry("2", 2);
        // 0, 1, 10, 11, 2, 3, ...
        assertThat(readings.get("in the order of their names as text"))
                .containsEntry("10", 2)
                .containsEntry("2", 4);
    }

    @Test
    void fromOneTheyAreOneLess() {
        var readings = NumberedFolders.readings(folders(1, 13), 12);
        assertThat(readings.keySet().iterator().next()).isEqualTo("by their numbers less one");
        assertThat(readings.get("by their numbers less one"))
                .containsEntry("1", 0)
                .containsEntry("12", 11);
        // 1, 10, 11, 12, 2, ...
        assertThat(readings.get("in the order of their names as text"))
                .containsEntry("2", 4)
                .containsEntry("12", 3);
    }

    @Test
    void someNumbersOfAThousandAreClasses() {
        assertThat(NumberedFolders.readings(List.of("251", "949"), 1000).get("by their numbers"))
                .containsEntry("251", 251);
        assertThat(NumberedFolders.numbered(List.of("1", "two"))).isFalse();
        assertThat(NumberedFolders.numbered(List.of("class_1", "class_12"))).isTrue();
        assertThat(NumberedFolders.numbered(List.of("a1", "b2"))).isFalse();
        assertThat(NumberedFolders.readings(List.of("class_1", "class_2"), 2).get("by their numbers less one"))
                .containsEntry("class_2", 1);
    }

    @Test
    void namesMayStandBehindNumbers() {
        ImageFolder folder =
                new ImageFolder(Path.of("photos"), List.of("001.Grey_owl", "2_cat", "dog"), List.of(), false);
        ImageSet set = ImageSet.of(folder, Labels.of(List.of("cat", "dog", "grey owl")), warning -> fail(warning));
        assertThat(set.classes()).containsExactly(2, 0, 1);
    }
}
