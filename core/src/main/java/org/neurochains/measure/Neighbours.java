package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Exact nearest neighbours: every row of the base is compared with every query, in blocks. Ties go to the lower index.
 *
 * <p>Memory: one block of the base and one of the queries, each of at most 8 MiB (queries of bits: 64 MiB) or one row.
 */
final class Neighbours {
    /** Bytes read at once. */
    private static final int BLOCK = 8 << 20;

    /** Bytes of queries of bits compared at once: the base may be costly to read twice. */
    private static final int BIT_QUERIES = 64 << 20;

    private Neighbours() {}

    /**
     * A row of the base near a query.
     *
     * @param index of the row in the base
     * @param distance Euclidean, or the number of different bits
     */
    public record Neighbour(int index, double distance) {}

    /** {@link #byDistance(Rows.OfFloats, Rows.OfFloats, int, IntPredicate)} among all rows of the base. */
    public static List<List<Neighbour>> byDistance(Rows.OfFloats base, Rows.OfFloats queries, int k) {
        return byDistance(base, queries, k, row -> true);
    }

    /**
     * The k rows nearest to each query by Euclidean (L2) distance, summed in double precision.
     *
     * @param candidate which rows of the base may be neighbours
     * @return for each query its neighbours from near to far; fewer than k where the base has no more
     * @throws IllegalArgumentException if a row is not finite or the widths differ
     */
    public static List<List<Neighbour>> byDistance(
            Rows.OfFloats base, Rows.OfFloats queries, int k, IntPredicate candidate) {
        int width = base.width();
        if (queries.width() != width) {
            throw new IllegalArgumentException("queries of " + queries.width() + " values, base of " + width);
        }
        List<List<Neighbour>> found = new ArrayList<>();
        int block = blockRows((long) width * Float.BYTES, queries.count());
        float[] some = new float[block * width];
        for (int first = 0; first < queries.count(); first += block) {
            int count = Math.min(block, queries.count() - first);
            queries.read(first, count, some);
            for (int row = 0; row < count; row++) {
                requireFinite(some, row * width, width, "query " + (first + row));
            }
            found.addAll(scan(base, some, start(count, k), candidate));
        }
        return found;
    }

    private static List<List<Neighbour>> scan(
            Rows.OfFloats base, float[] queries, List<Nearest> nearest, IntPredicate candidate) {
        int width = base.width();
        int block = blockRows((long) width * Float.BYTES, base.count());
        float[] rows = new float[block * width];
        for (int first = 0; first < base.count(); first += block) {
            int count = Math.min(block, base.count() - first);
            base.read(first, count, rows);
            for (int row = 0; row < count; row++) {
                if (candidate.test(first + row)) {
                    int at = row * width;
                    requireFinite(rows, at, width, "row " + (first + row) + " of the base");
                    for (int i = 0; i < nearest.size(); i++) {
                        Nearest one = nearest.get(i);
                        one.offer(first + row, squares(queries, i * width, rows, at, width, one.worst()));
                    }
                }
            }
        }
        return nearest.stream().map(one -> one.list(true)).toList();
    }

