package org.neurochains.study;

import org.neurochains.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A study's records as JSON. */
final class StudyJson {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
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
        try {
            T value = MAPPER.readValue(json, type);
            if (value != null) {
                return value;
            }
            throw InputException.of(place, "is empty", "plan the study again");
        } catch (JacksonException | StackOverflowError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String reason = root instanceof JacksonException fault ? fault.getOriginalMessage() : root.getMessage();
            throw InputException.of(place, "is not as this version writes it: " + reason, "plan the study again", e);
        }
    }
}
