package org.neurochains.measure;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Counts in bins of equal width: each {@code [a, b)}, the last one {@code [a, b]}.
 *
 * @param counts of each bin, from low to high
 * @param outside values beyond low and high, in no bin
 * @param undefined values that are not numbers, in no bin
 */
public record Histogram(double low, double high, List<Long> counts, long outside, long undefined) {

    public Histogram {
        counts = List.copyOf(counts);
        if (!(low < high) || !Double.isFinite(high - low) || counts.isEmpty()) {
            throw new IllegalArgumentException(counts.size() + " bins from " + low + " to " + high);
        }
    }

    /** Counts values in bins from low to high. */
    public static Histogram of(double[] values, int bins, double low, double high) {
        long[] counts = new long[bins];
        Histogram empty = new Histogram(low, high, Collections.nCopies(bins, 0L), 0, 0);
        long outside = 0;
        long undefined = 0;
        for (double value : values) {
            if (Double.isNaN(value)) {
                undefined++;
            } else if (value < low || value > high) {
                outside++;
            } else {
                counts[empty.bin(value)]++;
            }
        }
        return new Histogram(low, high, Arrays.stream(counts).boxed().toList(), outside, undefined);
    }

    /** Counts values in bins over their own extent; half a unit around a single value, 0 to 1 without values. */
    public static Histogram of(double[] values, int bins) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        double low = Arrays.stream(finite).min().orElse(0);
        double high = Arrays.stream(finite).max().orElse(1);
        if (low == high) {
            double half = Math.max(.5, Math.ulp(low) * bins);
            return of(values, bins, low - half, high + half);
        }
        return of(values, bins, low, high);
    }

    /** The lower edge of a bin, or the upper end for {@code counts().size()}. */
    public double edge(int bin) {
        return bin == counts.size() ? high : low + bin * ((high - low) / counts.size());
    }

    /** The bin of a value between low and high; the edges decide, not the rounded quotient. */
    private int bin(double value) {
        int bin = (int) Math.min(counts.size() - 1, (value - low) / (high - low) * counts.size());
        if (value < edge(bin)) {
            return bin - 1;
        }
        return bin + 1 < counts.size() && value >= edge(bin + 1) ? bin + 1 : bin;
    }
}
