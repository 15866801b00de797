package org.neurochains.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.InflaterInputStream;

/**
 * An array of structs in a MATLAB file of version 5: the texts and the first numbers of its fields ("MAT-File Format",
 * The MathWorks). Other content is passed over.
 */
final class MatlabStructs {
    private static final int HEADER = 128;
    private static final int COMPRESSED = 15;
    private static final int MATRIX = 14;
    private static final int STRUCT_CLASS = 2;
    private static final int CHAR_CLASS = 4;
    private static final int LARGEST = 64 << 20;

    private final Map<String, List<String>> columns = new TreeMap<>();

    private MatlabStructs() {}

    /**
     * Reads the array of a name.
     *
     * @throws IllegalArgumentException if the file has another form or no such array
     */
    static MatlabStructs read(byte[] file, String name) {
        if (file.length < HEADER + 8) {
            throw new IllegalArgumentException("it ends early");
        }
        boolean little = file[126] == 'I' && file[127] == 'M';
        ByteBuffer all = ByteBuffer.wrap(file).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        all.position(HEADER);
        while (all.remaining() >= 8) {
            Element element = Element.next(all);
            Element matrix = element.type == COMPRESSED ? Element.next(inflated(element.data)) : element;
            if (matrix.type == MATRIX) {
                MatlabStructs found = new MatlabStructs();
                if (found.fill(matrix.data, name)) {
                    return found;
                }
            }
        }
        throw new IllegalArgumentException("no structs named " + name);
    }

    /** The values of a field, one for each struct. */
    List<String> column(String field) {
        List<String> column = columns.get(field);
        if (column == null) {
            throw new IllegalArgumentException("no field " + field);
        }
        return column;
    }

    private boolean fill(ByteBuffer matrix, String name) {
        int kind = Element.next(matrix).data.getInt() & 0xff;
        int count = size(Element.next(matrix).data);
        String own = Element.next(matrix).text();
        if (kind != STRUCT_CLASS || !own.equals(name)) {
            return false;
        }
        int width = Element.next(matrix).data.getInt();
        String names = Element.next(matrix).text();
        if (width < 1 || count < 0) {
            throw new IllegalArgumentException("its structs have no fields");
        }
        List<String> fields = new ArrayList<>();
        for (int start = 0; start < names.length(); start += width) {
            String padded = names.substring(start, Math.min(names.length(), start + width));
            fields.add(padded.split("\0", 2)[0]);
        }
        fields.forEach(field -> columns.put(field, new ArrayList<>()));
        for (int i = 0; i < count; i++) {
            for (String field : fields) {
                column(field).add(value(Element.next(matrix)));
            }
        }
        return true;
    }

    private static int size(ByteBuffer dimensions) {
        long size = 1;
        while (dimensions.remaining() >= 4) {
            size = Math.min(Integer.MAX_VALUE, size * Math.max(0, dimensions.getInt()));
        }
        return (int) size;
    }

    /** A text, the first of some numbers, or nothing. */
    private static String value(Element element) {
        if (element.type != MATRIX || element.data.remaining() < 8) {
            return "";
        }
        int kind = Element.next(element.data).data.getInt() & 0xff;
        int size = size(Element.next(element.data).data);
        Element.next(element.data);
        if (size == 0 || element.data.remaining() < 8) {
            return "";
        }
        Element content = Element.next(element.data);
        return kind == CHAR_CLASS ? content.text() : kind < CHAR_CLASS ? "" : content.number();
    }

    private static ByteBuffer inflated(ByteBuffer data) {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes(data)))) {
            byte[] inflated = in.readNBytes(LARGEST + 1);
            if (inflated.length > LARGEST) {
                throw new EOFException();
            }
            return ByteBuffer.wrap(inflated).order(data.order());
        } catch (EOFException e) {
            throw new IllegalArgumentException("its compressed part ends early or is too large", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("its compressed part is damaged", e);
        }
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }

    /** A tagged piece of the file. */
    private record Element(int type, ByteBuffer data) {
        static Element next(ByteBuffer from) {
            if (from.remaining() < 8) {
                throw new IllegalArgumentException("it ends early");
            }
            int first = from.getInt();
            boolean small = first >>> 16 != 0;
            int type = first & 0xffff;
            int length = small ? first >>> 16 : from.getInt();
            if (length < 0 || length > from.remaining()) {
                throw new IllegalArgumentException("it ends early");
            }
            ByteBuffer data = from.slice(from.position(), length).order(from.order());
            int whole = small ? 4 : type == COMPRESSED ? length : (length + 7) / 8 * 8;
            from.position(Math.min(from.limit(), from.position() + whole));
            return new Element(type, data);
        }

        /** Of one- or two-byte characters. */
        String text() {
            boolean little = data.order() == ByteOrder.LITTLE_ENDIAN;
            Charset wide = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            return new String(bytes(data), type == 4 || type == 17 ? wide : StandardCharsets.UTF_8);
        }

        /** The first number. */
        String number() {
            if (data.remaining()
                    < (type == 9 ? 8 : type == 5 || type == 6 || type == 7 ? 4 : type == 3 || type == 4 ? 2 : 1)) {
                return "";
            }
            return switch (type) {
                case 1 -> Integer.toString(data.get(0));
                case 2 -> Integer.toString(data.get(0) & 0xff);
                case 3 -> Integer.toString(data.getShort(0));
                case 4 -> Integer.toString(data.getShort(0) & 0xffff);
                case 5, 6 -> Integer.toString(data.getInt(0));
                case 7 -> Float.toString(data.getFloat(0));
                case 9 -> Double.toString(data.getDouble(0));
                default -> "";
            };
        }
    }
}
