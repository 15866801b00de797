package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** Names as the page saves them, taken into a chain of the filters L1.1 and L1.4. */
class FilterNamesTest {
    private static final String HEAD = "{\"schema\":\"neurochains/names/1\",\"names\":";

    @TempDir
    private Path folder;

    @BeforeEach
    void chain() {
        ChainFile.write(
                folder,
                SampleRecord.builder()
                        .layers(List.of(new ChainRecord.Layer(
                                "L1",
                                "convolution",
                                5,
                                false,
                                List.of(
                                        new ChainRecord.RetainedFilter(1, 0.5f, null),
                                        new ChainRecord.RetainedFilter(4, 2f, null)))))
                        .build());
    }

    private FilterNames names(String json) throws IOException {
        return FilterNames.read(Files.writeString(folder.resolve("names.json"), json));
    }

    @Test
    void namesOfRetainedFiltersGoIntoTheRecordAndOthersStay() throws IOException {
        assertThat(names(HEAD + "[{\"filter\":\"L1.4\",\"name\":\" wheel\\n\"},{\"filter\":\"L1.2\",\"name\":\"x\"}]}")
                        .writeTo(folder))
                .isEqualTo(1);
        names(HEAD + "[{\"filter\":\"L1.1\",\"name\":\"edge\",\"guess\":true}]}")
                .writeTo(folder);

        ChainRecord chain = ChainFile.read(folder);

        assertThat(chain.names())
                .containsExactly(
                        new ChainRecord.FilterName("L1.1", "edge", true),
                        new ChainRecord.FilterName("L1.4", "wheel", false));
        FilterNames read = FilterNames.of(chain);
        assertThat(read.called("L1.1")).isEqualTo("edge? (L1.1)");
        assertThat(read.called("L1.4")).isEqualTo("wheel (L1.4)");
        assertThat(read.called("L1.2")).isEqualTo("L1.2");
        assertThat(chain.withEdges(List.of()).names()).hasSize(2);
    }

    @Test
    void guessesGoToFiltersWithoutANameAndAnEmptyNameTakesOneAway() throws IOException {
        names(HEAD + "[{\"filter\":\"L1.4\",\"name\":\"wheel\"}]}").writeTo(folder);

        FilterNames.guess(folder, Map.of("L1.1", "red", "L1.4", "blue"));

        ChainRecord.FilterName wheel = new ChainRecord.FilterName("L1.4", "wheel", false);
        assertThat(ChainFile.read(folder).names())
                .containsExactly(new ChainRecord.FilterName("L1.1", "red", true), wheel);
        FilterNames.guess(folder, Map.of("L1.1", "green"));
        assertThat(FilterNames.of(ChainFile.read(folder)).called("L1.1")).isEqualTo("red? (L1.1)");
        names(HEAD + "[{\"filter\":\"L1.1\",\"name\":\" \\u0000\"}]}").writeTo(folder);
        assertThat(ChainFile.read(folder).names()).containsExactly(wheel);
    }

    @Test
    void namesOfOtherFiltersOnlyAreRefused() {
        assertThatThrownBy(() ->
                        names(HEAD + "[{\"filter\":\"L1.2\",\"name\":\"x\"}]}").writeTo(folder))
                .isExactlyInstanceOf(InputException.class)
                .hasMessageContaining("such as L1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"schema\":\"neurochains/names/2\",\"names\":[]}",
                HEAD + "null}",
                HEAD + "[null]}",
                HEAD + "[{\"filter\":\"L1.1\"}]}",
                HEAD + "[{\"filter\":null,\"name\":\"x\"}]}",
                HEAD + "[{\"filter\":\"L1.1\",\"name\":\"0123456789012345678901234567890123456789x\"}]}",
                HEAD + "[{\"filter\":\"L1.1\",\"name\":{\"a\":1}}]}"
            })
    void otherFilesAreRefused(String json) {
        assertThatThrownBy(() -> names(json))
                .isExactlyInstanceOf(InputException.class)
                .hasMessageContaining("names.json: ");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> FilterNames.read(folder.resolve("none.json")))
                .isExactlyInstanceOf(InputException.class);
    }
}
