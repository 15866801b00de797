package org.neurochains.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.file.WholeFile;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chain's evidence as files: pictures as PNG, and index.json that lists them by kind. A kind that is made again
 * replaces its entry; the others' stay.
 */
final class EvidenceFolder {
    /** The index's format. */
    static final String SCHEMA = "neurochains/evidence/1";

    /** The index's file name. */
    static final String INDEX = "index.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private record Index(String schema, String model, Map<String, Object> parts) {}

    private final Path folder;
    private final String model;
    private final Map<String, Object> parts = new LinkedHashMap<>();

    /**
     * Goes on with what is there of the same model.
     *
     * @param model the digest of the model that the evidence is of
     */
    EvidenceFolder(Path folder, String model) {
        this.folder = folder;
        this.model = model;
        Path file = folder.resolve(INDEX);
        if (Files.isRegularFile(file)) {
            try {
                JsonNode index = MAPPER.readTree(Files.readAllBytes(file));
                if (index.path("model").asString("").equals(model)) {
                    index.path("parts").properties().forEach(part -> parts.put(part.getKey(), part.getValue()));
                }
            } catch (IOException | JacksonException e) {
                parts.clear(); // an index that cannot be read is made anew
            }
        }
    }

    Path path() {
        return folder;
    }

    /**
     * Writes a picture.
     *
     * @param name with folders and ending, plain
     * @return the name
     */
    String png(String name, Pixels picture) {
        write(name, ImageEncoder.png(picture));
        return name;
    }

    /** Sets one kind's entry and writes the index. */
    void part(String kind, Object content) {
        parts.put(kind, content);
        write(INDEX, MAPPER.writeValueAsBytes(new Index(SCHEMA, model, parts)));
    }

    /**
     * A text as part of a file name; a text that needs changing gets a mark by which it stays different from others.
     */
    static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.equals(text) && !plain.startsWith(".")
                ? text
                : "_" + plain + "-" + Integer.toHexString(text.hashCode());
    }

    private void write(String name, byte[] content) {
        WholeFile.writeWithFolders(folder.resolve(name), content);
    }
}
