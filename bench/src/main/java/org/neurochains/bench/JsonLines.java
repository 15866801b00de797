package org.neurochains.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results in a file, a JSON document a line: what is finished is kept, so that a study that was stopped goes on where
 * it was.
 *
 * @param <T> a record
 */
public final class JsonLines<T> {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path file;
    private final List<T> all = new ArrayList<>();

    /** Reads what is in the file, if there is one. */
    public JsonLines(Path file, Class<T> type) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    all.add(MAPPER.readValue(line, type));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The results so far, in the file's order. */
    public List<T> all() {
        return Collections.unmodifiableList(all);
    }

    /** Writes a result behind the others. */
    public void add(T result) {
        try {
            String line = MAPPER.writeValueAsString(result) + "\n";
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.add(result);
    }
}
