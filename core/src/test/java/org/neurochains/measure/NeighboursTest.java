package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.measure.Neighbours.Neighbour;

class NeighboursTest {

    @Test
    void euclideanByHand() {
        BlockTable<float[]> base = BlockTable.of(new float[] {3, 4, 0, 1, -3, -4, 0, 0}, 2);

        assertThat(Neighbours.byDistance(base, BlockTable.of(new float[] {0, 0}, 2), 3, row -> true))
                .containsExactly(List.of(new Neighbour(3, 0), new Neighbour(1, 1), new Neighbour(0, 5)));
    }

    @Test
    void bitsByHand() {
        BlockTable<long[]> base = BlockTable.of(new long[] {0, 0, -1, 0, 1, 1L << 63}, 2);

        assertThat(Neighbours.byBits(base, BlockTable.of(new long[] {1, 0}, 2), 3, row -> true))
                .containsExactly(List.of(new Neighbour(0, 1), new Neighbour(2, 1), new Neighbour(1, 63)));
    }

    @Test
    void fewerRowsThanAskedFor() {
        BlockTable<float[]> base = BlockTable.of(new float[] {1, 2, 3}, 1);

        assertThat(Neighbours.byDistance(base, BlockTable.of(new float[] {0}, 1), 9, row -> true)
                        .get(0))
                .hasSize(3);
        assertThat(Neighbours.byDistance(
                        BlockTable.of(new float[0], 1), BlockTable.of(new float[] {0}, 1), 2, row -> true))
                .containsExactly(List.of());
        assertThat(Neighbours.byDistance(base, BlockTable.of(new float[0], 1), 2, row -> true))
                .isEmpty();
    }

    @Test
    void onlyCandidatesAreFound() {
        BlockTable<float[]> base = BlockTable.of(new float[] {0, 1, 2, 3}, 1);
        BlockTable<float[]> query = BlockTable.of(new float[] {0}, 1);

        assertThat(Neighbours.byDistance(base, query, 2, row -> row % 2 == 1).get(0))
                .containsExactly(new Neighbour(1, 1), new Neighbour(3, 3));
        assertThat(Neighbours.byBits(
                                BlockTable.of(new long[] {0, 1, 3, 7}, 1),
                                BlockTable.of(new long[] {0}, 1),
                                1,
                                row -> row > 1)
                        .get(0))
                .containsExactly(new Neighbour(2, 2));
    }

    /** Five rows of 400,003 floats fill a block; small whole numbers make ties. */
    @Test
    void blocksAgreeWithSortingEverything() {
        Random random = new Random(5);
        int width = 400_003;
        float[] values = new float[12 * width];
        for (int row = 0; row < 12; row++) {
            for (int i = 0; i < 9; i++) {
                values[row * width + random.nextInt(width)] = random.nextInt(3);
            }
        }
        float[] asked = Arrays.copyOf(values, 7 * width);
        List<List<Neighbour>> found =
                Neighbours.byDistance(BlockTable.of(values, width), BlockTable.of(asked, width), 5, row -> true);

        for (int query = 0; query < 7; query++) {
            List<Neighbour> all = new ArrayList<>();
            for (int row = 0; row < 12; row++) {
                double squares = 0;
                for (int i = 0; i < width; i++) {
                    double difference = values[query * width + i] - values[row * width + i];
                    squares += difference * difference;
                }
                all.add(new Neighbour(row, Math.sqrt(squares)));
            }
            all.sort(Comparator.comparingDouble(Neighbour::distance).thenComparingInt(Neighbour::index));
            assertThat(found.get(query)).isEqualTo(all.subList(0, 5));
        }
    }

    @Test
    void bitsAgreeWithSortingEverything() {
        Random random = new Random(6);
        long[] words =
                random.longs(300 * 3).map(word -> word & 0x0101_0101_0101_0101L).toArray();
        List<List<Neighbour>> found =
                Neighbours.byBits(BlockTable.of(words, 3), BlockTable.of(words, 3), 20, row -> true);

        for (int query = 0; query < 300; query++) {
            List<Neighbour> all = new ArrayList<>();
            for (int row = 0; row < 300; row++) {
                int different = 0;
                for (int i = 0; i < 3; i++) {
                    different += Long.bitCount(words[query * 3 + i] ^ words[row * 3 + i]);
                }
                all.add(new Neighbour(row, different));
            }
            all.sort(Comparator.comparingDouble(Neighbour::distance).thenComparingInt(Neighbour::index));
            assertThat(found.get(query)).isEqualTo(all.subList(0, 20));
        }
    }

    @Test
    void refusesWhatIsNotFinite() {
        BlockTable<float[]> good = BlockTable.of(new float[] {0, 1}, 1);
        BlockTable<float[]> bad = BlockTable.of(new float[] {0, Float.NaN}, 1);
        BlockTable<float[]> infinite = BlockTable.of(new float[] {Float.POSITIVE_INFINITY}, 1);

        assertThatThrownBy(() -> Neighbours.byDistance(bad, good, 1, row -> true))
                .hasMessage("row 1 of the base holds NaN");
        assertThatThrownBy(() -> Neighbours.byDistance(good, bad, 1, row -> true))
                .hasMessage("query 1 holds NaN");
        assertThatThrownBy(() -> Neighbours.byDistance(infinite, good, 1, row -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 0 of the base holds Infinity");
    }

    @Test
    void refusesWhatDoesNotFit() {
        BlockTable<float[]> one = BlockTable.of(new float[6], 1);
        BlockTable<float[]> two = BlockTable.of(new float[6], 2);

        assertThatThrownBy(() -> Neighbours.byDistance(one, two, 1, row -> true))
                .hasMessage("queries of 2 values, base of 1");
        assertThatThrownBy(() -> Neighbours.byDistance(one, one, 0, row -> true))
                .hasMessage("0 neighbours");
        assertThatThrownBy(() -> BlockTable.of(new float[5], 2)).hasMessage("5 values do not fill rows of 2");
    }
}
