package org.neurochains.study;

/** Seeds from seeds: the mixing function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
final class Seeds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long MOST = (1L << 53) - 1;

    private Seeds() {}

    /** The n-th seed after a seed, from 0 to 2^53 - 1, so that every reader of JSON and CSV keeps its digits. */
    static long of(long seed, long n) {
        return mix(mix(seed + GOLDEN) + (n + 1) * GOLDEN) & MOST;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
