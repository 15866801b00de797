package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.ElementType;
import org.neurochains.file.Elements;
import org.neurochains.file.Fingerprint;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.Tensor;

/**
 * Turns an ONNX file's tensors into values; sizes are checked against the bytes present before anything is allocated.
 */
record OnnxTensors(OnnxFile file) {
    private static final int FLOAT = 1;
    private static final int DOUBLE = 11;
    private static final int INT64 = 7;
    /** Integers are shapes and indices; longer lists are no part of a network read here. */
    private static final int MOST_INTEGERS = 1 << 16;

    /**
     * A tensor's values.
     *
     * @throws InputException if they do not fit its shape, lie outside the file's folder, or are of a type that is not
     *     read
     */
    OnnxValue read(TensorProto tensor) {
        long[] shape = shape(tensor);
        long count = Elements.count(shape);
        ElementType type = type(tensor);
        if (type.floating()) {
            return new OnnxValue.Numbers(Tensor.of(numbers(tensor, type, (int) count), shape));
        }
        if (count > MOST_INTEGERS || shape.length > 2) {
            throw fault(tensor, "holds " + count + " integers", "quantised networks are not read; export in float32");
        }
        return new OnnxValue.Integers(shape, integers(tensor, type, (int) count));
    }

    /** A tensor's values as numbers, whatever their type; refuses as {@link #read}. */
    Tensor numbers(TensorProto tensor) {
        long[] shape = shape(tensor);
        return Tensor.of(numbers(tensor, type(tensor), (int) Elements.count(shape)), shape);
    }

    private long[] shape(TensorProto tensor) {
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long count = Elements.count(shape);
        if (count < 0 || count > Elements.MAX || shape.length > 8) {
            throw damaged(tensor, "has the shape " + Quoted.of(Arrays.toString(shape)));
        }
        return shape;
    }

    ElementType type(TensorProto tensor) {
        return switch (tensor.getDataType()) {
            case FLOAT -> ElementType.F32;
            case 2 -> ElementType.U8;
            case 3 -> ElementType.I8;
            case 5 -> ElementType.I16;
            case 6 -> ElementType.I32;
            case INT64 -> ElementType.I64;
            case 9 -> ElementType.BOOL;
            case 10 -> ElementType.F16;
            case DOUBLE -> ElementType.F64;
            case 16 -> ElementType.BF16;
            default ->
                throw fault(tensor, "is of the element type " + tensor.getDataType(), "export the network in float32");
        };
    }

    private float[] numbers(TensorProto tensor, ElementType type, int count) {
        ByteBuffer bytes = bytes(tensor, type, count);
        if (bytes != null) {
            float[] values = new float[count];
            type.decode(bytes, values, 0, count);
            return values;
        }
        int present = switch (type) {
            case F32 -> tensor.getFloatDataCount();
            case F64 -> tensor.getDoubleDataCount();
            case I64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
        requireCount(tensor, present, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case F32 -> tensor.getFloatData(i);
                case F64 -> (float) tensor.getDoubleData(i);
                case I64 -> tensor.getInt64Data(i);
                case F16 -> ElementType.half((short) tensor.getInt32Data(i));
                case BF16 -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
                default -> tensor.getInt32Data(i);
            };
        }
        return values;
    }

    private long[] integers(TensorProto tensor, ElementType type, int count) {
        ByteBuffer bytes = bytes(tensor, type, count);
        IntToLongFunction at;
        if (bytes != null) {
            at = switch (type) {
                case I64 -> i -> bytes.getLong();
                case I32 -> i -> bytes.getInt();
                case I16 -> i -> bytes.getShort();
                case I8 -> i -> bytes.get();
                default -> i -> bytes.get() & 0xff;
            };
        } else if (type == ElementType.I64) {
            requireCount(tensor, tensor.getInt64DataCount(), count);
            at = tensor::getInt64Data;
        } else {
            requireCount(tensor, tensor.getInt32DataCount(), count);
            at = tensor::getInt32Data;
        }
        long[] values = new long[count];
        Arrays.setAll(values, at);
        return values;
    }

    /** The raw bytes, of exactly the right number; null where the values lie in typed lists. */
    private @Nullable ByteBuffer bytes(TensorProto tensor, ElementType type, int count) {
        long needed = (long) count * type.width();
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return external(tensor, needed).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (!tensor.hasRawData()) {
            return null;
        }
        ByteString raw = tensor.getRawData();
        requireCount(tensor, raw.size(), needed);
        return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireCount(TensorProto tensor, long present, long needed) {
        if (present != needed) {
            throw damaged(
                    tensor,
                    "holds " + present + " bytes or values where its shape "
                            + Quoted.of(tensor.getDimsList().toString()) + " needs " + needed);
        }
    }

    private ByteBuffer external(TensorProto tensor, long needed) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        Path path = externalFile(tensor, entries.getOrDefault("location", ""));
        long offset = number(tensor, entries.getOrDefault("offset", "0"));
        long length = number(tensor, entries.getOrDefault("length", String.valueOf(needed)));
        requireCount(tensor, length, needed);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (offset > channel.size() - length) {
                throw fault(
                        tensor,
                        "lies at " + offset + " to " + (offset + length) + " of '" + path.getFileName()
                                + "', which has " + channel.size() + " bytes",
                        "copy that file again");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException e) {
            throw Bytes.unreadable(path, e);
        }
    }

    private Path externalFile(TensorProto tensor, String location) {
        if (file.folder() == null || location.isEmpty()) {
            throw fault(tensor, "lies in a file that is not named", "save the model with its data again");
        }
        try {
            Path inside = file.folder().toRealPath();
            Path given = Path.of(location);
            Path named = inside.resolve(given).normalize();
            if (given.isAbsolute() || !named.startsWith(inside) || named.equals(inside)) {
                throw outside(tensor, location);
            }
            Path real = named.toRealPath();
            if (!real.startsWith(inside)) {
                throw outside(tensor, location);
            }
            Fingerprint.of(real); // a regular file
            return real;
        } catch (IOException | InvalidPathException e) {
            throw InputException.of(
                    place(tensor),
                    "its data file '" + Quoted.of(location) + "' is not there",
                    "put it beside the .onnx file",
                    e);
        }
    }

    private InputException outside(TensorProto tensor, String location) {
        return fault(
                tensor,
                "its data file '" + Quoted.of(location) + "' lies outside the model's folder",
                "data files must lie beside the .onnx file");
    }

    private long number(TensorProto tensor, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw damaged(tensor, "has '" + Quoted.of(text) + "' as place or length");
        }
        return Long.parseLong(text);
    }

    private InputException fault(TensorProto tensor, String problem, String remedy) {
        return InputException.of(place(tensor), problem, remedy);
    }

    private InputException damaged(TensorProto tensor, String problem) {
        return fault(tensor, problem, OnnxFile.EXPORT_AGAIN);
    }

    private String place(TensorProto tensor) {
        return file.name() + ": tensor '" + Quoted.of(tensor.getName()) + "'";
    }
}
