package org.neurochains.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** An immutable list of channel indices. */
public final class Channels {
    private final int[] indices;

    private Channels(int[] indices) {
        this.indices = indices;
    }

    /** The given indices in the given order. */
    public static Channels of(int... indices) {
        return new Channels(indices.clone());
    }

    /** The same. */
    public static Channels of(IntStream indices) {
        return new Channels(indices.toArray());
    }

    /** 0 to count - 1. */
    public static Channels range(int count) {
        return of(IntStream.range(0, count));
    }

    /** The members of a set, ascending. */
    static Channels of(BitSet set) {
        return of(set.stream());
    }

    /** The number of channels. */
    public int size() {
        return indices.length;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return indices.length == 0;
    }

    /** One index. */
    public int get(int position) {
        return indices[position];
    }

    /** The position of an index in an ascending list, or a negative number. */
    public int positionOf(int index) {
        return Arrays.binarySearch(indices, index);
    }

    /** Whether this is 0 to count - 1. */
    public boolean isRange(long count) {
        return indices.length == count && IntStream.range(0, indices.length).allMatch(i -> indices[i] == i);
    }

    /** A copy of the indices. */
    public int[] toArray() {
        return indices.clone();
    }

    /** The indices in order. */
    public IntStream stream() {
        return Arrays.stream(indices);
    }

    BitSet toSet() {
        BitSet set = new BitSet();
        stream().forEach(set::set);
        return set;
    }

    /** The positions at which this ascending list has an index of the other. */
    BitSet positionsOfSet(Channels others) {
        BitSet positions = new BitSet();
        others.stream().map(this::positionOf).filter(p -> p >= 0).forEach(positions::set);
        return positions;
    }

    /** The position of each index of another ascending list in this one; -1 where this one lacks it. */
    public Channels positionsOf(Channels others) {
        return of(others.stream().map(i -> Math.max(-1, positionOf(i))));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Channels channels && Arrays.equals(indices, channels.indices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(indices);
    }

    @Override
    public String toString() {
        return Arrays.toString(indices);
    }
}
