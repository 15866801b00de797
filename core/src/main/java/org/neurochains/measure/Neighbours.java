package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.neurochains.network.ForwardBatches;

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

    /** How far two rows are from each other. */
    private interface Metric<A> {
        /** Its distance, or what grows with it; anything from the limit on where it reaches that. */
        double between(A a, int atA, A b, int atB, int width, double limit);

        /** Refuses a row that has no distance. */
        default void require(A values, int from, int width, String what, int row) {}
    }

    private static final Metric<long[]> HAMMING = (a, atA, b, atB, words, limit) -> different(a, atA, b, atB, words);

    private static final Metric<float[]> SQUARES = new Metric<>() {
        @Override
        public double between(float[] a, int atA, float[] b, int atB, int width, double limit) {
            return squares(a, atA, b, atB, width, limit);
        }

        @Override
        public void require(float[] values, int from, int width, String what, int row) {
            for (int i = from; i < from + width; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException(what.formatted(row) + " holds " + values[i]);
                }
            }
        }
    };

    /**
     * The k rows nearest to each query by Euclidean (L2) distance, summed in double precision.
     *
     * @param candidate which rows of the base may be neighbours
     * @return for each query its neighbours from near to far; fewer than k where the base has no more
     * @throws IllegalArgumentException if a row is not finite or the widths differ
     */
    static List<List<Neighbour>> byDistance(
            BlockTable<float[]> base, BlockTable<float[]> queries, int k, IntPredicate candidate) {
        Search<float[]> search = new Search<>(base, candidate, SQUARES, float[]::new, Float.BYTES);
        return search.of(queries, BLOCK, k).stream()
                .map(one -> one.list(Math::sqrt))
                .toList();
    }

    /**
     * The k rows nearest to each query by Hamming distance, the number of different bits.
     *
     * @param candidate which rows of the base may be neighbours
     * @return for each query its neighbours from near to far; fewer than k where the base has no more
     * @throws IllegalArgumentException if the widths differ
     */
    static List<List<Neighbour>> byBits(
            BlockTable<long[]> base, BlockTable<long[]> queries, int k, IntPredicate candidate) {
        Search<long[]> search = new Search<>(base, candidate, HAMMING, long[]::new, Long.BYTES);
        return search.of(queries, BIT_QUERIES, k).stream()
                .map(one -> one.list(bits -> bits))
                .toList();
    }

    /** @param bytes of an element */
    private record Search<A>(
            BlockTable<A> base, IntPredicate candidate, Metric<A> metric, IntFunction<A> array, int bytes) {
        List<Nearest> of(BlockTable<A> queries, int queryBytes, int k) {
            int width = base.width();
            if (queries.width() != width) {
                throw new IllegalArgumentException("queries of " + queries.width() + " values, base of " + width);
            }
            List<Nearest> found = new ArrayList<>();
            A some = array.apply(rows(queryBytes, queries) * width);
            ForwardBatches.ranges(queries.count(), rows(queryBytes, queries), (first, count) -> {
                queries.read(first, count, some);
                List<Nearest> nearest = new ArrayList<>();
                for (int row = 0; row < count; row++) {
                    metric.require(some, row * width, width, "query %d", first + row);
                    nearest.add(new Nearest(k));
                }
                scan(some, nearest);
                found.addAll(nearest);
            });
            return found;
        }

        private void scan(A queries, List<Nearest> nearest) {
            int width = base.width();
            A rows = array.apply(rows(BLOCK, base) * width);
            ForwardBatches.ranges(base.count(), rows(BLOCK, base), (first, count) -> {
                base.read(first, count, rows);
                for (int row = 0; row < count; row++) {
                    if (candidate.test(first + row)) {
                        int at = row * width;
                        metric.require(rows, at, width, "row %d of the base", first + row);
                        for (int i = 0; i < nearest.size(); i++) {
                            Nearest one = nearest.get(i);
                            one.offer(first + row, metric.between(queries, i * width, rows, at, width, one.worst()));
                        }
                    }
                }
            });
        }

        private int rows(int block, BlockTable<A> table) {
            return (int) Math.max(1, Math.min(table.count(), block / ((long) table.width() * bytes)));
        }
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

    private static int different(long[] a, int atA, long[] b, int atB, int words) {
        int bits = 0;
        for (int i = 0; i < words; i++) {
            bits += Long.bitCount(a[atA + i] ^ b[atB + i]);
        }
        return bits;
    }

    /** The best rows so far, from near to far; rows are offered in ascending order of index. */
    private static final class Nearest {
        private final int[] indices;
        private final double[] distances;
        private int size;

        Nearest(int k) {
            if (k < 1) {
                throw new IllegalArgumentException(k + " neighbours");
            }
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

        List<Neighbour> list(DoubleUnaryOperator distance) {
            List<Neighbour> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(new Neighbour(indices[i], distance.applyAsDouble(distances[i])));
            }
            return list;
        }
    }
}
