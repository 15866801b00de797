package org.neurochains.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.Elements;
import org.neurochains.file.Quoted;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON header of a safetensors file: one object per tensor, and texts under {@code __metadata__}. */
final class SafetensorsHeader {
    /** A tensor's place: bytes {@code begin} to {@code end} after the header. */
    record Entry(StoredParameter parameter, long begin, long end) {}

    private static final String METADATA = "__metadata__";
    private static final String REMEDY = "save the model again with the safetensors library";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build();

    private final String file;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    private SafetensorsHeader(String file) {
        this.file = file;
    }

    /**
     * Parses a header.
     *
     * @throws InputException if it is not UTF-8, not JSON, or not of the form that the format defines
     */
    static SafetensorsHeader parse(String file, byte[] bytes) {
        SafetensorsHeader header = new SafetensorsHeader(file);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), header.text(bytes))) {
            header.read(json);
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw InputException.of(file, "header is not JSON from character " + at + " on", REMEDY, e);
        }
        return header;
    }

    /** The tensors in the header's order. */
    List<Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw InputException.of(file, "header is not UTF-8", REMEDY, e);
        }
    }

    private void read(JsonParser json) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw fault("", "is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (!seen.add(name)) {
                throw fault(name, "occurs twice");
            }
            if (name.equals(METADATA)) {
                readMetadata(json);
            } else {
                readEntry(name, json);
            }
        }
        if (json.nextToken() != null) {
            throw fault("", "goes on after its end");
        }
    }

    private void readMetadata(JsonParser json) {
        expect(json.nextToken() == JsonToken.START_OBJECT, METADATA, "is not a JSON object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            expect(
                    json.nextToken() == JsonToken.VALUE_STRING,
                    METADATA,
                    "value of " + Quoted.of(key) + " is not a text");
            expect(metadata.put(key, json.getString()) == null, METADATA, "key " + Quoted.of(key) + " occurs twice");
        }
    }

    private void readEntry(String name, JsonParser json) {
        expect(json.nextToken() == JsonToken.START_OBJECT, name, "is not a JSON object");
        @Nullable ElementType type = null;
        long @Nullable [] shape = null;
        long @Nullable [] offsets = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> {
                    expect(type == null, name, "has two dtypes");
                    type = type(name, json);
                }
                case "shape" -> {
                    expect(shape == null, name, "has two shapes");
                    shape = numbers(name, field, json);
                }
                case "data_offsets" -> {
                    expect(offsets == null, name, "has data_offsets twice");
                    offsets = numbers(name, field, json);
                }
                default -> {
                    json.nextToken();
                    json.skipChildren();
                }
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw fault(name, "lacks its " + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
        }
        expect(offsets.length == 2, name, "data_offsets has " + offsets.length + " numbers instead of 2");
        entries.add(entry(new StoredParameter(name, type, shape), offsets[0], offsets[1]));
    }

    private Entry entry(StoredParameter parameter, long begin, long end) {
        String name = parameter.name();
        String shape = Arrays.toString(parameter.shape());
        long count = Elements.count(parameter.shape());
        int width = parameter.type().width();
        expect(count >= 0 && count <= Long.MAX_VALUE / width, name, "shape " + shape + " is beyond any file");
        expect(begin <= end, name, "data_offsets [" + begin + ", " + end + "] run backwards");
        expect(
                count * width == end - begin,
                name,
                "shape " + shape + " of " + parameter.type() + " needs " + count * width + " bytes, data_offsets give "
                        + (end - begin));
        if (count > Elements.MAX) {
            throw InputException.of(
                    file,
                    "parameter " + Quoted.of(name) + " has " + count + " elements",
                    "at most " + Elements.MAX + " per parameter are read");
        }
        return new Entry(parameter, begin, end);
    }

    private ElementType type(String name, JsonParser json) {
        expect(json.nextToken() == JsonToken.VALUE_STRING, name, "dtype is not a text");
        String type = json.getString();
        for (ElementType known : ElementType.values()) {
            if (known.name().equals(type)) {
                return known;
            }
        }
        throw InputException.of(
                file,
                "parameter " + Quoted.of(name) + " has the dtype " + Quoted.of(type),
                "read are " + Arrays.toString(ElementType.values()));
    }

    private long[] numbers(String name, String field, JsonParser json) {
        expect(json.nextToken() == JsonToken.START_ARRAY, name, field + " is not a list");
        long[] numbers = new long[StoredParameter.MAX_RANK];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(count < numbers.length, name, field + " has more than " + numbers.length + " numbers");
            numbers[count++] = number(name, field, json);
        }
        return Arrays.copyOf(numbers, count);
    }

    private long number(String name, String field, JsonParser json) {
        expect(
                json.currentToken() == JsonToken.VALUE_NUMBER_INT,
                name,
                field + " holds something else than whole numbers");
        String digits = json.getString();
        expect(digits.length() <= 18 && !digits.startsWith("-"), name, field + " holds " + Quoted.of(digits));
        return Long.parseLong(digits);
    }

    private void expect(boolean holds, String name, String problem) {
        if (!holds) {
            throw fault(name, problem);
        }
    }

    private InputException fault(String name, String problem) {
        String subject = name.isEmpty()
                ? "header "
                : name.equals(METADATA) ? METADATA + " " : "parameter " + Quoted.of(name) + " ";
        return InputException.of(file, subject + problem, REMEDY);
    }
}
