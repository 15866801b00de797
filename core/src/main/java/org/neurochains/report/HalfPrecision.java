package org.neurochains.report;

/** Numbers of 16 bits, IEEE 754 binary16, rounded to nearest with ties to even. */
final class HalfPrecision {
    private static final int LEAST_EXPONENT = -14;
    private static final int FRACTION_BITS = 10;
    private static final float LARGEST = 65504;
    private static final float INFINITE_FROM = 65520;

    private HalfPrecision() {}

    /** The number nearest to a value. */
    static short bits(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (size >= INFINITE_FROM) {
            return (short) (sign | 0x7c00);
        }
        int exponent = Math.max(LEAST_EXPONENT, Math.getExponent(Math.min(size, LARGEST)));
        // A fraction that rounds up to the next power of two carries into the exponent, as it should.
        int steps = (int) Math.rint(Math.scalb((double) size, FRACTION_BITS - exponent));
        int base = (exponent - LEAST_EXPONENT) << FRACTION_BITS;
        return (short) (sign | base + steps);
    }

    /** What a number of 16 bits is. */
    static float value(short bits) {
        int exponent = bits >> FRACTION_BITS & 31;
        int fraction = bits & 1023;
        float size = exponent == 31
                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : exponent == 0
                        ? Math.scalb((float) fraction, LEAST_EXPONENT - FRACTION_BITS)
                        : Math.scalb(1024f + fraction, exponent - 15 - FRACTION_BITS);
        return bits < 0 ? -size : size;
    }

    /** A value as it is read back. */
    static float rounded(float value) {
        return value(bits(value));
    }
}
