package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.network.Op.Activation.Kind;

/**
 * What a list of parameters does not say about its network, as far as a user does; null leaves it to what is usual.
 *
 * @param batchNormEps what batch norms add to the variance
 * @param stemPool whether max pooling comes behind a ResNet's first convolution
 * @param headActivation what comes between the fully connected layers of a head: one of {@link #ACTIVATIONS}, or none
 */
public record ArchitectureHints(
        @Nullable Double batchNormEps,
        @Nullable Boolean stemPool,
        @Nullable String headActivation) {
    /** Nothing said. */
    public static final ArchitectureHints NOTHING = new ArchitectureHints(null, null, null);

    /** The activations that can be named, with PyTorch's defaults. */
    static final Map<String, Op> ACTIVATIONS = new TreeMap<>(Map.of(
            "relu", new Op.Relu(),
            "leaky_relu", new Op.Activation(Kind.LEAKY_RELU, .01, 0),
            "gelu", new Op.Activation(Kind.GELU, 1, 0),
            "silu", new Op.Activation(Kind.SILU, 0, 0),
            "hardswish", new Op.Activation(Kind.HARD_SWISH, 0, 0),
            "mish", new Op.Activation(Kind.MISH, 0, 0),
            "elu", new Op.Activation(Kind.ELU, 1, 1),
            "sigmoid", new Op.Activation(Kind.SIGMOID, 0, 0),
            "tanh", new Op.Activation(Kind.TANH, 0, 0)));

    private static final String NONE = "none";

    /**
     * Checks a user's words.
     *
     * @param stem pool or plain
     * @param activation one of {@link #ACTIVATIONS}, or none
     * @throws InputException if the number is not positive, or a word another
     */
    public static ArchitectureHints of(@Nullable Double eps, @Nullable String stem, @Nullable String activation) {
        if (eps != null && !(eps > 0 && eps < 1)) {
            throw InputException.of(parameter("bnEps") + " " + eps, "is out of range", "1e-5 is usual, 1e-3 in Keras");
        }
        if (stem != null && !stem.toLowerCase(Locale.ROOT).matches("pool|plain")) {
            throw InputException.of(
                    parameter("stem") + " " + stem, "is not known", "pool or plain: with or without max pooling");
        }
        String word = activation == null ? null : activation.toLowerCase(Locale.ROOT);
        if (word != null && !word.equals(NONE) && !ACTIVATIONS.containsKey(word)) {
            throw InputException.of(parameter("headActivation") + " " + activation, "is not known", known());
        }
        return new ArchitectureHints(eps, stem == null ? null : stem.equalsIgnoreCase("pool"), word);
    }

    /** The activations that can be named, for messages. */
    static String known() {
        return String.join(", ", ACTIVATIONS.keySet()) + " or " + NONE;
    }

    /** What comes between two layers of a head: one operation or none; null where nothing is said. */
    @Nullable List<Op> between() {
        if (headActivation == null) {
            return null;
        }
        Op activation = ACTIVATIONS.get(headActivation);
        return activation == null ? List.of() : List.of(activation);
    }

    /** What batch norms add to the variance. */
    double eps() {
        return batchNormEps == null ? 1e-5 : batchNormEps;
    }
}
