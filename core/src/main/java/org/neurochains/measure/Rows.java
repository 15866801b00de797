package org.neurochains.measure;

/**
 * A table read in blocks of whole rows, so that it need not fit in memory: a feature vector or a ReLU pattern for each
 * image.
 */
sealed interface Rows {

    /** Number of rows. */
    int count();

    non-sealed interface OfFloats extends Rows {
        /** Floats in a row. */
        int width();

        /** Fills {@code into} from its start with {@code rows} rows, from row {@code first} on. */
        void read(int first, int rows, float[] into);
    }

    /** Rows of bits, 64 to a word; unused bits of the last word are 0. */
    non-sealed interface OfBits extends Rows {
        int words();

        /** Fills {@code into} from its start with {@code rows} rows, from row {@code first} on. */
        void read(int first, int rows, long[] into);
    }

    /** Rows that lie one after another in memory; the array is not copied. */
    static OfFloats of(float[] values, int width) {
        return new FloatArray(values, width, rows(values.length, width));
    }

    /** Rows that lie one after another in memory; the array is not copied. */
    static OfBits of(long[] values, int words) {
        return new BitArray(values, words, rows(values.length, words));
    }

    /** Rows of floats in memory. */
    record FloatArray(float[] values, int width, int count) implements OfFloats {
        @Override
        public void read(int first, int rows, float[] into) {
            System.arraycopy(values, first * width, into, 0, rows * width);
        }
    }

    /** Rows of bits in memory. */
    record BitArray(long[] values, int words, int count) implements OfBits {
        @Override
        public void read(int first, int rows, long[] into) {
            System.arraycopy(values, first * words, into, 0, rows * words);
        }
    }

    private static int rows(int length, int width) {
        if (width < 1 || length % width != 0) {
            throw new IllegalArgumentException(length + " values do not fill rows of " + width);
        }
        return length / width;
    }
}
