package org.neurochains.measure;

/**
 * A table read in blocks of whole rows, so that it need not fit in memory: a feature vector or a ReLU pattern for each
 * image.
 */
sealed interface Rows {

    /** Number of rows. */
    int count();

    /** Rows of floats. */
    non-sealed interface OfFloats extends Rows {
        /** Floats in a row. */
        int width();

        /** Fills {@code into} from its start with {@code rows} rows, from row {@code first} on. */
        void read(int first, int rows, float[] into);
    }

    /** Rows of bits, 64 to a word; unused bits of the last word are 0. */
    non-sealed interface OfBits extends Rows {
        /** Words in a row. */
        int words();

        /** Fills {@code into} from its start with {@code rows} rows, from row {@code first} on. */
        void read(int first, int rows, long[] into);
    }

    /** Rows that lie one after another in memory; the array is not copied. */
    static OfFloats of(float[] values, int width) {
        int count = rows(values.length, width);
        return new OfFloats() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public void read(int first, int rows, float[] into) {
                System.arraycopy(values, first * width, into, 0, rows * width);
            }
        };
    }

    /** Rows that lie one after another in memory; the array is not copied. */
    static OfBits of(long[] values, int words) {
        int count = rows(values.length, words);
        return new OfBits() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public int words() {
                return words;
            }

            @Override
            public void read(int first, int rows, long[] into) {
                System.arraycopy(values, first * words, into, 0, rows * words);
            }
        };
    }

    private static int rows(int length, int width) {
        if (width < 1 || length % width != 0) {
            throw new IllegalArgumentException(length + " values do not fill rows of " + width);
        }
        return length / width;
    }
}
