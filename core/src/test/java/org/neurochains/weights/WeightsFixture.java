package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;

/** What tests of model files share. */
final class WeightsFixture {
    private WeightsFixture() {}

    static Path file(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values by name. */
    static Map<String, float[]> values(Path file) {
        try (Scope scope = Scope.open()) {
            Map<String, float[]> values = new LinkedHashMap<>();
            WeightFile.read(file).tensors().forEach((name, tensor) -> values.put(name, tensor.toFloats()));
            return values;
        }
    }

    /** Asserts that a file is refused in one line that names it. */
    static AbstractThrowableAssert<?, ?> assertRefused(Path file) {
        return assertThatThrownBy(() -> values(file))
                .isExactlyInstanceOf(InputException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\R|\\p{Cntrl}"))
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("; ");
    }
}
