package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * What a list of parameters does not say about its network, as far as a user does; null leaves it to what is usual.
 *
 * @param batchNormEps what batch norms add to the variance
 * @param stemPool whether max pooling comes behind a ResNet's first convolution
 */
public record Unsaid(
        @Nullable Double batchNormEps, @Nullable Boolean stemPool) {
    /** Nothing said. */
    public static final Unsaid NOTHING = new Unsaid(null, null);

    /**
     * Checks a user's words.
     *
     * @param stem pool or plain
     * @throws InputException if the number is not positive, or the word another
     */
    public static Unsaid of(@Nullable Double eps, @Nullable String stem) {
        if (eps != null && !(eps > 0 && eps < 1)) {
            throw InputException.of(parameter("bnEps") + " " + eps, "is out of range", "1e-5 is usual, 1e-3 in Keras");
        }
        if (stem != null && !stem.toLowerCase(Locale.ROOT).matches("pool|plain")) {
            throw InputException.of(
                    parameter("stem") + " " + stem, "is not known", "pool or plain: with or without max pooling");
        }
        return new Unsaid(eps, stem == null ? null : stem.equalsIgnoreCase("pool"));
    }

    /** What batch norms add to the variance. */
    double eps() {
        return batchNormEps == null ? 1e-5 : batchNormEps;
    }
}
