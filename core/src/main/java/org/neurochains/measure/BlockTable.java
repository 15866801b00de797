package org.neurochains.measure;

/**
 * A table read in blocks of whole rows, so that it need not fit in memory: a feature vector, {@code float[]}, or a ReLU
 * pattern, {@code long[]} of 64 bits a word with zeros behind the last one, for each image.
 */
interface BlockTable<A> {
    /** Number of rows. */
    int count();

    /** Elements of a row. */
    int width();

    /** Fills {@code into} from its start with {@code rows} rows, from row {@code first} on. */
    void read(int first, int rows, A into);

    /** Rows that lie one after another in memory; the array is not copied. */
    static BlockTable<float[]> of(float[] values, int width) {
        return new InMemory<>(values, width, rows(values.length, width));
    }

    /** Rows that lie one after another in memory; the array is not copied. */
    static BlockTable<long[]> of(long[] values, int words) {
        return new InMemory<>(values, words, rows(values.length, words));
    }

    /** Rows in memory. */
    record InMemory<A>(A values, int width, int count) implements BlockTable<A> {
        @Override
        public void read(int first, int rows, A into) {
            System.arraycopy(values, first * width, into, 0, rows * width);
        }
    }

    private static int rows(int length, int width) {
        if (width < 1 || length % width != 0) {
            throw new IllegalArgumentException(length + " values do not fill rows of " + width);
        }
        return length / width;
    }
}
