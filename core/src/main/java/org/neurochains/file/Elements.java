package org.neurochains.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Values from bytes, and views on them. */
public final class Elements {
    /** The most elements of one parameter or storage: a Java array holds no more. */
    public static final int MAX = Integer.MAX_VALUE - 8;

    private static final int CHUNK = 1 << 16;

    private Elements() {}

    /**
     * The number of elements of a shape.
     *
     * @return -1 where a dimension is negative or the product is more than a {@code long} holds
     */
    public static long count(long[] shape) {
        if (Arrays.stream(shape).anyMatch(d -> d < 0)) {
            return -1;
        }
        if (Arrays.stream(shape).anyMatch(d -> d == 0)) {
            return 0;
        }
        long count = 1;
        for (long d : shape) {
            if (count > Long.MAX_VALUE / d) {
                return -1;
            }
            count *= d;
        }
        return count;
    }

    /**
     * Converts elements from a stream that holds exactly these.
     *
     * @throws IOException if the stream ends before
     */
    public static float[] decode(InputStream in, ElementType type, int count, ByteOrder order) throws IOException {
        float[] values = new float[count];
        byte[] chunk = new byte[Math.min(CHUNK, count) * type.width()];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
        for (int at = 0; at < count; ) {
            int part = Math.min(CHUNK, count - at);
            int bytes = part * type.width();
            if (in.readNBytes(chunk, 0, bytes) != bytes) {
                throw new java.io.EOFException("values end early");
            }
            type.decode(buffer.clear(), values, at, part);
            at += part;
        }
        return values;
    }

    /** Copies a strided view into row-major order; the view must lie within {@code from}. */
    public static float[] gather(float[] from, long offset, long[] shape, long[] stride) {
        int count = (int) count(shape);
        float[] into = new float[count];
        if (count == 0) {
            return into;
        }
        int rank = shape.length;
        int inner = rank == 0 ? 1 : (int) shape[rank - 1];
        long step = rank == 0 ? 0 : stride[rank - 1];
        long[] index = new long[Math.max(0, rank - 1)];
        for (int at = 0; at < count; at += inner) {
            long start = offset;
            for (int d = 0; d < index.length; d++) {
                start += index[d] * stride[d];
            }
            for (int i = 0; i < inner; i++) {
                into[at + i] = from[(int) (start + i * step)];
            }
            advance(index, shape);
        }
        return into;
    }

    private static void advance(long[] index, long[] shape) {
        for (int d = index.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
            index[d] = 0;
        }
    }

    /** The index, dimension by dimension, of a row-major position. */
    public static long[] index(long position, long[] shape) {
        long[] index = new long[shape.length];
        long rest = position;
        for (int d = shape.length - 1; d >= 0; d--) {
            index[d] = rest % shape[d];
            rest /= shape[d];
        }
        return index;
    }
}
