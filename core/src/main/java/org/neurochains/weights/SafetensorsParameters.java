package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Elements;
import org.neurochains.file.Quoted;

/**
 * The parameters of a safetensors file: 8 bytes of header length (little-endian), a JSON header, values.
 *
 * <p>As the format demands, the values cover the rest of the file without holes or overlaps.
 */
record SafetensorsParameters(Bytes file, SafetensorsHeader header, long start) implements StoredParameters {
    /** The longest header read; the format's own bound. */
    static final int MAX_HEADER = 100_000_000;

    /**
     * Reads and checks the header.
     *
     * @throws InputException if the file is not safetensors, is cut short, or contradicts itself
     */
    static SafetensorsParameters of(Bytes file) throws IOException {
        if (file.size() < 8) {
            throw file.cutShort("safetensors begins with 8 bytes of header length");
        }
        long length =
                ByteBuffer.wrap(file.read(0, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_HEADER || length > file.size() - 8) {
            throw file.fault(
                    "header length " + Long.toUnsignedString(length) + " in a file of " + file.size() + " bytes",
                    "the file is cut short or is not safetensors; copy or download it again");
        }
        SafetensorsHeader header = SafetensorsHeader.parse(file.name(), file.read(8, length));
        SafetensorsParameters parameters = new SafetensorsParameters(file, header, 8 + length);
        parameters.checkCoverage();
        return parameters;
    }

    private void checkCoverage() {
        long next = 0;
        List<SafetensorsHeader.Entry> inPlace = header.entries().stream()
                .sorted(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                        .thenComparingLong(SafetensorsHeader.Entry::end))
                .toList();
        for (SafetensorsHeader.Entry entry : inPlace) {
            if (entry.begin() != next) {
                throw file.fault(
                        "parameter " + Quoted.of(entry.parameter().name()) + " begins at byte " + entry.begin()
                                + " of the values, the one before ends at " + next,
                        "values may not overlap or leave holes; save the model again");
            }
            next = entry.end();
        }
        long present = file.size() - start;
        if (next > present) {
            throw file.cutShort("its values need " + (start + next) + " bytes");
        }
        if (next < present) {
            throw file.fault(
                    (present - next) + " bytes follow the last parameter", "save the model again, nothing may follow");
        }
    }

    @Override
    public List<StoredParameter> list() {
        return header.entries().stream().map(SafetensorsHeader.Entry::parameter).toList();
    }

    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public void read(Sink sink) throws IOException {
        int index = 0;
        for (SafetensorsHeader.Entry entry : header.entries()) {
            int count = (int) Elements.count(entry.parameter().shape());
            try (InputStream in = file.stream(start + entry.begin(), start + entry.end())) {
                sink.accept(index++, Elements.decode(in, entry.parameter().type(), count, ByteOrder.LITTLE_ENDIAN));
            }
        }
    }
}
