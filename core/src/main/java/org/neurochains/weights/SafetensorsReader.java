package org.neurochains.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Fingerprint;
import org.neurochains.tensor.Scope;

/** Reads a safetensors file as it is: any names, any finite or infinite values, none at all. */
public final class SafetensorsReader {
    private SafetensorsReader() {}

    /**
     * Reads every tensor, converted to float32, into the enclosing {@link Scope}.
     *
     * @throws InputException if the file is missing, not safetensors, cut short, or contradicts itself
     */
    public static Safetensors read(Path file) {
        Fingerprint.of(file);
        try (Bytes bytes = Bytes.open(file)) {
            SafetensorsParameters source = SafetensorsParameters.of(bytes);
            return new Safetensors(
                    Collections.unmodifiableMap(ParameterTensors.read(
                            source, ParameterTensors.names(source), (index, values, tensor) -> {})),
                    Collections.unmodifiableMap(new LinkedHashMap<>(source.metadata())));
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }
}
