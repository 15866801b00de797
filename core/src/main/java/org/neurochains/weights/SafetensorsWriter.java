package org.neurochains.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.WholeFile;
import org.neurochains.tensor.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes safetensors files. The same tensors and texts give the same bytes: tensors in the map's order, texts sorted by
 * key, the header padded to a multiple of 8 bytes.
 */
public final class SafetensorsWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int CHUNK = 1 << 14;

    private SafetensorsWriter() {}

    /**
     * Writes tensors as float32.
     *
     * @see #write(Path, Map, Map, ElementType)
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        write(file, tensors, metadata, ElementType.F32);
    }

    /**
     * Writes tensors, first to a file beside the target, which is then moved into place.
     *
     * @param metadata texts; none writes no {@code __metadata__}
     * @param type F32, or F16 rounded to nearest
     * @throws InputException if the file cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata, ElementType type) {
        if (type != ElementType.F32 && type != ElementType.F16) {
            throw new IllegalArgumentException("written are F32 and F16, not " + type);
        }
        byte[] header = header(tensors, metadata, type);
        WholeFile.write(file, out -> writeAll(out, tensors, header, type));
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata, ElementType type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeName("__metadata__");
                json.writeStartObject();
                new TreeMap<>(metadata).forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            long begin = 0;
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                long end = begin + entry.getValue().size() * type.width();
                writeEntry(json, entry.getKey(), entry.getValue().shape(), type, begin, end);
                begin = end;
            }
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void writeEntry(
            JsonGenerator json, String name, long[] shape, ElementType type, long begin, long end) {
        json.writeName(name);
        json.writeStartObject();
        json.writeStringProperty("dtype", type.name());
        json.writeName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
    }

    private static void writeAll(OutputStream out, Map<String, Tensor> tensors, byte[] header, ElementType type)
            throws IOException {
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            writeValues(out, tensor.toFloats(), type);
        }
    }

    private static void writeValues(OutputStream out, float[] values, ElementType type) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * type.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += CHUNK) {
            int end = Math.min(values.length, at + CHUNK);
            chunk.clear();
            for (int i = at; i < end; i++) {
                if (type == ElementType.F16) {
                    chunk.putShort(ElementType.toHalf(values[i]));
                } else {
                    chunk.putFloat(values[i]);
                }
            }
            out.write(chunk.array(), 0, chunk.position());
        }
    }
}
