package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that fuzzing came up with, one for each way into the readers: those named so are read, the others refused. */
class FuzzRegressionTest {
    private static List<Path> inputs(String reader) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(FuzzRegressionTest.class.getResource("/fuzz/" + reader))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static Stream<Path> files() throws IOException, URISyntaxException {
        return Stream.concat(inputs("checkpoint").stream(), inputs("safetensors").stream());
    }

    @ParameterizedTest
    @MethodSource("files")
    @Timeout(10)
    void isReadOrRefusedAsItsNameSays(Path file) {
        if (String.valueOf(file.getFileName()).contains("reads")) {
            assertThat(WeightsFixture.values(file)).isNotEmpty();
        } else {
            WeightsFixture.assertRefused(file);
        }
    }

    @Test
    void thereAreInputsForEachReader() throws IOException, URISyntaxException {
        assertThat(inputs("checkpoint")).hasSizeGreaterThan(20);
        assertThat(inputs("safetensors")).hasSizeGreaterThan(10);
    }
}
