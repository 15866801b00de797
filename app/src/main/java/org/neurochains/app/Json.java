package org.neurochains.app;

import java.io.PrintWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /** Prints a document: records, lists, maps, texts and numbers. */
    static void print(PrintWriter out, Object document) {
        out.println(MAPPER.writeValueAsString(document));
    }

    /** Writes a document piece by piece; the writer stays open. */
    static JsonGenerator generator(PrintWriter out) {
        return MAPPER.createGenerator(out);
    }
}
