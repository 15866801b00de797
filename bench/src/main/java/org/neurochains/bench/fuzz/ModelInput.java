package org.neurochains.bench.fuzz;

import static org.neurochains.Phrase.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Inputs are parameters, one a line: a name and the lengths of its dimensions. They become a well-formed safetensors
 * file of zeros, of which an architecture must be made or none.
 */
final class ModelInput {
    private static final int MAX_ELEMENTS = 1 << 18;

    private ModelInput() {}

    /** The file that a list of parameters stands for; lines that are none are passed over. */
    static byte[] file(byte[] input) {
        String lines = new String(input, StandardCharsets.ISO_8859_1);
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"by\":\"fuzz\"}");
        long begin = 0;
        for (String line : lines.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            long elements = elements(words);
            if (elements < 0 || begin / 4 + elements > MAX_ELEMENTS || !words[0].matches("[\\w.:/-]{1,80}")) {
                continue;
            }
            long end = begin + 4 * elements;
            String shape = String.join(",", Arrays.asList(words).subList(1, words.length));
            header.append(text(
                    ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
                    words[0], shape, begin, end));
            begin = end;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + (int) begin).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(json.length).put(json).array();
    }

    private static long elements(String[] words) {
        long elements = 1;
        for (int i = 1; i < words.length; i++) {
            if (!words[i].matches("0|[1-9]\\d{0,5}") || elements > MAX_ELEMENTS) {
                return -1;
            }
            elements *= Long.parseLong(words[i]);
        }
        return elements;
    }
}
