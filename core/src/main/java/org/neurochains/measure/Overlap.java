package org.neurochains.measure;

import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/**
 * What two selections from one population share, such as the filters of two chains.
 *
 * @param shared members of both
 * @param first members of the first
 * @param second members of the second
 * @param population all there is to select from
 */
public record Overlap(int shared, int first, int second, int population) {

    public Overlap {
        boolean possible = shared >= Math.max(0, first + second - population) && shared <= Math.min(first, second);
        if (!possible || Math.max(first, second) > population) {
            throw new IllegalArgumentException(
                    shared + " shared by " + first + " and " + second + " of a population of " + population);
        }
    }

    /** Counts what two sets drawn from the population share. */
    public static <T> Overlap of(Set<? extends T> first, Set<? extends T> second, int population) {
        Set<T> shared = new HashSet<>(first);
        shared.retainAll(second);
        return new Overlap(shared.size(), first.size(), second.size(), population);
    }

    /** Intersection over union, 0 to 1; empty where both are empty. */
    public OptionalDouble intersectionOverUnion() {
        int union = first + second - shared;
        return union == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) shared / union);
    }

    /** How many two random selections of these sizes share on average; empty for an empty population. */
    public OptionalDouble expected() {
        return population == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) first * second / population);
    }

    /** The probability that two random selections of these sizes share as many or more: the hypergeometric tail. */
    public double chance() {
        return shared == 0
                ? 1
                : new HypergeometricDistribution(population, first, second).upperCumulativeProbability(shared);
    }
}
