package org.neurochains.file;

import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as JSON. What is read is not trusted: its size and depth are bounded, and nothing in it is null that its
 * record does not declare so.
 *
 * @param type a record, or an array of records
 * @param schema what the record's component {@code schema} must be; null where it has none
 * @param what of messages: what the text is not, such as {@code a chain's record}
 * @param remedy of messages: how to get such a text
 */
public record RecordFormat<T>(Class<T> type, @Nullable String schema, String what, String remedy) {
    /** Reads and writes records as all of them are. */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(50).build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final long LARGEST = 256L << 20;

    /**
     * Reads a file.
     *
     * @throws InputException if it cannot be read or is not of this form
     */
    public T read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw InputException.of(file.toString(), "is not there", remedy);
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw InputException.of(file.toString(), "is larger than " + (LARGEST >> 20) + " MiB", remedy);
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw InputException.of(
                    file.toString(), "cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param place the file's name, for messages
     * @throws InputException if it is not of this form
     */
    public T parse(String place, byte[] json) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw InputException.of(place, "is not " + what + ": " + reason(e), remedy, e);
        } catch (StackOverflowError | IllegalArgumentException | NullPointerException e) {
            throw InputException.of(place, "is not " + what, remedy, e);
        }
        if (value == null) {
            throw InputException.of(place, "is not " + what + ", but null", remedy);
        }
        if (schema != null && !schema.equals(schemaOf(value))) {
            throw InputException.of(place, "has the schema " + schemaOf(value) + ", not " + schema, remedy);
        }
        Collection<?> records = value instanceof Object[] array ? Arrays.asList(array) : List.of(value);
        if (!records.stream().allMatch(each -> each != null && whole(each))) {
            throw InputException.of(place, "lacks a part of the record or has null in it", remedy);
        }
        return value;
    }

    /** What a record's own check says of its values, else what the reader does. */
    private static String reason(JacksonException fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof NullPointerException) {
            return "a part of it is missing or null";
        }
        return String.valueOf(root instanceof JacksonException json ? json.getOriginalMessage() : root.getMessage());
    }

    private static @Nullable Object schemaOf(Object value) {
        return Arrays.stream(value.getClass().getRecordComponents())
                .filter(component -> component.getName().equals("schema"))
                .findFirst()
                .map(component -> part(value, component))
                .orElse(null);
    }

    private static boolean whole(Object value) {
        return !(value instanceof Record)
                || Arrays.stream(value.getClass().getRecordComponents())
                        .allMatch(component -> whole(part(value, component), component.getAnnotatedType()));
    }

    private static boolean whole(@Nullable Object value, AnnotatedType declared) {
        if (value == null) {
            return declared.isAnnotationPresent(Nullable.class);
        }
        if (declared instanceof AnnotatedParameterizedType generic
                && (value instanceof Collection || value instanceof Map)) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            Collection<?> elements = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
            return elements.stream().allMatch(each -> whole(each, arguments[arguments.length - 1]));
        }
        return whole(value);
    }

    private static @Nullable Object part(Object value, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
