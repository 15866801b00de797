package org.neurochains.evidence;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;

/**
 * How a map's values become probabilities in [0, 1], each map by its own statistics, so that maps of several layers can
 * be added (Mundhenk, Chen and Friedland 2019, <i>Efficient saliency maps for explainable AI</i>).
 */
public enum MapNormalisation {
    /** The normal distribution's function of (x - mean) / std, std with N - 1; 0.5 everywhere in a constant map. */
    GAUSSIAN,

    /**
     * The function of the gamma distribution that is fitted to the map, less its minimum; 0 everywhere in a constant
     * map.
     */
    GAMMA,

    /**
     * {@link #GAMMA} with the first eight terms of its series only, as the authors' code computes it. It falls again
     * where x is more than about five times the fitted scale: at the most salient places.
     */
    GAMMA_EIGHT_TERMS;

    private static final double EPSILON = 1e-7;
    private static final double LARGEST_SHAPE = 18;
    private static final int NEWTON_STEPS = 10;
    private static final int TERMS = 8;

    double[] probabilities(double[] values) {
        return switch (this) {
            case GAUSSIAN -> gaussian(values);
            case GAMMA -> gamma(values, Gamma::regularizedGammaP);
            case GAMMA_EIGHT_TERMS -> gamma(values, MapNormalisation::eightTerms);
        };
    }

    public SaliencyMap apply(SaliencyMap map) {
        return new SaliencyMap(map.height(), map.width(), probabilities(map.values()));
    }

    private static double[] gaussian(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double std = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
        return Arrays.stream(values)
                .map(x -> std > 0 ? 0.5 * Erf.erfc(-(x - mean) / (std * Math.sqrt(2))) : 0.5)
                .toArray();
    }

    /**
     * A gamma distribution.
     *
     * @param shape k, at most 18; not a number for a constant map
     * @param scale theta
     */
    record GammaFit(double shape, double scale) {}

    /** @param function cumulative, of the shape and a value */
    private static double[] gamma(double[] values, DoubleBinaryOperator function) {
        double low = Arrays.stream(values).min().orElseThrow();
        double[] positive = Arrays.stream(values).map(x -> x - low + EPSILON).toArray();
        if (Arrays.stream(positive).allMatch(x -> x == EPSILON)) {
            return new double[values.length];
        }
        GammaFit fit = fit(positive);
        return Arrays.stream(positive)
                .map(x -> function.applyAsDouble(fit.shape(), x / fit.scale()))
                .map(p -> Double.isFinite(p) ? p : 0)
                .toArray();
    }

    /**
     * Most likely parameters for values above zero, by Newton steps from Minka's estimate; the published code adds 1e-7
     * once more.
     */
    static GammaFit fit(double[] positive) {
        double[] values = Arrays.stream(positive).map(x -> x + EPSILON).toArray();
        double mean = mean(values);
        double s = Math.log(mean) - Arrays.stream(values).map(Math::log).sum() / values.length;
        double k = (3 - s + Math.sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s) + EPSILON;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            k -= (Math.log(k) - Gamma.digamma(k) - s) / (1 / k - Gamma.trigamma(k));
        }
        k = Math.max(EPSILON, Math.min(LARGEST_SHAPE, k));
        return new GammaFit(k, mean / k);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** x^k e^-x times the sum of x^n / Gamma(k + n + 1) for n below 8. */
    private static double eightTerms(double k, double x) {
        double sum = 0;
        for (int n = 0; n < TERMS; n++) {
            sum += Math.exp((k + n) * Math.log(x) - x - Gamma.logGamma(k + n + 1));
        }
        return sum;
    }
}
