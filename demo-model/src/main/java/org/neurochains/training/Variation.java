package org.neurochains.training;

import java.util.Random;

/**
 * Another picture of the same class, made of the pixels of one: mirrored or shifted. No class depends on either. Pixels
 * beyond the edge are those at the edge.
 *
 * @param mirrored whether left and right are exchanged, before the shift
 * @param right columns by which it is shifted
 * @param down rows by which it is shifted
 */
record Variation(boolean mirrored, int right, int down) {

    /** The picture as it is. */
    static final Variation NONE = new Variation(false, 0, 0);

    /** Any variation with a shift of at most {@code reach} pixels each way, all as likely. */
    static Variation draw(Random random, int reach) {
        int places = 2 * reach + 1;
        return new Variation(random.nextBoolean(), random.nextInt(places) - reach, random.nextInt(places) - reach);
    }

    /** The row of the original that is row {@code row} here. */
    int row(int row, int size) {
        return Math.min(size - 1, Math.max(0, row - down));
    }

    /** The column of the original that is column {@code column} here. */
    int column(int column, int size) {
        int from = Math.min(size - 1, Math.max(0, column - right));
        return mirrored ? size - 1 - from : from;
    }
}
