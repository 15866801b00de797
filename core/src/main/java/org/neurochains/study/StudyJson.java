package org.neurochains.study;

import org.neurochains.file.RecordFormat;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A study's records as JSON. */
final class StudyJson {
    static final JsonMapper MAPPER = RecordFormat.MAPPER;
    private static final JsonMapper PRETTY =
            MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private StudyJson() {}

    static byte[] bytes(Object record) {
        return MAPPER.writeValueAsBytes(record);
    }

    static byte[] pretty(Object record) {
        return PRETTY.writeValueAsBytes(record);
    }

    /**
     * Reads a record.
     *
     * @throws InputException if it is not of this form
     */
    static <T> T read(byte[] json, Class<T> type, String place) {
        return new RecordFormat<>(type, null, "as this version writes it", "plan the study again").parse(place, json);
    }
}
