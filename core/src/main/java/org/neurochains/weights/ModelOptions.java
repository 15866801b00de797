package org.neurochains.weights;

import org.jspecify.annotations.Nullable;

/**
 * What a user says about a model; null leaves it to the file's metadata, then to what its architecture usually takes.
 *
 * @param architecture name or family
 * @param inputSize images resized to exactly HxW
 * @param resize images resized to this shorter side before a square is cut out of the centre
 * @param crop the side of that square
 * @param mean of red, green and blue, of pixels in [0, 1]: r,g,b
 * @param std deviation of red, green and blue: r,g,b
 * @param output the value that is the logits, NAME, or one number of it that is a yes or no by itself, NAME:K or :K
 * @param channelOrder rgb or bgr, the order in which the network takes colours
 * @param batchNormEps what a checkpoint's batch norms add to the variance
 * @param stem pool or plain: whether max pooling comes behind a ResNet's first convolution
 * @param headActivation what comes between the fully connected layers of a checkpoint's head, such as gelu, or none
 * @param stateDict the key of the parameters in a checkpoint of several dictionaries, such as state_dict_ema
 * @param outputs multi-class, where a softmax follows, or multi-label, where a sigmoid of each output does
 */
public record ModelOptions(
        @Nullable String architecture,
        @Nullable String inputSize,
        @Nullable Integer resize,
        @Nullable Integer crop,
        @Nullable String mean,
        @Nullable String std,
        @Nullable String output,
        @Nullable String channelOrder,
        @Nullable Double batchNormEps,
        @Nullable String stem,
        @Nullable String headActivation,
        @Nullable String stateDict,
        @Nullable String outputs) {
    /** Nothing said. */
    public static final ModelOptions NONE = new ModelOptions(null, null, null, null, null, null);

    /** Only the architecture and what is done to images said. */
    public ModelOptions(
            @Nullable String architecture,
            @Nullable String inputSize,
            @Nullable Integer resize,
            @Nullable Integer crop,
            @Nullable String mean,
            @Nullable String std) {
        this(architecture, inputSize, resize, crop, mean, std, null, null, null, null, null, null, null);
    }

    /** Only the architecture said. */
    public static ModelOptions ofArchitecture(String architecture) {
        return new ModelOptions(architecture, null, null, null, null, null);
    }

    /** The same with one output chosen. */
    public ModelOptions withOutput(String name) {
        return new ModelOptions(
                architecture,
                inputSize,
                resize,
                crop,
                mean,
                std,
                name,
                channelOrder,
                batchNormEps,
                stem,
                headActivation,
                stateDict,
                outputs);
    }

    /** The same with another order of colours. */
    public ModelOptions withChannelOrder(String order) {
        return new ModelOptions(
                architecture,
                inputSize,
                resize,
                crop,
                mean,
                std,
                output,
                order,
                batchNormEps,
                stem,
                headActivation,
                stateDict,
                outputs);
    }

    /** The same with what no checkpoint says. */
    public ModelOptions withUnsaid(@Nullable Double eps, @Nullable String stemKind, @Nullable String activation) {
        return new ModelOptions(
                architecture,
                inputSize,
                resize,
                crop,
                mean,
                std,
                output,
                channelOrder,
                eps,
                stemKind,
                activation,
                stateDict,
                outputs);
    }

    /** The same with one of a checkpoint's dictionaries chosen. */
    public ModelOptions withStateDict(String key) {
        return new ModelOptions(
                architecture,
                inputSize,
                resize,
                crop,
                mean,
                std,
                output,
                channelOrder,
                batchNormEps,
                stem,
                headActivation,
                key,
                outputs);
    }

    /** The same with outputs of a kind, {@code multi-class} or {@code multi-label}. */
    public ModelOptions withOutputs(String kind) {
        return new ModelOptions(
                architecture,
                inputSize,
                resize,
                crop,
                mean,
                std,
                output,
                channelOrder,
                batchNormEps,
                stem,
                headActivation,
                stateDict,
                kind);
    }
}
