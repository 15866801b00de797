package org.neurochains.measure;

import java.util.List;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/**
 * What two chains would share by chance if each drew, in every layer, as many filters as it has there: the sum of
 * independent hypergeometric numbers. A chain keeps a larger share of some layers than of others, so that a draw from
 * all filters alike expects too little.
 *
 * @param expected shared filters on average
 * @param chance probability of as many shared filters or more
 */
public record LayerChance(double expected, double chance) {
    /** Of layers' overlaps; layers from which either takes nothing add nothing. */
    static LayerChance of(List<Overlap> layers) {
        double[] sum = {1};
        int shared = 0;
        double expected = 0;
        for (Overlap layer : layers) {
            shared += layer.shared();
            expected += layer.expected().orElse(0);
            if (layer.first() > 0 && layer.second() > 0) {
                sum = convolved(sum, probabilities(layer));
            }
        }
        double chance = 0;
        for (int k = sum.length - 1; k >= shared; k--) {
            chance += sum[k];
        }
        return new LayerChance(expected, shared == 0 ? 1 : Math.min(1, chance));
    }

    private static double[] probabilities(Overlap layer) {
        HypergeometricDistribution distribution =
                new HypergeometricDistribution(layer.population(), layer.first(), layer.second());
        double[] probabilities = new double[Math.min(layer.first(), layer.second()) + 1];
        for (int k = 0; k < probabilities.length; k++) {
            probabilities[k] = distribution.probability(k);
        }
        return probabilities;
    }

    private static double[] convolved(double[] one, double[] other) {
        double[] sum = new double[one.length + other.length - 1];
        for (int i = 0; i < one.length; i++) {
            for (int j = 0; j < other.length; j++) {
                sum[i + j] += one[i] * other[j];
            }
        }
        return sum;
    }
}