    /** Sum of squared differences; stops early once it has reached the limit. */
    private static double squares(float[] a, int atA, float[] b, int atB, int width, double limit) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        while (i + 4 <= width) {
            int stop = Math.min(width - 3, i + 256);
            for (; i < stop; i += 4) {
                double d0 = (double) a[atA + i] - b[atB + i];
                double d1 = (double) a[atA + i + 1] - b[atB + i + 1];
                double d2 = (double) a[atA + i + 2] - b[atB + i + 2];
                double d3 = (double) a[atA + i + 3] - b[atB + i + 3];
                s0 += d0 * d0;
                s1 += d1 * d1;
                s2 += d2 * d2;
                s3 += d3 * d3;
            }
            if (s0 + s1 + s2 + s3 >= limit) {
                return Double.POSITIVE_INFINITY;
            }
        }
        for (; i < width; i++) {
            double d = (double) a[atA + i] - b[atB + i];
            s0 += d * d;
        }
        return s0 + s1 + s2 + s3;
    }

    /** {@link #byBits(Rows.OfBits, Rows.OfBits, int, IntPredicate)} among all rows of the base. */
    public static List<List<Neighbour>> byBits(Rows.OfBits base, Rows.OfBits queries, int k) {
        return byBits(base, queries, k, row -> true);
    }

    /**
     * The k rows nearest to each query by Hamming distance, the number of different bits.
     *
     * @param candidate which rows of the base may be neighbours
     * @return for each query its neighbours from near to far; fewer than k where the base has no more
     * @throws IllegalArgumentException if the widths differ
     */
    public static List<List<Neighbour>> byBits(Rows.OfBits base, Rows.OfBits queries, int k, IntPredicate candidate) {
        int words = base.words();
        if (queries.words() != words) {
            throw new IllegalArgumentException("queries of " + queries.words() + " words, base of " + words);
        }
        List<List<Neighbour>> found = new ArrayList<>();
        int block = rows(BIT_QUERIES, (long) words * Long.BYTES, queries.count());
        long[] some = new long[block * words];
        for (int first = 0; first < queries.count(); first += block) {
            int count = Math.min(block, queries.count() - first);
            queries.read(first, count, some);
            found.addAll(scan(base, some, start(count, k), candidate));
        }
        return found;
    }

    private static List<List<Neighbour>> scan(
            Rows.OfBits base, long[] queries, List<Nearest> nearest, IntPredicate candidate) {
        int words = base.words();
        int block = blockRows((long) words * Long.BYTES, base.count());
        long[] rows = new long[block * words];
        for (int first = 0; first < base.count(); first += block) {
            int count = Math.min(block, base.count() - first);
            base.read(first, count, rows);
            for (int row = 0; row < count; row++) {
                if (candidate.test(first + row)) {
                    for (int i = 0; i < nearest.size(); i++) {
                        nearest.get(i).offer(first + row, different(queries, i * words, rows, row * words, words));
                    }
                }
            }
        }
        return nearest.stream().map(one -> one.list(false)).toList();
    }

    private static int different(long[] a, int atA, long[] b, int atB, int words) {
        int bits = 0;
        for (int i = 0; i < words; i++) {
            bits += Long.bitCount(a[atA + i] ^ b[atB + i]);
        }
        return bits;
    }

    private static int blockRows(long bytes, int count) {
        return rows(BLOCK, bytes, count);
    }

    private static int rows(int block, long bytes, int count) {
        return (int) Math.max(1, Math.min(count, block / bytes));
    }

    private static List<Nearest> start(int queries, int k) {
        if (k < 1) {
            throw new IllegalArgumentException(k + " neighbours");
        }
        List<Nearest> nearest = new ArrayList<>();
        for (int i = 0; i < queries; i++) {
            nearest.add(new Nearest(k));
        }
        return nearest;
    }

    private static void requireFinite(float[] values, int from, int width, String name) {
        for (int i = from; i < from + width; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + " holds " + values[i]);
            }
        }
    }

    /** The best rows so far, from near to far; rows are offered in ascending order of index. */
    private static final class Nearest {
        private final int[] indices;
        private final double[] distances;
        private int size;

        Nearest(int k) {
            indices = new int[k];
            distances = new double[k];
            Arrays.fill(distances, Double.POSITIVE_INFINITY);
        }

        /** What a row must stay below. */
        double worst() {
            return distances[distances.length - 1];
        }

        void offer(int index, double distance) {
            if (!(distance < worst())) {
                return;
            }
            int at = size < indices.length ? size++ : size - 1;
            while (at > 0 && distances[at - 1] > distance) {
                distances[at] = distances[at - 1];
                indices[at] = indices[at - 1];
                at--;
            }
            distances[at] = distance;
            indices[at] = index;
        }

        List<Neighbour> list(boolean squared) {
            List<Neighbour> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(new Neighbour(indices[i], squared ? Math.sqrt(distances[i]) : distances[i]));
            }
            return list;
        }
    }
}
