package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.network.Op.Activation.Kind;

/**
 * What a list of parameters does not say about its network, as far as a user does; null leaves it to what is usual.
 *
 * @param batchNormEps what batch norms add to the variance
 * @param stemPool whether max pooling comes behind a ResNet's first convolution
 * @param activation what comes behind the convolutions
 * @param pooling max or average: of the windows of a VGG, of the whole map at the end of a ResNet
 * @param strideFirst whether a bottleneck's stride is in its 1x1 convolution, not in its 3x3
 * @param headActivation what comes between the fully connected layers of a head: the word, or none
 */
public record ArchitectureHints(
        @Nullable Double batchNormEps,
        @Nullable Boolean stemPool,
        @Nullable String activation,
        @Nullable String pooling,
        @Nullable Boolean strideFirst,
        @Nullable String headActivation) {
    /** Nothing said. */
    public static final ArchitectureHints NOTHING = new ArchitectureHints(null, null, null, null, null, null);

    /** The activations that can be named, with PyTorch's defaults. */
    static final Map<String, Op> ACTIVATIONS = new TreeMap<>(Map.of(
            "relu", new Op.Relu(),
            "relu6", new Op.Activation(Kind.CLIP, 0, 6),
            "leaky_relu", new Op.Activation(Kind.LEAKY_RELU, .01, 0),
            "gelu", new Op.Activation(Kind.GELU, 1, 0),
            "silu", new Op.Activation(Kind.SILU, 0, 0),
            "hardswish", new Op.Activation(Kind.HARD_SWISH, 0, 0),
            "mish", new Op.Activation(Kind.MISH, 0, 0),
            "elu", new Op.Activation(Kind.ELU, 1, 1),
            "sigmoid", new Op.Activation(Kind.SIGMOID, 0, 0),
            "tanh", new Op.Activation(Kind.TANH, 0, 0)));

    private static final String NONE = "none";
    private static final Pattern NUMBERED = Pattern.compile("(leaky_relu|elu):(\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})");

    /**
     * Checks a user's words.
     *
     * @param said by the names of the components, in the file's spelling: bn_eps, stem (pool or plain), activation,
     *     pooling (max or average), stride (1x1 or 3x3), head_activation
     * @throws InputException if the number is not positive, or a word another
     */
    public static ArchitectureHints of(Map<String, String> said) {
        String head = word(said, "head_activation");
        if (head != null && !head.equals(NONE)) {
            named("headActivation", head);
        }
        String activation = word(said, "activation");
        if (activation != null) {
            named("activation", activation);
        }
        return new ArchitectureHints(
                eps(said.get("bn_eps")),
                first(said, "stem", "pool", "plain"),
                activation,
                first(said, "pooling", "max", "average") == null ? null : word(said, "pooling"),
                first(said, "stride", "1x1", "3x3"),
                head);
    }

    private static @Nullable Double eps(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            double eps = Double.parseDouble(text.strip());
            if (eps > 0 && eps < 1) {
                return eps;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw InputException.of(
                parameter("bnEps") + " " + text, "is no number between 0 and 1", "1e-5 is usual, 1e-3 in Keras");
    }

    private static @Nullable String word(Map<String, String> said, String key) {
        String text = said.get(key);
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    /** Whether the first of two words is said; null where nothing is. */
    private static @Nullable Boolean first(Map<String, String> said, String key, String one, String other) {
        String word = word(said, key);
        if (word != null && !word.equals(one) && !word.equals(other)) {
            throw InputException.of(parameter(key) + " " + word, "is not known", one + " or " + other + " is");
        }
        return word == null ? null : word.equals(one);
    }

    /** An activation by its name, of leaky_relu and elu perhaps with their number, as leaky_relu:0.1. */
    private static Op named(String parameter, String word) {
        Matcher matcher = NUMBERED.matcher(word);
        if (matcher.matches()) {
            double number = Double.parseDouble(matcher.group(2));
            boolean leaky = matcher.group(1).equals("leaky_relu");
            return new Op.Activation(leaky ? Kind.LEAKY_RELU : Kind.ELU, number, leaky ? 0 : 1);
        }
        Op op = ACTIVATIONS.get(word);
        if (op == null) {
            String known = parameter.equals("activation") ? String.join(", ", ACTIVATIONS.keySet()) : known();
            throw InputException.of(parameter(parameter) + " " + word, "is not known", known);
        }
        return op;
    }

    /** What comes behind convolutions. */
    Op behindConvolutions() {
        return activation == null ? new Op.Relu() : named("activation", activation);
    }

    /** The same in words. */
    String activationName() {
        return activation == null ? "ReLU" : activation;
    }

    /** Whether pooling takes the largest number, where that is not what is usual. */
    boolean poolsMax(boolean usual) {
        return pooling == null ? usual : pooling.equals("max");
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
        return headActivation.equals(NONE) ? List.of() : List.of(named("headActivation", headActivation));
    }

    /** What batch norms add to the variance. */
    double eps() {
        return batchNormEps == null ? 1e-5 : batchNormEps;
    }
}
