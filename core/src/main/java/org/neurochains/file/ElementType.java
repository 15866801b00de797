package org.neurochains.file;

import java.nio.ByteBuffer;

/** Element types of a model file; each is converted to float32 on reading. Names are those of safetensors. */
public enum ElementType {
    /** 64-bit float, rounded to the nearest float32. */
    F64(8, true, "Double", "float64"),
    /** 32-bit float. */
    F32(4, true, "Float", "float32"),
    /** 16-bit float of IEEE 754. */
    F16(2, true, "Half", "float16"),
    /** The upper half of a 32-bit float. */
    BF16(2, true, "BFloat16", "bfloat16"),
    /** 64-bit signed integer, rounded to the nearest float32. */
    I64(8, false, "Long", "int64"),
    /** 32-bit signed integer, rounded to the nearest float32. */
    I32(4, false, "Int", "int32"),
    /** 16-bit signed integer. */
    I16(2, false, "Short", "int16"),
    /** 8-bit signed integer. */
    I8(1, false, "Char", "int8"),
    /** 8-bit unsigned integer. */
    U8(1, false, "Byte", "uint8"),
    /** One byte, 0 for false; read as 0 or 1. */
    BOOL(1, false, "Bool", "bool");

    private final int width;
    private final boolean floating;
    private final String storage;
    private final String torch;

    ElementType(int width, boolean floating, String storage, String torch) {
        this.width = width;
        this.floating = floating;
        this.storage = storage;
        this.torch = torch;
    }

    /** Bytes per element. */
    public int width() {
        return width;
    }

    /** Whether values are floating-point numbers, as weights must be. */
    public boolean floating() {
        return floating;
    }

    /** The class of PyTorch's typed storage, such as {@code FloatStorage}. */
    public String storageName() {
        return storage + "Storage";
    }

    /** The class of PyTorch's typed tensor, such as {@code FloatTensor}. */
    public String tensorName() {
        return storage + "Tensor";
    }

    /** PyTorch's name, such as {@code float32}. */
    public String torchName() {
        return torch;
    }

    /**
     * Converts consecutive elements.
     *
     * @param from at least {@code count * width()} bytes, in the buffer's order; read from its position on
     * @param into receives the values
     * @param at index of the first one in {@code into}
     */
    public void decode(ByteBuffer from, float[] into, int at, int count) {
        int end = at + count;
        switch (this) {
            case F32 -> from.asFloatBuffer().get(into, at, count);
            case F64 -> {
                for (int i = at; i < end; i++) into[i] = (float) from.getDouble();
            }
            case F16 -> {
                for (int i = at; i < end; i++) into[i] = half(from.getShort());
            }
            case BF16 -> {
                for (int i = at; i < end; i++) into[i] = Float.intBitsToFloat(from.getShort() << 16);
            }
            case I64 -> {
                for (int i = at; i < end; i++) into[i] = from.getLong();
            }
            case I32 -> {
                for (int i = at; i < end; i++) into[i] = from.getInt();
            }
            case I16 -> {
                for (int i = at; i < end; i++) into[i] = from.getShort();
            }
            case I8 -> {
                for (int i = at; i < end; i++) into[i] = from.get();
            }
            case U8 -> {
                for (int i = at; i < end; i++) into[i] = from.get() & 0xff;
            }
            case BOOL -> {
                for (int i = at; i < end; i++) into[i] = from.get() == 0 ? 0 : 1;
            }
        }
    }

    /** The float32 of an IEEE 754 binary16, exact; subnormals, infinities and NaN included. */
    public static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        int rebased = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | (rebased << 23) | (fraction << 13));
    }

    /** The binary16 nearest to a float32, ties to even; beyond 65504 an infinity. */
    public static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (size < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(size * 0x1p24));
        }
        if (size >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        int magnitude = bits & 0x7fffffff;
        int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }
}
