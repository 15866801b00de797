package org.neurochains.measure;

import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;
import org.hipparchus.util.MathArrays;

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
                sum = MathArrays.convolve(probabilities(layer), sum);
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
        return IntStream.rangeClosed(0, Math.min(layer.first(), layer.second()))
                .mapToDouble(distribution::probability)
                .toArray();
    }
}
